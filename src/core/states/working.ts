/** A job is offered, leased by a runner, or its commits are being published. Only the newest lease counts. */
import { ask, go, queue, stay } from "../decision.ts";
import { goOnWith, heard } from "../words-for-agent.ts";
import { unclaimedText } from "../say/unclaimed.ts";
import type { Diagnosis, JobReport } from "../../protocol/words.ts";
import type { Decision, Effect, Fact, FactOf, Question, Rules, StateOf, WorkItem } from "../work-item.ts";

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
    case "deadline_passed":
      return whenUnclaimed(item, state, fact);
    default:
      return stay(item, `${fact.type} changes nothing while the agent works.`);
  }
}

function whenLeased(item: WorkItem, state: Working, fact: FactOf<"job_leased">): Decision {
  if (state.job.id !== fact.jobId || state.job.stage !== "offered") {
    return stay(item, `${fact.runner} came late: the job has a runner already.`);
  }
  const job = { ...state.job, stage: "leased" as const, epoch: state.job.epoch + 1, runner: fact.runner };
  const why = `The runner ${fact.runner} has taken the job.`;
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
  const { item: after, effects } = takeReport(item, job.runner, fact.report);
  const { outcome } = fact.report;
  switch (outcome.kind) {
    case "commits": {
      const handed = { head: outcome.head, pack: outcome.pack };
      return go({ ...after, restarts: 0 }, fact, {
        state: { ...state, job: { ...job, stage: "publishing", handed } },
        effects: [...effects, { type: "push", jobId: job.id, ...handed, expected: item.head }],
        why: `The agent handed over ${outcome.count === 1 ? "one commit" : `${outcome.count} commits`}; AO checks and pushes.`,
      });
    }
    case "nothing":
      return prepend(effects, whenNothingDone(after, fact, rules));
    case "crashed":
      return prepend(effects, whenCrashed(after, state, fact, { diagnosis: outcome.diagnosis, rules }));
    case "cancelled": {
      const diagnosis = quiet("The runner cancelled the job: it was shutting down.");
      return prepend(effects, whenCrashed(after, state, fact, { diagnosis, rules }));
    }
  }
}

function whenNothingDone(item: WorkItem, fact: FactOf<"job_ended">, rules: Rules): Decision {
  if (item.words.length > 0) return goOnWith(item, fact, "The agent's turn ended; what people wrote meanwhile is next.");
  const { outcome } = fact.report;
  const question: Question = { kind: "nothing_done", says: outcome.kind === "nothing" ? outcome.says : "" };
  const why = "The agent ended its turn without a commit; that is no success, so a person is asked.";
  return ask(item, fact, rules, { question, why });
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
    return ask(item, fact, rules, { question: { kind: "crashed", diagnosis }, why });
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
  const says = `The runner ${job.runner ?? "?"} has been silent for ${Math.round(fact.silentMs / 1_000)} s, so its lease is over.`;
  return whenCrashed(item, state, fact, { diagnosis: quiet(says), rules });
}

function whenPushed(item: WorkItem, state: Working, fact: FactOf<"pushed">): Decision {
  if (state.job.id !== fact.jobId) return stay(item, "A push of an earlier job; it changes nothing.");
  const pushed: WorkItem = { ...item, head: fact.head };
  const effects: Effect[] =
    item.pullRequest === null ? [{ type: "open_pull_request", headSha: fact.head }] : [];
  if (item.words.length > 0) {
    const next = goOnWith(pushed, fact, "The work is pushed; what people wrote meanwhile is next.");
    return prepend(effects, next);
  }
  return go(pushed, fact, {
    state: { name: "watching", headSha: fact.head, pushedAt: fact.at, seen: null, red: null },
    effects: [...effects, { type: "read_checks", headSha: fact.head, afterMs: 0 }],
    why: `Pushed ${fact.head.slice(0, 7)} to \`${item.branch ?? ""}\`; its checks are watched.`,
  });
}

function whenPushRefused(
  item: WorkItem,
  state: Working,
  fact: FactOf<"push_refused">,
  rules: Rules,
): Decision {
  if (state.job.id !== fact.jobId) return stay(item, "A refusal of an earlier job; it changes nothing.");
  if (fact.forAgent && state.turn.kind !== "push_refused") {
    return queue(item, fact, {
      turn: { kind: "push_refused", says: fact.says },
      front: true,
      why: `AO did not push: ${fact.says} The agent is told once.`,
    });
  }
  const question: Question = { kind: "push_refused", says: fact.says };
  return ask(item, fact, rules, { question, why: `AO did not push: ${fact.says} A person is asked.` });
}

function whenUnclaimed(item: WorkItem, state: Working, fact: Fact): Decision {
  const job = { ...state.job, told: true };
  const body = unclaimedText(item);
  const comment: Effect = { type: "comment", key: `unclaimed:${job.id}`, thread: item.number, body };
  const why = "No runner has taken the job yet; the requester is told.";
  return go(item, fact, { state: { ...state, job }, effects: [comment], why });
}

/** Keeps what the job leaves behind: conversation, evidence, cost, and which words were read. */
function takeReport(
  item: WorkItem,
  runner: string | null,
  report: JobReport,
): { item: WorkItem; effects: Effect[] } {
  const read = heard(item, report.heard);
  const { spent } = item;
  return {
    effects: read.effects,
    item: {
      ...read.item,
      session: report.session ?? item.session,
      lastJob: {
        summary: report.summary,
        setup: report.setup,
        verify: report.verify,
        plan: report.plan,
        runner,
        agent: report.session?.agent ?? null,
      },
      spent: {
        usd: spent.usd + (report.costUsd ?? 0),
        tokens: spent.tokens + (report.tokens ?? 0),
        activeMs: spent.activeMs + report.durationMs,
        jobs: spent.jobs + 1,
      },
    },
  };
}

function prepend(effects: Effect[], decision: Decision): Decision {
  return { ...decision, effects: [...effects, ...decision.effects] };
}

function quiet(says: string): Diagnosis {
  return { what: "exited", exitCode: null, signal: null, says, lastOutput: "", checked: [] };
}
