/** Where a waiting item goes on once a person has answered: never past what AO itself had still to do. */
import { charge } from "./attempts.ts";
import { go, queue } from "./decision.ts";
import type { Kept } from "./decision.ts";
import { rerun, rerunsOf } from "./rerun.ts";
import type { Effect, Fact, Onwards, StateOf, Turn, WorkItem } from "./work-item.ts";

type Waiting = StateOf<"waiting">;
interface Step {
  effects: Effect[];
  why: string;
}

/** The same again: the turn that failed, or what AO could not do. */
export function tryAgain(item: WorkItem, state: Waiting, fact: Fact, step: Step): Kept {
  const { onwards } = state;
  if (onwards.kind === "request") return askAnew(item, fact, step);
  if (onwards.kind === "watch")
    return watchAgain(item, fact, { ...step, headSha: onwards.headSha });
  if (onwards.kind === "rerun") return runAgain(item, fact, { ...step, onwards });
  return startTurn(item, fact, { turn: onwards, ...step });
}

/** With what a person has written, which is in `item.words`: no turn may begin before the request was read. */
export function goOnAnswered(item: WorkItem, state: Waiting, fact: Fact, step: Step): Kept {
  if (state.onwards.kind === "request") return askAnew(item, fact, step);
  return startTurn(item, fact, { turn: turnFor(item, state), ...step });
}

/** The checks of `headSha` from the beginning, and the pull request if there is none yet. */
export function watchAgain(item: WorkItem, fact: Fact, step: Step & { headSha: string }): Kept {
  const { headSha } = step;
  const open: Effect[] = item.pullRequest === null ? [{ type: "open_pull_request", headSha }] : [];
  return go(item, fact, {
    state: { name: "watching", headSha, pushedAt: fact.at, seen: null, red: null },
    effects: [...step.effects, ...open, { type: "read_checks", headSha, afterMs: 0 }],
    why: step.why,
  });
}

/** What only a person could change may be changed now: the same jobs once more. */
function runAgain(
  item: WorkItem,
  fact: Fact,
  step: Step & { onwards: Extract<Onwards, { kind: "rerun" }> },
): Kept {
  const { onwards, effects, why } = step;
  const { headSha, jobs } = onwards;
  const reruns = rerunsOf(jobs, { headSha, why: "asked", at: fact.at, logs: [] });
  return rerun(item, fact, { headSha, reruns, afterMs: 0, effects, why });
}

/** At a red head this is the first of the tries that the person's word allows. */
function startTurn(item: WorkItem, fact: Fact, step: Step & { turn: Turn }): Kept {
  const { turn } = step;
  const charged = turn.kind === "fix_checks" ? charge(item, turn, fact.at) : item;
  return queue(charged, fact, { front: true, ...step });
}

function askAnew(item: WorkItem, fact: Fact, step: Step): Kept {
  const read: Effect = { type: "read_request", login: item.requester };
  return go(item, fact, {
    state: { name: "requested" },
    effects: [...step.effects, read],
    why: step.why,
  });
}

/** The agent must see what went wrong beside what was written: a log or a refusal it has not been told of. */
function turnFor(item: WorkItem, { onwards }: Waiting): Turn {
  if (onwards.kind === "fix_checks" || onwards.kind === "push_refused") return onwards;
  if (onwards.kind === "push_again") return { kind: "push_refused", says: onwards.says };
  return item.session === null ? { kind: "start" } : { kind: "words" };
}
