/**
 * A person has to decide. Their words lead on (`obey.ts`); here it is asked once more, and what they do on GitHub instead
 * of writing is seen: a run approved, a check rerun and green now.
 */
import { digestOf, judgeChecks } from "../checks.ts";
import { go, keep, stay, threadOf } from "../decision.ts";
import { takeReport } from "../take-report.ts";
import { reminderText } from "../say/question.ts";
import type { Verdict } from "../checks.ts";
import type {
  Decision,
  Effect,
  Fact,
  FactOf,
  Rules,
  StateOf,
  WaitingForPerson,
  WorkItem,
} from "../work-item.ts";

type Waiting = StateOf<"waiting">;

export function whenWaiting(item: WorkItem, state: Waiting, fact: Fact, rules: Rules): Decision {
  const gone = whenAgentGone(item, state, fact);
  if (gone !== null) return gone;
  switch (state.for) {
    case "person":
      return whenAsked(item, state, fact, rules);
    case "base":
    case "repository":
      return stay(item, `${fact.type} changes nothing while AO waits for the ${state.for}.`);
  }
}

function whenAsked(item: WorkItem, state: WaitingForPerson, fact: Fact, rules: Rules): Decision {
  switch (fact.type) {
    case "deadline_passed":
      return remind(item, state, fact, rules);
    case "checks_changed":
      return whenHinted(item, state, fact);
    case "checks_read":
      return whenRead(item, state, fact, rules);
    default:
      return stay(item, `${fact.type} changes nothing while a person is asked.`);
  }
}

/** A job was cancelled when the wait began: what it leaves, conversation and cost, is kept. */
function whenAgentGone(item: WorkItem, state: Waiting, fact: Fact): Decision | null {
  const { ending, ...waiting } = state;
  if (fact.type !== "job_ended" && fact.type !== "lease_lost") return null;
  if (ending === undefined || ending.jobId !== fact.jobId) return null;
  const why = `${ending.runner ?? "The runner"} runs nothing of it any more.`;
  if (fact.type === "lease_lost") return keep({ ...item, state: waiting }, [], why);
  const left = takeReport(item, { runner: ending.runner, carried: [] }, fact.report);
  return keep({ ...left.item, state: waiting }, left.effects, why);
}

/** The head whose checks may answer instead of the person; null when no check can. */
export function headInQuestion({ onwards }: Waiting): string | null {
  return onwards.kind === "watch" || onwards.kind === "fix_checks" ? onwards.headSha : null;
}

function remind(item: WorkItem, state: WaitingForPerson, fact: Fact, rules: Rules): Decision {
  if (state.remindAt === null || fact.at < state.remindAt) {
    return stay(item, "It was asked once more already, or is not to be yet.");
  }
  const comment: Effect = {
    type: "comment",
    key: `remind:${item.id}:${state.since}`,
    thread: threadOf(item),
    body: reminderText(item, state.question, rules),
  };
  return go(item, fact, {
    state: { ...state, remindAt: null },
    effects: [comment],
    why: "Nobody has answered yet; it is asked once more, and then AO waits in silence.",
  });
}

function whenHinted(item: WorkItem, state: Waiting, fact: FactOf<"checks_changed">): Decision {
  const headSha = headInQuestion(state);
  if (headSha !== fact.headSha) {
    return stay(item, "That check can't answer the question; a person is still asked.");
  }
  const why = "A check in question has changed; the checks are read again.";
  return keep(item, [{ type: "read_checks", headSha, afterMs: 0 }], why);
}

function whenRead(
  item: WorkItem,
  state: WaitingForPerson,
  fact: FactOf<"checks_read">,
  rules: Rules,
): Decision {
  const headSha = headInQuestion(state);
  if (headSha !== fact.snapshot.headSha)
    return stay(item, "Those checks can't answer the question.");
  const verdict = judgeChecks(fact.snapshot);
  if (verdict.kind === "pending") {
    const { pollMs } = rules.timing;
    const why = "A check in question runs again; the question stands until it ends.";
    return keep(item, [{ type: "read_checks", headSha, afterMs: pollMs }], why);
  }
  if (!isNews(verdict, state)) return stay(item, "The checks still leave the question open.");
  const seen = { digest: digestOf(fact.snapshot), since: fact.at };
  return go(item, fact, {
    state: { name: "watching", headSha, pushedAt: fact.at, seen, red: null },
    effects: [{ type: "read_checks", headSha, afterMs: rules.timing.quietMs }],
    why: "The checks have changed since the question, so it goes on without an answer.",
  });
}

/** Green always is. Red is only where it was not red before: nobody is asked the same twice for a rerun. */
function isNews(verdict: Verdict, { question }: WaitingForPerson): boolean {
  if (verdict.kind === "green") return true;
  return verdict.kind === "red" && WAS_NOT_RED.has(question.kind);
}

const WAS_NOT_RED = new Set<WaitingForPerson["question"]["kind"]>([
  "checks_need_you",
  "no_proof",
  "our_bug",
]);
