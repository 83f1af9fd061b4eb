/** Read-only questions for performers, pages and reconcile. */
import { and, asc, desc, eq, gte, inArray, lte, sql } from "drizzle-orm";
import { positionOf } from "../core/lane.ts";
import type { WorkItem } from "../core/work-item.ts";
import type { Database } from "./open.ts";
import { items, journal, lanes } from "./schema.ts";

export async function findItem({ query }: Database, id: string): Promise<WorkItem | null> {
  const [row] = await query.select({ body: items.body }).from(items).where(eq(items.id, id));
  return row?.body ?? null;
}

export async function liveItems({ query }: Database): Promise<WorkItem[]> {
  const rows = await query
    .select({ body: items.body })
    .from(items)
    .where(eq(items.live, true))
    .orderBy(asc(items.id));
  return rows.map((row) => row.body);
}

/** Items about which something was decided since a time, as far as the last thousands of decisions tell. */
export async function recentItems({ query }: Database, since: number): Promise<WorkItem[]> {
  const recent = query
    .select({ subject: journal.subject, at: journal.at })
    .from(journal)
    .orderBy(desc(sql`rowid`))
    .limit(5_000)
    .as("recent");
  const subjects = query.select({ id: recent.subject }).from(recent).where(gte(recent.at, since));
  const rows = await query
    .select({ body: items.body })
    .from(items)
    .where(inArray(items.id, subjects))
    .orderBy(asc(items.id));
  return rows.map((row) => row.body);
}

/** The newest item of a subject, live or done. */
export async function newestItemOf(
  { query }: Database,
  repositoryId: number,
  number: number,
): Promise<WorkItem | null> {
  const subject = and(eq(items.repositoryId, repositoryId), eq(items.number, number));
  const [row] = await query
    .select({ body: items.body })
    .from(items)
    .where(subject)
    .orderBy(desc(items.id))
    .limit(1);
  return row?.body ?? null;
}

/** Items whose deadline has passed. */
export async function dueItems({ query }: Database, now: number): Promise<WorkItem[]> {
  const rows = await query
    .select({ body: items.body })
    .from(items)
    .where(lte(items.deadlineAt, now));
  return rows.map((row) => row.body);
}

/** An item's place in its repository's queue, 1 first; null when it does not wait. */
export async function queuePosition({ query }: Database, item: WorkItem): Promise<number | null> {
  const key = `repository:${item.repository.id}`;
  const [row] = await query.select({ body: lanes.body }).from(lanes).where(eq(lanes.key, key));
  return row === undefined ? null : positionOf(row.body, item.id);
}
