/** The real app before the emulator, for one story. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { z } from "zod";
import { readConfig } from "../../src/config.ts";
import type { WorkItem } from "../../src/core/work-item.ts";
import { PACE, startApp } from "../../src/start.ts";
import type { RunningApp } from "../../src/start.ts";
import { newestItemOf } from "../../src/store/queries.ts";
import { APP, REPOSITORY, startEmulator } from "./emulate.ts";
import type { Emulator } from "./emulate.ts";
import { startRelay } from "./relay.ts";
import type { Relay } from "./relay.ts";

export interface Emulated {
  github: Emulator;
  app: RunningApp;
  /** What AO asked of the emulator. */
  calls: Relay;
  /** What the emulator delivered to AO. */
  deliveries: Relay;
  /** What the app logged as an error. */
  errors: string[];
  /** Opens an issue and gives its number. */
  openIssue(title: string): Promise<number>;
  comments(thread: number): Promise<{ id: number; by: string; body: string }[]>;
  item(issue: number): Promise<WorkItem | null>;
}

/**
 * Between the two stand doors that change nothing but this: the emulator has its API at the root, where a GitHub of
 * one's own has it under `/api/v3`; and its deliveries lack the number of the App and a GUID (it counts milliseconds,
 * so two deliveries may share one).
 * @param delivered `as GitHub`: with these headers; `as they come`: without
 */
export async function emulated(
  delivered: "as GitHub" | "as they come",
  play: (emulated: Emulated) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "ao-witness-"));
  const stops = [() => rm(directory, { recursive: true, force: true })];
  try {
    let appUrl: string | null = null;
    const headers = delivered === "as GitHub" ? headersOfGitHub : () => ({});
    const deliveries = await startRelay((to) =>
      appUrl === null ? null : { url: `${appUrl}${to}`, headers: headers() },
    );
    stops.push(() => deliveries.stop());
    const github = await startEmulator(`${deliveries.url}/api/github/webhooks`);
    stops.push(() => github.stop());
    const calls = await startRelay((to) => ({
      url: `${github.url}${to.replace(/^\/api\/v3(?=\/)/, "")}`,
    }));
    stops.push(() => calls.stop());
    const errors: string[] = [];
    const log = pino({ level: "error" }, { write: (line: string) => void errors.push(line) });
    const config = readConfig(makeEnvironment(directory, github, calls.url));
    const app = await startApp(config, log, {
      ...PACE,
      reconcile: { tickMs: 100, sweepMs: 3_600_000 },
    });
    stops.push(() => app.stop());
    appUrl = app.url;
    await play({ github, app, calls, deliveries, errors, ...viewOf(github, app) });
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

function headersOfGitHub(): Record<string, string> {
  return {
    "x-github-delivery": randomUUID(),
    "x-github-hook-installation-target-id": String(APP.id),
  };
}

function makeEnvironment(
  directory: string,
  github: Emulator,
  githubUrl: string,
): Record<string, string> {
  return {
    APP_ID: String(APP.id),
    PRIVATE_KEY: github.privateKey,
    WEBHOOK_SECRET: APP.webhookSecret,
    GITHUB_URL: githubUrl,
    AO_RUNNER_TOKEN: "runner-token-for-witnesses-0123456789abcdef",
    DATABASE_URL: `file:${path.join(directory, "ao.db")}`,
    PORT: "0",
    AO_STATUS_SECONDS: "0.2",
  };
}

const Numbered = z.object({ number: z.number() });
const Identified = z.object({ id: z.number() });
const Comments = z.array(
  z.object({ id: z.number(), body: z.string(), user: z.object({ login: z.string() }) }),
);

function viewOf(
  github: Emulator,
  app: RunningApp,
): Pick<Emulated, "openIssue" | "comments" | "item"> {
  const at = `/repos/${REPOSITORY}`;
  return {
    async openIssue(title) {
      return Numbered.parse(await github.as("mira", `POST ${at}/issues`, { title })).number;
    },
    async comments(thread) {
      const found = await github.as("mira", `GET ${at}/issues/${thread}/comments`);
      return Comments.parse(found).map(({ id, body, user }) => ({ id, body, by: user.login }));
    },
    async item(issue) {
      const { id } = Identified.parse(await github.as("mira", `GET ${at}`));
      return newestItemOf(app.parts.database, id, issue);
    },
  };
}
