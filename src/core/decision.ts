/** The few ways a decision is made, so that every one keeps its trail and its showing the same way. */
import { questionText } from "./say/question.ts";
import type {
  Decision,
  DoneReason,
  Effect,
  Fact,
  Question,
  Rules,
  State,
  Onwards,
  Turn,
  WaitingForPerson,
  WorkItem,
} from "./work-item.ts";

const TRAIL_LENGTH = 12;

/** A decision that keeps an item, as all do but those about nothing. */
export type Kept = Decision & { next: WorkItem };

/** Nothing changes. The journal still keeps why. */
export function stay(item: WorkItem | null, why: string): Decision {
  return { next: item, effects: [], why };
}

/** The item goes on to `state`; what people see is shown anew, and the trail remembers why. */
export function go(
  item: WorkItem,
  fact: Fact,
  step: { state: State; effects?: Effect[]; why: string },
): Kept {
  const next = { ...item, state: step.state, trail: remember(item, fact.at, step.why) };
  return { next, effects: [...(step.effects ?? []), { type: "show" }], why: step.why };
}

/** The item keeps its state but other things of it change. `item` is the changed one. */
export function keep(item: WorkItem, effects: Effect[], why: string): Kept {
  return { next: item, effects, why };
}

/** Back to the queue, at its head when it held a slot before. */
export function queue(
  item: WorkItem,
  fact: Fact,
  step: { turn: Turn; front: boolean; effects?: Effect[]; why: string },
): Kept {
  const state: State = { name: "queued", turn: step.turn, front: step.front, since: fact.at };
  return go(item, fact, { state, why: step.why, ...(step.effects && { effects: step.effects }) });
}

/** A person has to decide: the item waits and the question is asked in one comment with one mention. */
export function ask(
  item: WorkItem,
  fact: Fact,
  rules: Rules,
  step: { question: Question; onwards: Onwards; why: string },
): Kept {
  const { question, onwards } = step;
  const { asked, comment } = pose(item, fact, rules, { question, key: `ask:${fact.id}` });
  const state: State = { name: "waiting", for: "person", question, onwards, ...asked };
  const react: Effect = { type: "react", to: askedAt(item), content: "confused" };
  return go(item, fact, { state, effects: [comment, react], why: step.why });
}

/** The whole question once more, where it could not be asked before or of somebody else. @param key of the comment */
export function askAgain(
  item: WorkItem,
  fact: Fact,
  rules: Rules,
  step: { state: WaitingForPerson; key: string; why: string },
): Kept {
  const { unsaid: _unsaid, ...state } = step.state;
  const { question } = state;
  const { asked, comment } = pose(item, fact, rules, { question, key: step.key });
  return go(item, fact, { state: { ...state, ...asked }, effects: [comment], why: step.why });
}

/** Where and when a question is asked, and the comment that asks it. */
function pose(
  item: WorkItem,
  fact: Fact,
  rules: Rules,
  { question, key }: { question: Question; key: string },
): { asked: Pick<WaitingForPerson, "thread" | "since" | "remindAt">; comment: Effect } {
  const thread = threadOf(item);
  const body = questionText(item, question, rules);
  return {
    asked: { thread, since: fact.at, remindAt: fact.at + rules.timing.remindMs },
    comment: { type: "comment", key, thread, body },
  };
}

/** The end. A job that still runs is cancelled; its runner's word is awaited in `ending`. */
export function finish(
  item: WorkItem,
  fact: Fact,
  step: { reason: DoneReason; by: string | null; effects?: Effect[]; why: string },
): Kept {
  const job = item.state.name === "working" ? item.state.job : null;
  const running = job !== null && job.stage === "leased" ? job : null;
  const cancel: Effect[] =
    running === null ? [] : [{ type: "cancel_job", jobId: running.id, why: step.why }];
  const state: State = {
    name: "done",
    reason: step.reason,
    by: step.by,
    at: fact.at,
    ending: running === null ? null : { jobId: running.id, runner: running.runner },
  };
  return go(item, fact, { state, effects: [...cancel, ...(step.effects ?? [])], why: step.why });
}

/** The thread AO speaks in: the pull request once there is one, else the issue. */
export function threadOf(item: WorkItem): number {
  return item.pullRequest?.number ?? item.number;
}

/** Where the answer to "did AO notice?" is shown: the comment that asked, else the issue. */
export function askedAt(item: WorkItem): Extract<Effect, { type: "react" }>["to"] {
  return item.askedIn ?? { issue: item.number };
}

function remember(item: WorkItem, at: number, why: string): WorkItem["trail"] {
  return [...item.trail, { at, why }].slice(-TRAIL_LENGTH);
}
