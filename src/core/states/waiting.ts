/**
 * A person has to decide. Their words lead on (`obey.ts`); here it is asked once more, and what they do on GitHub instead
 * of writing is seen: a run approved, a check rerun and green now.
 */
import { digestOf, judgeChecks } from "../checks.ts";
import { rerunJobs } from "../ci-memory.ts";
import { askAgain, go, keep, stay } from "../decision.ts";
import { takeReport } from "../take-report.ts";
import { theRunner } from "../say/runner-name.ts";
import { reminderText } from "../say/question.ts";
import { whenParked } from "./waiting-for-base.ts";
import { LOOKS } from "./watching/steps.ts";
import type { FailedCheck, Verdict } from "../checks.ts";
import type {
  Decision,
  Effect,
  Fact,
  FactOf,
  Question,
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
      return whenParked(item, state, fact, rules);
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
  const why = `${theRunner(item, ending.runner)} runs nothing of it any more.`;
  if (fact.type === "lease_lost") return keep({ ...item, state: waiting }, [], why);
  const left = takeReport(item, { runner: ending.runner, carried: [] }, fact.report);
  return keep({ ...left.item, state: waiting }, left.effects, why);
}

/** The head whose checks may answer instead of the person; null when no check can. */
export function headInQuestion({ onwards }: Waiting): string | null {
  return "headSha" in onwards ? onwards.headSha : null;
}

function remind(item: WorkItem, state: WaitingForPerson, fact: Fact, rules: Rules): Decision {
  if (state.remindAt === null || fact.at < state.remindAt) {
    return stay(item, "It was asked once more already, or is not to be yet.");
  }
  if (state.unsaid !== undefined) {
    const why = "The question could not be asked before, so it is asked now.";
    return askAgain(item, fact, rules, { state, key: `ask:${fact.id}`, why });
  }
  const comment: Effect = {
    type: "comment",
    key: `remind:${item.id}:${state.since}`,
    thread: state.thread,
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
  const verdict = judgeChecks(fact.snapshot, rerunJobs(item.ci, headSha));
  const { pollMs } = rules.timing;
  const look = (polls: number): Effect[] => [
    { type: "read_checks", headSha, afterMs: polls * pollMs },
  ];
  if (isNews(verdict, state)) {
    const seen = { digest: digestOf(fact.snapshot), since: fact.at };
    return go(item, fact, {
      state: { name: "watching", headSha, pushedAt: fact.at, seen, red: null },
      effects: [{ type: "read_checks", headSha, afterMs: rules.timing.quietMs }],
      why: "The checks have changed since the question, so it goes on without an answer.",
    });
  }
  const mayChange = ANSWERED_BY_CHECKS.has(state.question.kind);
  if (verdict.kind === "pending") {
    const why = "A check in question runs again; the question stands until it ends.";
    return keep(item, look(mayChange ? LOOKS : 1), why);
  }
  return keep(item, mayChange ? look(LOOKS) : [], "The checks still leave the question open.");
}

/** Green always is. Red is only where it was not red before: nobody is asked the same twice for a rerun. */
function isNews(verdict: Verdict, { question }: WaitingForPerson): boolean {
  switch (verdict.kind) {
    case "green":
      return true;
    case "red":
      return "checks" in question && !WAS_NOT_RED.has(question.kind)
        ? hasOthers(verdict.failed, question)
        : WAS_NOT_RED.has(question.kind);
    case "pending":
      return false;
    case "missing":
      return question.kind === "checks_hang";
    case "none":
    case "needs_person":
      return question.kind === "checks_hang" || question.kind === "not_reported";
  }
}

/** Run again by a person, who has changed something meanwhile: it may fail for another reason now. */
function hasOthers(
  failed: readonly FailedCheck[],
  { kind, checks }: Extract<Question, { checks: FailedCheck[] }>,
): boolean {
  if (kind === "cannot_log") return false;
  return failed.some(
    (one) =>
      !checks.some((other) => other.name === one.name && other.checkRunId === one.checkRunId),
  );
}

const WAS_NOT_RED = new Set<Question["kind"]>([
  "checks_need_you",
  "checks_hang",
  "not_reported",
  "no_proof",
  "our_bug",
]);

/** Their answer shows in the checks, whoever gives it: AO looks by itself, as webhooks may be lost. */
const ANSWERED_BY_CHECKS = new Set<Question["kind"]>([
  "checks_need_you",
  "checks_hang",
  "not_reported",
]);
