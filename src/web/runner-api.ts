/** What runners ask of the app. The routes are listed in `protocol/words.ts`. Every call but the first carries the lease's epoch. */
import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { Beat, JobReport, LeaseRequest, TellsRequest, TokenRequest } from "../protocol/words.ts";
import type { BeatAnswer, ReadToken, Tells } from "../protocol/words.ts";
import { leaseJob, waitFor } from "../dispatch/local-daemon.ts";
import type { DispatchParts } from "../dispatch/local-daemon.ts";
import { findJob, renewLease, savePack, saveProgress, unheardTells } from "../store/jobs.ts";
import { findItem } from "../store/queries.ts";
import type { Parts } from "../parts.ts";

export interface RunnerApiParts extends DispatchParts, Pick<Parts, "github" | "log"> {
  runnerToken: string;
}

const MAX_JSON_BYTES = 1024 * 1024;

export function runnerApi(parts: RunnerApiParts): Hono {
  const api = new Hono();
  const maxPack = parts.jobLimits.packBytes;
  api.use(async (c, next) => {
    if (isRunner(c, parts.runnerToken)) return next();
    parts.log.warn({ path: c.req.path }, "a runner showed a wrong token");
    return c.json({ says: "wrong runner token" }, 401);
  });
  api.use("/jobs/:jobId/pack", bodyLimit({ maxSize: maxPack }));
  api.post("/lease", bodyLimit({ maxSize: MAX_JSON_BYTES }), (c) => lease(parts, c));
  api.post("/jobs/:jobId/beat", bodyLimit({ maxSize: MAX_JSON_BYTES }), (c) => beat(parts, c));
  api.post("/jobs/:jobId/tells", bodyLimit({ maxSize: MAX_JSON_BYTES }), (c) => tells(parts, c));
  api.post("/jobs/:jobId/token", bodyLimit({ maxSize: MAX_JSON_BYTES }), (c) =>
    mintToken(parts, c),
  );
  api.post("/jobs/:jobId/report", bodyLimit({ maxSize: MAX_JSON_BYTES }), (c) =>
    takeReport(parts, c),
  );
  api.put("/jobs/:jobId/pack", (c) => storePack(parts, c));
  return api;
}

async function lease(parts: RunnerApiParts, c: Context): Promise<Response> {
  const asked = await read(c, LeaseRequest);
  if (asked instanceof Response) return asked;
  if (asked.protocol !== PROTOCOL_VERSION) {
    const says = `this app speaks protocol ${PROTOCOL_VERSION}, the runner ${asked.protocol}: bring both to the same version`;
    return c.json({ says }, 426);
  }
  const order = await waitFor(
    parts,
    { topic: "jobs", waitMs: asked.waitMs, signal: c.req.raw.signal },
    () => leaseJob(parts, asked),
  );
  return order === null ? c.body(null, 204) : c.json(order);
}

async function beat(parts: RunnerApiParts, c: Context): Promise<Response> {
  const said = await read(c, Beat);
  if (said instanceof Response) return said;
  const jobId = jobIdOf(c);
  const { ttlMs } = parts.lease;
  const until = parts.clock.now() + ttlMs;
  if (!(await renewLease(parts.database, { jobId, epoch: said.epoch, until }))) return lost(c);
  if (said.progress !== null) {
    await saveProgress(parts.database, jobId, said.progress);
    await parts.showProgress(jobId);
  }
  return c.json({ ttlMs } satisfies BeatAnswer);
}

/** A stopped item's job has no lease any more, but its runner must still hear why. */
async function tells(parts: RunnerApiParts, c: Context): Promise<Response> {
  const asked = await read(c, TellsRequest);
  if (asked instanceof Response) return asked;
  const jobId = jobIdOf(c);
  const job = await findJob(parts.database, jobId);
  if (job === null || job.epoch !== asked.epoch) return lost(c);
  const wait = { topic: `tells:${jobId}`, waitMs: asked.waitMs, signal: c.req.raw.signal } as const;
  const found = await waitFor(parts, wait, async () => {
    const unheard = await unheardTells(parts.database, jobId, asked.heard);
    return unheard.length === 0 ? null : unheard;
  });
  return c.json({ tells: found ?? [] } satisfies Tells);
}

async function mintToken(parts: RunnerApiParts, c: Context): Promise<Response> {
  const asked = await read(c, TokenRequest);
  if (asked instanceof Response) return asked;
  const job = await findJob(parts.database, jobIdOf(c));
  if (job === null || job.epoch !== asked.epoch || job.stage !== "leased") return lost(c);
  const item = await findItem(parts.database, job.itemId);
  if (item === null) return lost(c);
  const minted = await parts.github.readToken(item.repository);
  return c.json(minted satisfies ReadToken);
}

/** Stored before the report that names it: any app process can push it after a crash. */
async function storePack(parts: RunnerApiParts, c: Context): Promise<Response> {
  const jobId = jobIdOf(c);
  const job = await findJob(parts.database, jobId);
  const epoch = Number(c.req.header("x-ao-epoch"));
  if (job === null || job.epoch !== epoch || job.stage !== "leased") return lost(c);
  const bytes = Buffer.from(await c.req.arrayBuffer());
  const sha256 = hash(bytes).toString("hex");
  if (sha256 !== c.req.header("x-ao-sha256"))
    return c.json({ says: "the bytes are not what their hash says" }, 400);
  await savePack(parts.database, { sha256, bytes, at: parts.clock.now() });
  return c.json({});
}

async function takeReport(parts: RunnerApiParts, c: Context): Promise<Response> {
  const said = await read(c, JobReport);
  if (said instanceof Response) return said;
  const jobId = jobIdOf(c);
  const job = await findJob(parts.database, jobId);
  if (job === null || job.epoch !== said.epoch) return lost(c);
  const fact = {
    id: parts.ids.next(),
    at: parts.clock.now(),
    type: "job_ended",
    jobId,
    report: said,
  } as const;
  await parts.commit({ facts: [{ to: { item: job.itemId }, fact }] });
  return c.json({});
}

/** Compared by hash: equal lengths for `timingSafeEqual`, whatever was shown. */
function isRunner(c: Context, token: string): boolean {
  const shown = c.req.header("authorization") ?? "";
  return timingSafeEqual(hash(shown), hash(`Bearer ${token}`));
}

function hash(bytes: string | Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

async function read<T>(c: Context, schema: z.ZodType<T>): Promise<T | Response> {
  const body: unknown = await c.req.json().catch((): unknown => undefined);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  return c.json({ says: z.prettifyError(parsed.error).slice(0, 2_000) }, 400);
}

function jobIdOf(c: Context): string {
  return c.req.param("jobId") ?? "";
}

function lost(c: Context): Response {
  return c.json({ says: "this lease is not in force any more" }, 409);
}
