/** The app as `npm start` starts it, in a process of its own. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startProcess } from "../demo/processes.ts";
import type { Place } from "./place.ts";

export const RUNNER_TOKEN = "runner-token-for-the-bench-0123456789abcdef";

export interface AppSpec {
  githubUrl: string;
  app: { id: number; privateKey: string; webhookSecret: string };
  /** Settings over the README's own defaults. */ settings?: Readonly<Record<string, string>>;
}

/** @returns the app's address. It ends with the place. @throws {Error} when it does not start, with its last words */
export async function startAo({ directory, stack }: Place, spec: AppSpec): Promise<string> {
  const home = path.join(directory, "app");
  await mkdir(home, { recursive: true });
  const { app, githubUrl } = spec;
  const process = startProcess({
    name: "the app",
    script: fileURLToPath(new URL("../../src/main.ts", import.meta.url)),
    directory: home,
    environment: {
      ...baseEnvironment(home),
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: app.webhookSecret,
      GITHUB_URL: githubUrl,
      AO_RUNNER_TOKEN: RUNNER_TOKEN,
      DATABASE_URL: `file:${path.join(home, "ao.db")}`,
      PORT: "0",
      ...spec.settings,
    },
    read: ({ msg, url }) => (msg === "AO is ready" && typeof url === "string" ? url : null),
  });
  stack.defer(() => process.stop());
  return process.started;
}

/** Nothing of whoever starts the bench gets in but where programs are. */
export function baseEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: home,
    TMPDIR: home,
    LANG: "C.UTF-8",
    NODE_NO_WARNINGS: "1",
  };
}
