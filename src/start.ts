/** Joins the rooms: makes the one object of parts from the configuration, starts everything, stops it in order. */
import { tmpdir } from "node:os";
import { serve } from "@hono/node-server";
import type { ServerType } from "@hono/node-server";
import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { narrow } from "./core/policy.ts";
import type { DispatchParts } from "./dispatch/local-daemon.ts";
import { makeGitHub } from "./github/client.ts";
import { connect } from "./github/connection.ts";
import { makePacing } from "./github/pacing.ts";
import { makeIds } from "./ids.ts";
import type { Log, Parts } from "./parts.ts";
import { startPerforming } from "./perform/loop.ts";
import { makeRedactor } from "./protocol/redact.ts";
import { startReconciling } from "./reconcile.ts";
import type { ReconcileOptions } from "./reconcile.ts";
import { makeBell } from "./store/bell.ts";
import { makeCommit } from "./store/commit.ts";
import { extendLeases, findJob } from "./store/jobs.ts";
import { openDatabase } from "./store/open.ts";
import { orderShow } from "./store/outbox.ts";
import { makeWebApp } from "./web/app.ts";

export interface RunningApp {
  url: string;
  parts: Parts;
  /** Takes no more work, finishes what is under way, closes the database. */
  stop(): Promise<void>;
}

/** What a test or the demo shortens. */
export interface Pace {
  lease: DispatchParts["lease"];
  jobLimits: DispatchParts["jobLimits"];
  reconcile: Omit<ReconcileOptions, "leaseTtlMs">;
}

export const PACE: Pace = {
  lease: { ttlMs: 30_000, beatMs: 8_000 },
  jobLimits: {
    jobMs: 60 * 60_000,
    silenceMs: 5 * 60_000,
    commandMs: 15 * 60_000,
    packBytes: 50 * 1024 * 1024,
  },
  reconcile: { tickMs: 2_000, sweepMs: 5 * 60_000 },
};

const RESTARTS = 2;
/** Requests that still run this long after SIGTERM are cut. */
const DRAIN_MS = 5_000;

/** @throws {Error} when the database can't be opened, GitHub does not know the App, or the port is taken */
export async function startApp(config: Config, log: Log, pace: Pace = PACE): Promise<RunningApp> {
  const parts = await makeParts(config, log);
  return runApp(parts, { config, pace, listen: (fetch) => listen(fetch, config) });
}

/** What serves the app's routes from now on. */
export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** Where and how fast the rooms are joined; `listen` is a socket, or the network of a simulation. */
export interface RunOptions {
  config: Pick<Config, "webhookSecrets" | "runnerToken">;
  pace: Pace;
  listen(fetch: (request: Request) => Response | Promise<Response>): Promise<Listening>;
}

/** Joins the rooms over parts that are there already. @throws {Error} when GitHub does not know the App, or `listen` fails */
export async function runApp(parts: Parts, options: RunOptions): Promise<RunningApp> {
  const { config, pace } = options;
  const { log } = parts;
  const identity = await parts.github.app();
  const stopping = new AbortController();
  const dispatch: DispatchParts = {
    ...parts,
    lease: pace.lease,
    jobLimits: pace.jobLimits,
    stopping: stopping.signal,
    showProgress: (jobId) => showProgress(parts, jobId),
  };
  await extendLeases(parts.database, parts.clock.now() + pace.lease.ttlMs);
  const web = makeWebApp({
    ...dispatch,
    github: parts.github,
    log,
    app: identity,
    webhookSecrets: config.webhookSecrets,
    runnerToken: config.runnerToken,
    unreadyBecause: () => unreadyBecause(parts, stopping.signal.aborted),
  });
  const listening = await options.listen(web.fetch);
  const performing = startPerforming({ ...parts, dispatch, pacing: makePacing() });
  const reconciling = startReconciling(parts, {
    ...pace.reconcile,
    leaseTtlMs: pace.lease.ttlMs,
  });
  log.info({ url: listening.url, app: identity.slug }, "AO is ready");
  return {
    url: listening.url,
    parts,
    async stop() {
      stopping.abort();
      await reconciling.stop();
      await listening.close();
      await performing.stop();
      parts.database.client.close();
      log.info({}, "AO has stopped");
    },
  };
}

async function makeParts(config: Config, log: Log): Promise<Parts> {
  const clock = systemClock;
  const database = await openDatabase(config.databaseUrl, config.databaseToken);
  const connection = connect({
    appId: config.appId,
    privateKey: config.privateKey,
    webhookSecret: config.webhookSecrets[0],
    githubUrl: config.githubUrl,
    now: () => clock.now(),
  });
  const { githubUrl, appId } = config;
  const github = makeGitHub({
    connection,
    githubUrl,
    appId,
    temporaryDirectory: tmpdir(),
    secrets: secretsOf(config),
  });
  const ids = makeIds();
  return completeParts({ clock, ids, random: Math.random, database, github, log }, config);
}

/** The parts the world gives, and what AO makes of them. */
export function completeParts(
  given: Pick<Parts, "clock" | "ids" | "random" | "database" | "github" | "log">,
  config: Pick<Config, "limits" | "timing" | "webhookSecrets" | "runnerToken" | "privateKey">,
): Parts {
  const bell = makeBell();
  const rules = { limits: config.limits, restarts: RESTARTS, flaky: [], timing: config.timing };
  return {
    ...given,
    bell,
    commit: makeCommit({ ...given, bell, rules }),
    rules,
    defaultPolicy: narrow(config.limits, {}),
    redact: makeRedactor(secretsOf(config)),
  };
}

function secretsOf(
  config: Pick<Config, "webhookSecrets" | "runnerToken" | "privateKey">,
): readonly string[] {
  return [...config.webhookSecrets, config.runnerToken, config.privateKey];
}

async function showProgress(parts: Parts, jobId: string): Promise<void> {
  const job = await findJob(parts.database, jobId);
  if (job === null) return;
  await orderShow(parts.database, job.itemId, parts.clock.now());
  parts.bell.ring("outbox");
}

async function unreadyBecause(parts: Parts, draining: boolean): Promise<string | null> {
  if (draining) return "stopping";
  try {
    await parts.database.client.execute("SELECT 1");
    return null;
  } catch (error) {
    return `the database does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: Config,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port }, (info) => {
      resolve({ url: `http://${host}:${info.port}`, close: () => close(server) });
    });
    server.once("error", reject);
  });
}

/** Lets running requests end, but waits for nobody's idle connection: runners keep theirs alive, and come back by themselves. */
async function close(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if (!("closeIdleConnections" in server)) return closed;
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
