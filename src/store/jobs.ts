/** Jobs as runners see them: what is offered, who holds which lease, what goes on, what a job is to be told. */
import { and, asc, eq, gt, inArray, lt, notExists, notInArray, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { Progress, Tell } from "../protocol/words.ts";
import type { Database } from "./open.ts";
import { items, jobs, packs, progress, tells } from "./schema.ts";

export interface JobRow {
  id: string;
  itemId: string;
  stage: "offered" | "leased" | "publishing" | "proving" | "ending" | "ended";
  epoch: number;
  runner: string | null;
  until: number | null;
}

/** Stages in which a runner holds the job. */
const HELD: JobRow["stage"][] = ["leased", "ending"];

/**
 * Jobs nobody has leased, the longest offered first. Left out is what must wait: an agent of an earlier item of the same
 * issue may live until its runner says that it is gone, or its lease is over.
 */
export async function offeredJobs({ query }: Database, now: number): Promise<JobRow[]> {
  const other = alias(jobs, "other");
  const earlier = alias(items, "earlier");
  const sameIssue = and(
    eq(earlier.repositoryId, items.repositoryId),
    eq(earlier.number, items.number),
  );
  const mayLive = or(
    eq(other.stage, "ending"),
    and(eq(other.stage, "ended"), gt(other.until, now)),
  );
  const inTheWay = query
    .select({ id: other.id })
    .from(other)
    .innerJoin(earlier, eq(earlier.id, other.itemId))
    .innerJoin(items, eq(items.id, jobs.itemId))
    .where(and(sameIssue, mayLive));
  return query
    .select()
    .from(jobs)
    .where(and(eq(jobs.stage, "offered"), notExists(inTheWay)))
    .orderBy(asc(jobs.offeredAt), asc(jobs.id))
    .limit(20);
}

export async function findJob({ query }: Database, id: string): Promise<JobRow | null> {
  const [row] = await query.select().from(jobs).where(eq(jobs.id, id));
  return row ?? null;
}

/** Renews a lease until `until`. @returns false when that lease is not in force (any more) */
export async function renewLease(
  { query }: Database,
  lease: { jobId: string; epoch: number; until: number },
): Promise<boolean> {
  const inForce = and(
    eq(jobs.id, lease.jobId),
    eq(jobs.epoch, lease.epoch),
    inArray(jobs.stage, HELD),
  );
  const rows = await query
    .update(jobs)
    .set({ until: lease.until })
    .where(inForce)
    .returning({ id: jobs.id });
  return rows.length === 1;
}

/** Leases whose time is over. */
export async function expiredLeases({ query }: Database, now: number): Promise<JobRow[]> {
  return query
    .select()
    .from(jobs)
    .where(and(inArray(jobs.stage, HELD), lt(sql`coalesce(${jobs.until}, 0)`, now)));
}

/** After a start: runners could not renew while the app was away, so every lease gets its full time again. */
export async function extendLeases({ query }: Database, until: number): Promise<void> {
  await query
    .update(jobs)
    .set({ until: sql`max(coalesce(${jobs.until}, 0), ${until})` })
    .where(inArray(jobs.stage, HELD));
}

export async function saveProgress(
  { query }: Database,
  jobId: string,
  body: Progress,
): Promise<void> {
  const row = { jobId, seq: body.seq, body };
  await query
    .insert(progress)
    .values(row)
    .onConflictDoUpdate({ target: progress.jobId, set: row, setWhere: lt(progress.seq, body.seq) });
}

export async function readProgress({ query }: Database, jobId: string): Promise<Progress | null> {
  const [row] = await query.select().from(progress).where(eq(progress.jobId, jobId));
  return row?.body ?? null;
}

/** Saving the same tell twice is harmless: its id is the effect's. */
export async function saveTell({ query }: Database, jobId: string, body: Tell): Promise<void> {
  await query.insert(tells).values({ id: body.id, jobId, body }).onConflictDoNothing();
}

/** Tells for a job that its runner has not heard yet, in order. */
export async function unheardTells(
  { query }: Database,
  jobId: string,
  heard: string[],
): Promise<Tell[]> {
  const rows = await query
    .select()
    .from(tells)
    .where(and(eq(tells.jobId, jobId), notInArray(tells.id, heard)))
    .orderBy(asc(tells.id));
  return rows.map((row) => row.body);
}

/** Stores a pack under its hash; the same bytes twice are one row. */
export async function savePack(
  { query }: Database,
  pack: { sha256: string; bytes: Buffer; at: number },
): Promise<void> {
  await query.insert(packs).values(pack).onConflictDoNothing();
}

export async function readPack({ query }: Database, sha256: string): Promise<Buffer | null> {
  const [row] = await query.select().from(packs).where(eq(packs.sha256, sha256));
  return row === undefined ? null : Buffer.from(row.bytes);
}
