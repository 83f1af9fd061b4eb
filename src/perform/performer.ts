/** What one kind of effect needs to be performed, and what comes of it. */
import type { Effect, Fact, Repository, WorkItem } from "../core/work-item.ts";
import type { DispatchParts } from "../dispatch/local-daemon.ts";
import type { Pacing } from "../github/pacing.ts";
import type { Parts } from "../parts.ts";

export interface PerformParts extends Parts {
  pacing: Pacing;
  dispatch: DispatchParts;
}

/** A fact before it has its id and time. */
export type NewFact = Fact extends infer F
  ? F extends Fact
    ? Omit<F, "id" | "at">
    : never
  : never;

export interface Performing<E extends Effect = Effect> {
  parts: PerformParts;
  effect: E;
  /** The item as it is now; null for effects that belong to none. */
  item: WorkItem | null;
  /** Tries before this one. */
  attempts: number;
}

/**
 * Performs one effect; it may have been performed before without anybody knowing.
 * @returns the fact that came of it, or null when there is nothing to tell
 * @throws {TransientError} to be tried again, {RefusedError} when that is of no use
 */
export type Performer<E extends Effect> = (performing: Performing<E>) => Promise<NewFact | null>;

export type Performers = { [T in Effect["type"]]: Performer<Extract<Effect, { type: T }>> };

/** The item an effect was ordered by. @throws {Error} our bug: such an effect always has one */
export function itemOf({ item, effect }: Performing): WorkItem {
  if (item === null) throw new Error(`${effect.type} without a work item`);
  return item;
}

export function repositoryOf({ item, effect }: Performing): Repository | null {
  return item?.repository ?? ("repository" in effect ? effect.repository : null);
}

export function complete({ ids, clock }: PerformParts, fact: NewFact): Fact {
  return { ...fact, id: ids.next(), at: clock.now() };
}
