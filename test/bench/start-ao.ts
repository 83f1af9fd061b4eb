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

export interface StartedServer {
  url: string;
  pid: number;
}

/** It ends with the place. @throws {Error} when it does not start, with its last words */
export async function startAo({ directory, stack }: Place, spec: AppSpec): Promise<StartedServer> {
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
    read: (line) => (line["msg"] === "AO is ready" ? readStarted(line) : null),
  });
  stack.defer(() => process.stop());
  return process.started;
}

/** What a server says of itself when it listens: null while it says something else. */
export function readStarted(line: Readonly<Record<string, unknown>>): StartedServer | null {
  const { url, pid } = line;
  return typeof url === "string" && typeof pid === "number" ? { url, pid } : null;
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
