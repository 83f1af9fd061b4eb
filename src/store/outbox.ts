/** Effects that are due: leased before they are tried, postponed when the other side can't. */
import { and, asc, eq, isNull, lte, or, sql } from "drizzle-orm";
import type { Effect } from "../core/work-item.ts";
import type { Finish } from "./finish.ts";
import type { Database } from "./open.ts";
import { outbox } from "./schema.ts";
import { orderEffect } from "./statements.ts";

export interface LeasedEffect {
  id: string;
  itemId: string | null;
  effect: Effect;
  /** Tries before this one. */
  attempts: number;
  finish: Finish;
}

/** Short, so that little waits after a crash; whoever is still at it renews in time. */
const LEASE_MS = 30_000;
export const RENEW_MS = 10_000;

/** Takes up to `limit` due effects, the longest due first. Nobody else performs them until the lease ends. */
export async function leaseEffects(
  { query }: Database,
  now: number,
  limit: number,
): Promise<LeasedEffect[]> {
  const free = or(isNull(outbox.leasedUntil), lte(outbox.leasedUntil, now));
  const due = query
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(lte(outbox.dueAt, now), free))
    .orderBy(asc(outbox.dueAt), asc(outbox.id))
    .limit(limit);
  const rows = await query
    .update(outbox)
    .set({ leasedUntil: now + LEASE_MS, lease: sql`max(${outbox.lease} + 1, ${now})` })
    .where(sql`${outbox.id} in ${due}`)
    .returning();
  return rows.map((row) => ({
    id: row.id,
    itemId: row.itemId,
    effect: row.body,
    attempts: row.attempts,
    finish: { effectId: row.id, lease: row.lease, wanted: row.wanted },
  }));
}

/** The effects that are still being performed stay taken. A lease that was lost meanwhile stays lost. */
export async function renewEffects(
  { query }: Database,
  underWay: readonly LeasedEffect[],
  now: number,
): Promise<void> {
  for (const { finish } of underWay) {
    await query
      .update(outbox)
      .set({ leasedUntil: now + LEASE_MS })
      .where(and(eq(outbox.id, finish.effectId), eq(outbox.lease, finish.lease)));
  }
}

/** Gives the lease back and makes it due later. A postponement that is no failure (pacing) counts no attempt. */
export async function postponeEffect(
  { query }: Database,
  { finish }: LeasedEffect,
  later: { dueAt: number; error: string | null },
): Promise<void> {
  await query
    .update(outbox)
    .set({
      leasedUntil: null,
      dueAt: later.dueAt,
      ...(later.error !== null && {
        attempts: sql`${outbox.attempts} + 1`,
        lastError: later.error,
      }),
    })
    .where(and(eq(outbox.id, finish.effectId), eq(outbox.lease, finish.lease)));
}

/** When the next effect is due or a lease ends; null when there is none. */
export async function nextDueAt({ query }: Database): Promise<number | null> {
  const at = sql<number | null>`min(max(${outbox.dueAt}, coalesce(${outbox.leasedUntil}, 0)))`;
  const [row] = await query.select({ at }).from(outbox);
  return row?.at ?? null;
}

/** Asks for an item's status to be shown anew, not before `dueAt`. A row that is there already is not put off. */
export async function orderShow(database: Database, itemId: string, dueAt: number): Promise<void> {
  const statement = orderEffect({ type: "show" }, { id: "", itemId, at: dueAt });
  await database.client.execute(statement);
}
