/** What AO wrote where, so that only differences are written again. */
import { and, eq, isNotNull } from "drizzle-orm";
import type { Database } from "./open.ts";
import { shown } from "./schema.ts";

export type Shown = typeof shown.$inferSelect;

export async function findShown(
  { query }: Database,
  itemId: string,
  slot: string,
): Promise<Shown | null> {
  const where = and(eq(shown.itemId, itemId), eq(shown.slot, slot));
  const [row] = await query.select().from(shown).where(where);
  return row ?? null;
}

/** Ids of the comments that AO goes on to edit for an item. */
export async function findShownComments(
  { query }: Database,
  itemId: string,
): Promise<ReadonlySet<number>> {
  const where = and(eq(shown.itemId, itemId), isNotNull(shown.remoteId));
  const rows = await query.select({ id: shown.remoteId }).from(shown).where(where);
  return new Set(rows.flatMap((row) => (row.id === null ? [] : [row.id])));
}

/** No text that AO writes. */
const IN_DOUBT = "?";

/** Before GitHub is changed: should nobody live to save how it went, the next look trusts nothing that was saved before. */
export async function doubtShown(
  { query }: Database,
  { itemId, slot }: Pick<Shown, "itemId" | "slot">,
): Promise<void> {
  const row = { itemId, slot, remoteId: null, text: IN_DOUBT, at: 0 };
  const target = [shown.itemId, shown.slot];
  await query
    .insert(shown)
    .values(row)
    .onConflictDoUpdate({ target, set: { text: IN_DOUBT } });
}

export async function saveShown({ query }: Database, row: Shown): Promise<void> {
  const target = [shown.itemId, shown.slot];
  await query.insert(shown).values(row).onConflictDoUpdate({ target, set: row });
}
