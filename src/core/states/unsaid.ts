/** What becomes of a question that can't be said for now: the conversation is locked, or GitHub refuses the comment. */
import { askAgain, go, stay } from "../decision.ts";
import type { Decision, Fact, FactOf, Rules, State, WorkItem } from "../work-item.ts";

/** Not silence: the label shows a question, the operator's log and `/ao why` have the rest. */
export function whenLocked(item: WorkItem, fact: FactOf<"thread_locked">): Decision {
  const asks = withUnsaid(item.state, fact.key);
  const why =
    asks === null
      ? "The conversation is locked, so nothing could be said there."
      : "The conversation is locked, so the question could not be asked there: the label `ao:needs-you` shows it, and it is asked once the conversation is unlocked.";
  return go(item, fact, { state: asks ?? item.state, why });
}

/** A question that GitHub refuses is no end: it is asked again with the next reminder, or once an owner accepts permissions. */
export function whenUnsaid(item: WorkItem, fact: Fact, { key, why }: Unsaid): Decision {
  const asks = withUnsaid(item.state, key);
  if (asks === null) return stay(item, why);
  return go(item, fact, { state: asks, why: `${why} The question is asked again later.` });
}

interface Unsaid {
  /** Of the comment. */
  key: string;
  why: string;
}

/** @returns null for a comment that asks nothing, or whose question is answered */
function withUnsaid(state: State, key: string): State | null {
  const asks = state.name === "waiting" && state.for === "person" && /^(?:ask|remind):/.test(key);
  return asks ? { ...state, unsaid: key } : null;
}

export function whenUnlocked(
  item: WorkItem,
  fact: FactOf<"thread_unlocked">,
  rules: Rules,
): Decision {
  const { state } = item;
  if (state.name !== "waiting" || state.for !== "person" || state.unsaid === undefined) {
    return stay(item, "Nothing waits to be said.");
  }
  const why = "The conversation was unlocked, so the question is asked there now.";
  return askAgain(item, fact, rules, { state, key: state.unsaid, why });
}
