/** A job is offered, leased by a runner, or its commits are being published. Only the newest lease counts. */
import { tellAnswer, whenCommitChecked, whenResult } from "./results.ts";
import { ask, go, queue, stay } from "../decision.ts";
import { rerunInstead } from "../rerun.ts";
import { watchAgain } from "../resume.ts";
import { putOnTop } from "./head-moved.ts";
import { takeReport } from "../take-report.ts";
import { goOnWith } from "../words-for-agent.ts";
import { theRunner } from "../say/runner-name.ts";
import { unclaimedText } from "../say/unclaimed.ts";
import type { Diagnosis } from "../../protocol/words.ts";
import type {
  Decision,
  Effect,
  Fact,
  FactOf,
  PushObjection,
  Question,
  Rules,
  StateOf,
  Turn,
  WorkItem,
} from "../work-item.ts";

type Working = StateOf<"working">;

export function whenWorking(item: WorkItem, state: Working, fact: Fact, rules: Rules): Decision {
  switch (fact.type) {
    case "job_leased":
      return whenLeased(item, state, fact);
    case "job_ended":
      return whenEnded(item, state, fact, rules);
    case "lease_lost":
      return whenLeaseLost(item, state, fact, rules);
    case "pushed":
      return whenPushed(item, state, fact);
    case "push_refused":
      return whenPushRefused(item, state, fact, rules);
    case "commit_checked":
      return whenCommitChecked(item, state, fact, rules);
    case "deadline_passed":
      return whenUnclaimed(item, state, fact);
    default:
      return stay(item, `${fact.type} changes nothing while the agent works.`);
  }
}

function whenLeased(item: WorkItem, state: Working, fact: FactOf<"job_leased">): Decision {
  if (state.job.id !== fact.jobId || state.job.stage !== "offered") {
    return stay(item, `${theRunner(item, fact.runner)} came late: the job has one already.`);
  }
  const job: Working["job"] = {
    ...state.job,
    stage: "leased",
    epoch: state.job.epoch + 1,
    runner: fact.runner,
    // The brief is written now, from these very words.
    carries: item.words.map((words) => words.id),
    from: item.head,
  };
  const why = `${theRunner(item, fact.runner)} has taken the job.`;
  return go(item, fact, { state: { ...state, job }, why });
}

function whenEnded(
  item: WorkItem,
  state: Working,
  fact: FactOf<"job_ended">,
  rules: Rules,
): Decision {
  const { job } = state;
  if (job.id !== fact.jobId || job.stage !== "leased" || job.epoch !== fact.report.epoch) {
    return stay(item, "A report under an old lease; it changes nothing.");
  }
  const { outcome } = fact.report;
  const failed = outcome.kind === "crashed" || outcome.kind === "cancelled";
  const carried = failed ? [] : job.carries;
  const { item: after, effects } = takeReport(item, { runner: job.runner, carried }, fact.report);
  switch (outcome.kind) {
    case "commits": {
      // The head that is pushed already: a push would change nothing, and its checks would be red for ever.
      if (outcome.head === item.head) {
        return prepend(effects, whenNothingDone(after, state, fact, rules));
      }
      if (job.from !== item.head) {
        return prepend(effects, putOnTop({ ...after, restarts: 0 }, fact, outcome.head));
      }
      const handed = { head: outcome.head, pack: outcome.pack };
      return go({ ...after, restarts: 0 }, fact, {
        state: { ...state, job: { ...job, stage: "publishing", handed } },
        effects: [...effects, { type: "push", jobId: job.id, ...handed, expected: item.head }],
        why: `The agent handed over ${outcome.count === 1 ? "one commit" : `${outcome.count} commits`}; AO checks and pushes.`,
      });
    }
    case "result": {
      const about = { result: outcome.result, rules };
      return prepend(effects, whenResult({ ...after, restarts: 0 }, state, fact, about));
    }
    case "nothing":
      return prepend(effects, whenNothingDone(after, state, fact, rules));
    case "crashed":
      return prepend(
        effects,
        whenCrashed(after, state, fact, { diagnosis: outcome.diagnosis, rules }),
      );
    case "cancelled": {
      const diagnosis = quiet("The runner cancelled the job: it was shutting down.");
      return prepend(effects, whenCrashed(after, state, fact, { diagnosis, rules }));
    }
  }
}

function whenNothingDone(
  after: WorkItem,
  state: Working,
  fact: FactOf<"job_ended">,
  rules: Rules,
): Decision {
  const item = { ...after, restarts: 0 };
  if (item.words.length > 0) {
    return goOnWith(item, fact, "The agent's turn ended; what people wrote meanwhile is next.");
  }
  if (item.head !== null && (state.turn.kind === "head_moved" || state.job.from !== item.head)) {
    const why = "The agent has nothing to put on top of what others pushed; that is watched.";
    return watchAgain(item, fact, { headSha: item.head, effects: [], why });
  }
  const { outcome, summary } = fact.report;
  const says = outcome.kind === "nothing" ? outcome.says : summary;
  if (state.turn.kind === "words" && item.head !== null && says.trim() !== "") {
    return tellAnswer(item, fact, { headSha: item.head, says });
  }
  const again = rerunInstead(item, state.turn, fact);
  if (again !== null) return again;
  const question: Question = { kind: "nothing_done", says };
  const why =
    "The agent ended its turn without a commit; that is no success, so a person is asked.";
  return ask(item, fact, rules, { question, onwards: state.turn, why });
}

function whenCrashed(
  item: WorkItem,
  state: Working,
  fact: Fact,
  about: { diagnosis: Diagnosis; rules: Rules },
): Decision {
  const { diagnosis, rules } = about;
  if (item.restarts >= rules.restarts) {
    const why = `The agent failed ${rules.restarts + 1} times in one turn: ${diagnosis.says} A person is asked.`;
    const question: Question = { kind: "crashed", diagnosis };
    return ask(item, fact, rules, { question, onwards: state.turn, why });
  }
  return queue({ ...item, restarts: item.restarts + 1 }, fact, {
    turn: state.turn,
    front: true,
    why: `${diagnosis.says} It is started again in the same conversation (${item.restarts + 1} of ${rules.restarts}).`,
  });
}

function whenLeaseLost(
  item: WorkItem,
  state: Working,
  fact: FactOf<"lease_lost">,
  rules: Rules,
): Decision {
  const { job } = state;
  if (job.id !== fact.jobId || job.stage !== "leased" || job.epoch !== fact.epoch) {
    return stay(item, "An old lease ran out; it changes nothing.");
  }
  const says = `${theRunner(item, job.runner)} has been silent for ${Math.round(fact.silentMs / 1_000)} s, so its lease is over.`;
  return whenCrashed(item, state, fact, { diagnosis: quiet(says), rules });
}

function whenPushed(item: WorkItem, state: Working, fact: FactOf<"pushed">): Decision {
  if (state.job.id !== fact.jobId)
    return stay(item, "A push of an earlier job; it changes nothing.");
  // Whether signatures are wanted may only be known now; the next push begins with them.
  const conventions =
    fact.signed && item.conventions !== null
      ? { ...item.conventions, signed: true }
      : item.conventions;
  const pushed: WorkItem = { ...item, head: fact.head, headBy: null, conventions };
  const effects: Effect[] =
    item.pullRequest === null ? [{ type: "open_pull_request", headSha: fact.head }] : [];
  if (item.words.length > 0) {
    const next = goOnWith(pushed, fact, "The work is pushed; what people wrote meanwhile is next.");
    return prepend(effects, next);
  }
  return go(pushed, fact, {
    state: { name: "watching", headSha: fact.head, pushedAt: fact.at, seen: null, red: null },
    effects: [...effects, { type: "read_checks", headSha: fact.head, afterMs: 0 }],
    why: `Pushed ${fact.head.slice(0, 7)} to \`${String(item.branch)}\`; its checks are watched.`,
  });
}

function whenPushRefused(
  item: WorkItem,
  state: Working,
  fact: FactOf<"push_refused">,
  rules: Rules,
): Decision {
  if (state.job.id !== fact.jobId)
    return stay(item, "A refusal of an earlier job; it changes nothing.");
  const turn: Turn = { kind: "push_refused", says: fact.says };
  if (fact.forAgent && state.turn.kind !== "push_refused") {
    return queue(item, fact, {
      turn,
      front: true,
      why: `AO did not push: ${fact.says} The agent is told once.`,
    });
  }
  const { about, says } = fact;
  const { handed } = state.job;
  const onwards: Turn =
    handed !== null && MENDED_BY_PEOPLE.has(about) ? { kind: "push_again", handed, says } : turn;
  const question: Question = { kind: "push_refused", about, says };
  const why = `AO did not push: ${says} A person is asked.`;
  return ask(item, fact, rules, { question, onwards, why });
}

/** What a person does about these leaves the commits as they are. */
const MENDED_BY_PEOPLE = new Set<PushObjection>(["tests", "repository", "branch"]);

function whenUnclaimed(item: WorkItem, state: Working, fact: Fact): Decision {
  if (state.job.stage !== "offered" || state.job.told) {
    return stay(item, "The job has a runner by now, or its requester knows that none takes it.");
  }
  const job = { ...state.job, told: true };
  const body = unclaimedText(item);
  const comment: Effect = {
    type: "comment",
    key: `unclaimed:${job.id}`,
    thread: item.number,
    body,
  };
  const why = "No runner has taken the job yet; the requester is told.";
  return go(item, fact, { state: { ...state, job }, effects: [comment], why });
}

function prepend(effects: Effect[], decision: Decision): Decision {
  return { ...decision, effects: [...effects, ...decision.effects] };
}

function quiet(says: string): Diagnosis {
  return { what: "exited", exitCode: null, signal: null, says, lastOutput: "", checked: [] };
}
