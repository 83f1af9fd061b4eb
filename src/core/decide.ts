/**
 * Decides what AO does next for one work item. Pure: no clock, no network, no database, no randomness.
 * Flow: github/facts and web/runner-api → store/commit → this file → the outbox → perform.
 *
 * What can happen in every state is answered in `states/any.ts`; the rest by one file per state.
 */
import { whenAnything } from "./states/any.ts";
import { whenDone } from "./states/done.ts";
import { whenInReview } from "./states/in-review.ts";
import { whenNothing } from "./states/nothing.ts";
import { whenQueued } from "./states/queued.ts";
import { whenRequested } from "./states/requested.ts";
import { whenWaiting } from "./states/waiting.ts";
import { whenWatching } from "./states/watching.ts";
import { whenWorking } from "./states/working.ts";
import type { Ending } from "./changes.ts";
import type { Decision, Fact, Rules, State, WorkItem } from "./work-item.ts";

/**
 * @param item the live item the fact is for; the latest finished one when none is live; null when AO never had one
 * @returns the item as it is from now on (a new id means a new item) and what to do about it
 */
export function decide(item: WorkItem | null, fact: Fact, rules: Rules): Decision {
  if (item === null) return whenNothing(fact);
  return whenAnything(item, fact, rules) ?? whenInState(item, fact, rules);
}

function whenInState(item: WorkItem, fact: Fact, rules: Rules): Decision {
  const { state } = item;
  // No `default`: a new state does not compile until it is answered here.
  switch (state.name) {
    case "requested":
      return whenRequested(item, fact, rules);
    case "queued":
      return whenQueued(item, state, fact);
    case "working":
      return whenWorking(item, state, fact, rules);
    case "watching":
      return whenWatching(item, state, fact, rules);
    case "waiting":
      return whenWaiting(item, state, fact, rules);
    case "in_review":
      return whenInReview(item, state, fact, rules);
    case "done":
      return whenDone(item, state, fact, rules);
  }
}

/** When the item must be looked at again if nothing else happens; null where a lease or an effect already is that next event. */
export function deadlineOf(state: State, rules: Rules): number | null {
  switch (state.name) {
    case "requested":
    case "queued":
    case "watching":
    case "in_review":
      return null;
    case "working":
      return state.job.stage === "offered" && !state.job.told
        ? state.since + rules.timing.unclaimedMs
        : null;
    case "waiting":
      return state.remindAt;
    case "done":
      return state.ending === null ? null : state.at + rules.timing.stopMs;
  }
}

/** A job that was cancelled and whose runner has not said yet that the agent is gone. */
export function endingOf(state: State): Ending | null {
  if (state.name === "done") return state.ending;
  return state.name === "waiting" ? (state.ending ?? null) : null;
}

/** True until the item is done; at most one live item per subject. */
export function isLive(item: WorkItem): boolean {
  return item.state.name !== "done";
}
