/** The rows of one decision as statements for the atomic batch. Guards are INSERTs into keys: an UPDATE that hits no row stops nothing. */
import type { InArgs, InStatement } from "@libsql/client";
import { sql } from "drizzle-orm";
import { deadlineOf, endingOf, isLive } from "../core/decide.ts";
import type { Lane } from "../core/lane.ts";
import type { Effect, Fact, Rules, WorkItem } from "../core/work-item.ts";
import type { Database } from "./open.ts";
import { threadsOf } from "./overlay.ts";
import { deliveries, items, jobs, journal, lanes, outbox, tells, threads } from "./schema.ts";

interface Built {
  toSQL(): { sql: string; params: unknown[] };
}

/** A drizzle statement as libSQL's client takes it. */
export function built(statement: Built): InStatement {
  const { sql: text, params } = statement.toSQL();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- drizzle has turned every parameter into what libSQL takes
  return { sql: text, args: params as InArgs };
}

/** One statement for all that arrived in a batch. */
export function rememberDeliveries(
  { query }: Database,
  arrived: { id: string; event: string; at: number }[],
): InStatement[] {
  return arrived.length === 0 ? [] : [built(query.insert(deliveries).values(arrived))];
}

export function writeJournal(
  { query }: Database,
  row: {
    subject: string;
    version: number;
    at: number;
    fact: Fact | null;
    why: string;
    effects: Effect[];
  },
): InStatement {
  return built(query.insert(journal).values(row));
}

export function saveLane({ query }: Database, body: Lane, version: number): InStatement {
  const row = { key: body.key, version, body };
  return built(query.insert(lanes).values(row).onConflictDoUpdate({ target: lanes.key, set: row }));
}

/** The item, its threads, and the job that runners see of it. */
export function saveItem(
  database: Database,
  item: WorkItem,
  { version, fact, rules }: { version: number; fact: Fact; rules: Rules },
): InStatement[] {
  const { query } = database;
  const row = {
    id: item.id,
    repositoryId: item.repository.id,
    number: item.number,
    live: isLive(item),
    state: item.state.name,
    head: item.head,
    deadlineAt: deadlineOf(item.state, rules),
    version,
    body: item,
  };
  const upsert = query.insert(items).values(row).onConflictDoUpdate({ target: items.id, set: row });
  const threadRows = threadsOf(item).map((number) => {
    const thread = { repositoryId: item.repository.id, number, itemId: item.id };
    const target = [threads.repositoryId, threads.number];
    // Ids sort by time: a thread belongs to the newest of its items.
    const set = { itemId: sql`max(${threads.itemId}, ${item.id})` };
    return built(query.insert(threads).values(thread).onConflictDoUpdate({ target, set }));
  });
  return [built(upsert), ...threadRows, ...saveJob(database, item, fact)];
}

/**
 * Ends whatever job of the item is no longer its job, then writes the one that is. Its runner's report says that the agent
 * is gone; without one the lease stands there until its time is over, and keeps others from beginning.
 */
function saveJob(database: Database, item: WorkItem, fact: Fact): InStatement[] {
  const { query } = database;
  const { state } = item;
  const job = state.name === "working" ? state.job : null;
  const ending = endingOf(state);
  // Named one by one, so that the index is used: ended jobs are kept, and become many.
  const others = sql`${jobs.itemId} = ${item.id} and ${jobs.stage} in ('offered', 'leased', 'publishing', 'proving', 'ending') and ${jobs.id} <> ${job?.id ?? ""}`;
  const stage = sql`case when ${jobs.id} = ${ending?.jobId ?? ""} then 'ending' else 'ended' end`;
  const goneId = fact.type === "job_ended" ? fact.jobId : "";
  const until = sql`case when ${jobs.id} = ${goneId} then null else ${jobs.until} end`;
  const end = built(query.update(jobs).set({ stage, until }).where(others));
  if (ending !== null) return [end, cancelJob(database, item, ending.jobId)];
  if (job === null || state.name !== "working") return [end];
  const { id, epoch, runner } = job;
  const row = { id, itemId: item.id, stage: job.stage, epoch, runner, offeredAt: state.since };
  const save = query
    .insert(jobs)
    .values(row)
    .onConflictDoUpdate({ target: jobs.id, set: { stage: job.stage, epoch, runner, until } });
  return [end, built(save)];
}

/** In the same batch as the end itself: a stop must not wait for an effect that a crash holds up. */
function cancelJob({ query }: Database, item: WorkItem, jobId: string): InStatement {
  const id = `cancel:${jobId}`;
  const body = { kind: "cancel", id, why: (item.trail.at(-1)?.why ?? "").slice(0, 500) } as const;
  return built(query.insert(tells).values({ id, jobId, body }).onConflictDoNothing());
}

/** Effects of these kinds are one row per item, however often they are ordered. */
const ONE_PER_ITEM = new Set<Effect["type"]>(["show", "read_checks", "read_head", "read_base"]);

/** A comment has one row per key: two at work on the same one would both look, find none, and post twice. */
function rowIdOf(effect: Effect, order: { id: string; itemId: string | null }): string {
  if (order.itemId === null) return order.id;
  if (effect.type === "comment") return `comment:${effect.key}:${order.itemId}`;
  return ONE_PER_ITEM.has(effect.type) ? `${effect.type}:${order.itemId}` : order.id;
}

export function orderEffect(
  { query }: Database,
  effect: Effect,
  order: { id: string; itemId: string | null; at: number },
): InStatement {
  const dueAt = order.at + ("afterMs" in effect ? effect.afterMs : 0);
  const row = {
    id: rowIdOf(effect, order),
    itemId: order.itemId,
    body: effect,
    dueAt,
  };
  const again = {
    body: effect,
    dueAt: sql`min(${outbox.dueAt}, ${dueAt})`,
    wanted: sql`${outbox.wanted} + 1`,
    attempts: 0,
  };
  return built(
    query.insert(outbox).values(row).onConflictDoUpdate({ target: outbox.id, set: again }),
  );
}
