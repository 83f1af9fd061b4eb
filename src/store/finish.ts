/** The end of an effect, in the same batch as what came of it. */
import type { InStatement } from "@libsql/client";
import { and, eq } from "drizzle-orm";
import type { Database } from "./open.ts";
import { outbox } from "./schema.ts";
import { built } from "./statements.ts";

export interface Finish {
  effectId: string;
  /** The lease it was performed under; whoever lost it finishes nothing. */
  lease: number;
  /** How often it had been ordered when it was leased. */
  wanted: number;
}

/** Takes the row away, unless it was ordered again meanwhile: then it only becomes free. */
export function finishEffect({ query }: Database, finish: Finish): InStatement[] {
  const mine = and(eq(outbox.id, finish.effectId), eq(outbox.lease, finish.lease));
  return [
    built(query.delete(outbox).where(and(mine, eq(outbox.wanted, finish.wanted)))),
    built(query.update(outbox).set({ leasedUntil: null, attempts: 0 }).where(mine)),
  ];
}
