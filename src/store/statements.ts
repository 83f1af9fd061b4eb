/** The rows of one decision as statements for the atomic batch. Guards are INSERTs into keys: an UPDATE that hits no row stops nothing. */
import type { InArgs, InStatement } from "@libsql/client";
import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { deadlineOf, endingOf, isLive } from "../core/decide.ts";
import type { Lane } from "../core/lane.ts";
import type { Effect, Fact, Rules, WorkItem } from "../core/work-item.ts";
import { compile, placeholders } from "./compile.ts";
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
  arrived: readonly { id: string; event: string; at: number }[],
): InStatement[] {
  return arrived.length === 0 ? [] : [insertDeliveries({ rows: JSON.stringify(arrived) })];
}

/** Its text does not depend on how many there are. */
const insertDeliveries = compile<{ rows: string }>((query) => {
  const fields = {
    id: sql<string>`value ->> '$.id'`.as("id"),
    event: sql<string>`value ->> '$.event'`.as("event"),
    at: sql<number>`value ->> '$.at'`.as("at"),
  };
  const from = sql`json_each(${sql.placeholder("rows")})`;
  return query.insert(deliveries).select(query.select(fields).from(from));
});

export const writeJournal = compile<{
  subject: string;
  version: number;
  at: number;
  fact: Fact | null;
  why: string;
  effects: Effect[];
}>((query) => {
  const row = placeholders("subject", "version", "at", "fact", "why", "effects");
  return query.insert(journal).values(row);
});

export function saveLane(body: Lane, version: number): InStatement {
  return upsertLane({ key: body.key, version, body });
}

const upsertLane = compile<{ key: string; version: number; body: Lane }>((query) => {
  const row = placeholders("key", "version", "body");
  const set = { version: excluded(lanes.version), body: excluded(lanes.body) };
  return query.insert(lanes).values(row).onConflictDoUpdate({ target: lanes.key, set });
});

/** The item, its threads, and the job that runners see of it. */
export function saveItem(
  item: WorkItem,
  { version, fact, rules }: { version: number; fact: Fact; rules: Rules },
): InStatement[] {
  const saved = upsertItem({
    id: item.id,
    repositoryId: item.repository.id,
    number: item.number,
    live: isLive(item),
    state: item.state.name,
    head: item.head,
    deadlineAt: deadlineOf(item.state, rules),
    version,
    body: item,
  });
  const threadRows = threadsOf(item).map((number) =>
    upsertThread({ repositoryId: item.repository.id, number, itemId: item.id }),
  );
  return [saved, ...threadRows, ...saveJob(item, fact)];
}

const upsertItem = compile<typeof items.$inferSelect>((query) => {
  const row = {
    ...placeholders("id", "repositoryId", "number", "live", "state"),
    ...placeholders("head", "deadlineAt", "version", "body"),
  };
  const set = {
    repositoryId: excluded(items.repositoryId),
    number: excluded(items.number),
    live: excluded(items.live),
    state: excluded(items.state),
    head: excluded(items.head),
    deadlineAt: excluded(items.deadlineAt),
    version: excluded(items.version),
    body: excluded(items.body),
  };
  return query.insert(items).values(row).onConflictDoUpdate({ target: items.id, set });
});

const upsertThread = compile<typeof threads.$inferSelect>((query) => {
  const row = placeholders("repositoryId", "number", "itemId");
  const target = [threads.repositoryId, threads.number];
  // Ids sort by time: a thread belongs to the newest of its items.
  const set = { itemId: sql`max(${threads.itemId}, ${excluded(threads.itemId)})` };
  return query.insert(threads).values(row).onConflictDoUpdate({ target, set });
});

/**
 * Ends whatever job of the item is no longer its job, then writes the one that is. Its runner's report says that the agent
 * is gone; without one the lease stands there until its time is over, and keeps others from beginning.
 */
function saveJob(item: WorkItem, fact: Fact): InStatement[] {
  const { state } = item;
  const job = state.name === "working" ? state.job : null;
  const ending = endingOf(state);
  const goneId = fact.type === "job_ended" ? fact.jobId : "";
  const endingId = ending?.jobId ?? "";
  const end = endJobs({ itemId: item.id, jobId: job?.id ?? "", endingId, goneId });
  if (ending !== null) return [end, cancelJob(item, ending.jobId)];
  if (job === null || state.name !== "working") return [end];
  const { id, epoch, runner, stage } = job;
  const row = { id, itemId: item.id, stage, epoch, runner, offeredAt: state.since, goneId };
  return [end, upsertJob(row)];
}

/** Null once the runner of the job has reported. */
const untilGone = sql`case when ${jobs.id} = ${sql.placeholder("goneId")} then null else ${jobs.until} end`;

const endJobs = compile<{ itemId: string; jobId: string; endingId: string; goneId: string }>(
  (query) => {
    // Named one by one, so that the index is used: ended jobs are kept, and become many.
    const others = sql`${jobs.itemId} = ${sql.placeholder("itemId")} and ${jobs.stage} in ('offered', 'leased', 'publishing', 'proving', 'ending') and ${jobs.id} <> ${sql.placeholder("jobId")}`;
    const stage = sql`case when ${jobs.id} = ${sql.placeholder("endingId")} then 'ending' else 'ended' end`;
    return query.update(jobs).set({ stage, until: untilGone }).where(others);
  },
);

type JobRow = Omit<typeof jobs.$inferSelect, "until">;

const upsertJob = compile<JobRow & { goneId: string }>((query) => {
  const row = placeholders("id", "itemId", "stage", "epoch", "runner", "offeredAt");
  const set = {
    stage: excluded(jobs.stage),
    epoch: excluded(jobs.epoch),
    runner: excluded(jobs.runner),
    until: untilGone,
  };
  return query.insert(jobs).values(row).onConflictDoUpdate({ target: jobs.id, set });
});

/** In the same batch as the end itself: a stop must not wait for an effect that a crash holds up. */
function cancelJob(item: WorkItem, jobId: string): InStatement {
  const id = `cancel:${jobId}`;
  const why = (item.trail.at(-1)?.why ?? "").slice(0, 500);
  return insertTell({ id, jobId, body: { kind: "cancel", id, why } });
}

const insertTell = compile<typeof tells.$inferSelect>((query) =>
  query
    .insert(tells)
    .values(placeholders("id", "jobId", "body"))
    .onConflictDoNothing(),
);

/** Effects of these kinds are one row per item, however often they are ordered. */
const ONE_PER_ITEM = new Set<Effect["type"]>(["show", "read_checks", "read_head", "read_base"]);

/** A comment has one row per key: two at work on the same one would both look, find none, and post twice. */
function rowIdOf(effect: Effect, order: { id: string; itemId: string | null }): string {
  if (order.itemId === null) return order.id;
  if (effect.type === "comment") return `comment:${effect.key}:${order.itemId}`;
  return ONE_PER_ITEM.has(effect.type) ? `${effect.type}:${order.itemId}` : order.id;
}

export function orderEffect(
  effect: Effect,
  order: { id: string; itemId: string | null; at: number },
): InStatement {
  const dueAt = order.at + ("afterMs" in effect ? effect.afterMs : 0);
  return upsertOrder({ id: rowIdOf(effect, order), itemId: order.itemId, body: effect, dueAt });
}

type OrderRow = Pick<typeof outbox.$inferSelect, "id" | "itemId" | "body" | "dueAt">;

const upsertOrder = compile<OrderRow>((query) => {
  const again = {
    body: excluded(outbox.body),
    dueAt: sql`min(${outbox.dueAt}, ${excluded(outbox.dueAt)})`,
    wanted: sql`${outbox.wanted} + 1`,
    attempts: 0,
  };
  const row = placeholders("id", "itemId", "body", "dueAt");
  return query.insert(outbox).values(row).onConflictDoUpdate({ target: outbox.id, set: again });
});

/** What the row that is there already would have become. */
function excluded(column: SQLiteColumn): SQL {
  return sql`excluded.${sql.identifier(column.name)}`;
}
