/** A check that counts is red, and what is known of it was read: why is it, and who is to do something about it? */
import { charge, chargedTries } from "../../attempts.ts";
import { timesRerun } from "../../ci-memory.ts";
import { ask, queue, stay } from "../../decision.ts";
import { redJobs, rerun } from "../../rerun.ts";
import { fingerprintOf, judge } from "../../verdicts/judge.ts";
import type { Judged } from "../../verdicts/judge.ts";
import { logOf } from "../../verdicts/unread.ts";
import { park } from "./park.ts";
import { isGroup, names, short } from "./short.ts";
import { throwOut } from "./throw-out.ts";
import type { FailedCheck } from "../../checks.ts";
import type { Rerun } from "../../ci-memory.ts";
import type {
  Decision,
  FactOf,
  FixChecks,
  LogExcerpt,
  Onwards,
  Rules,
  StateOf,
  WorkItem,
} from "../../work-item.ts";

type Watching = StateOf<"watching">;

interface Red {
  item: WorkItem;
  state: Watching;
  fact: FactOf<"logs_read">;
  rules: Rules;
}

/** Times a job is run again because the machines fail, the last two of them later and later. */
const INFRA_TIMES = 3;
const INFRA_POLLS = [0, 5, 20];

export function whenLogsRead(
  item: WorkItem,
  state: Watching,
  fact: FactOf<"logs_read">,
  rules: Rules,
): Decision {
  if (state.red === null || fact.headSha !== state.headSha) {
    return stay(item, "Logs of an older push; they change nothing.");
  }
  const red: Red = { item, state, fact, rules };
  const about = { headSha: state.headSha, ci: item.ci, flaky: rules.flaky };
  const judged = fact.evidence.map((evidence) => judge(evidence, about));
  const of = (...causes: Judged["cause"][]): Judged[] =>
    judged.filter((one) => causes.includes(one.cause));
  // Whatever else is red: this is the agent's to mend, and a new push runs all the others again.
  if (of("real").length > 0) return fix(red, of("real"));
  if (of("base_red").length > 0) return park(item, fact, rules, of("base_red"));
  const passing = of("flaky", "infra");
  if (isGroup(item, state.headSha) && passing.length > 0) return beThrownOut(red, passing);
  const again = passing.filter((one) => mayRunAgain(red, one));
  if (again.length > 0) return runAgain(red, again);
  return askAbout(red, judged);
}

function fix({ item, state, fact, rules }: Red, real: Judged[]): Decision {
  const checks = real.map((one) => one.evidence.check);
  const verify = item.lastJob?.verify ?? null;
  const logs = real.map((one) => logOf(one.evidence, verify)).filter((log) => log !== null);
  if (logs.length === 0) {
    const why = real.find((one) => one.evidence.unread !== null)?.evidence.unread;
    const says = why ?? "its log is empty";
    return ask(item, fact, rules, {
      question: { kind: "cannot_log", checks, says },
      onwards: { kind: "watch", headSha: state.headSha },
      why: `${names(checks)} failed and AO can't read why (${says}); a person is asked.`,
    });
  }
  const turn = turnFor(item, state, { logs, real });
  const tries = chargedTries(item).length;
  if (tries >= rules.limits.attempts) {
    return ask(item, fact, rules, {
      question: { kind: "still_red", logs },
      onwards: turn,
      why: `${names(checks)} still red after ${tries} tries; a person is asked.`,
    });
  }
  const charged = charge(item, turn, fact.at);
  const which = `try ${chargedTries(charged).length} of ${rules.limits.attempts}`;
  const thrown = turn.queue === true ? ", where the merge queue tried it and threw it out" : "";
  return queue(charged, fact, {
    turn,
    front: true,
    why: `${names(checks)} red on ${short(state)}${thrown}: ${which} in the same conversation.`,
  });
}

function turnFor(
  item: WorkItem,
  { headSha }: Watching,
  { logs, real }: { logs: LogExcerpt[]; real: Judged[] },
): FixChecks {
  if (isGroup(item, headSha)) return { kind: "fix_checks", headSha, logs, queue: true };
  const jobs = redJobs(real.map((one) => one.evidence.check));
  return { kind: "fix_checks", headSha, logs, ...(jobs.length > 0 && { jobs }) };
}

function mayRunAgain({ item, state }: Red, { cause, evidence: { check } }: Judged): boolean {
  if (check.jobId === null) return false;
  const { headSha } = state;
  return (
    cause === "flaky" ||
    timesRerun(item.ci, { headSha, check: check.name, why: "infra" }) < INFRA_TIMES
  );
}

/** Nothing is charged for what may be gone the next time, and nobody is told. */
function runAgain({ item, state, fact, rules }: Red, again: Judged[]): Decision {
  const { headSha } = state;
  const times = again.map(({ cause, evidence: { check } }) =>
    cause === "infra" ? timesRerun(item.ci, { headSha, check: check.name, why: "infra" }) : 0,
  );
  const said = again.map(
    ({ cause, evidence, says }) =>
      `${names([evidence.check])} ${cause === "infra" ? MACHINE : LUCK} (${says})`,
  );
  return rerun(item, fact, {
    headSha,
    reruns: again.flatMap((one) => toRerun(one, headSha, fact.at)),
    afterMs: Number(INFRA_POLLS[Math.max(...times)]) * rules.timing.pollMs,
    why: `${said.join("; ")}, so it is run again and nothing is charged.`,
  });
}

const MACHINE = "failed by the machine and not by the code";
const LUCK = "may well pass the next time";

function toRerun({ cause, evidence, says }: Judged, headSha: string, at: number): Rerun[] {
  const { check, log } = evidence;
  const why = cause === "infra" ? "infra" : "flaky";
  const fingerprint = fingerprintOf(log, check) ?? "";
  return redJobs([check]).map((job) => ({
    ...job,
    headSha,
    why,
    says,
    fingerprint,
    at,
    passed: false,
  }));
}

/** AO puts nothing into a queue: that is a person's to do once more. */
function beThrownOut({ item, fact, rules }: Red, passing: Judged[]): Decision {
  const which = names(passing.map((one) => one.evidence.check));
  const says = passing.map((one) => one.says).join("; ");
  return throwOut(item, fact, rules, `${which} failed, but not by the code (${says})`);
}

/** Only a person can help: with a secret, a signature, or the machines. */
function askAbout({ item, state, fact, rules }: Red, judged: Judged[]): Decision {
  const { headSha } = state;
  const of = (cause: Judged["cause"]): Judged[] => judged.filter((one) => one.cause === cause);
  const secrets = of("needs_secrets");
  if (secrets.length > 0) {
    const { checks, says } = tell(secrets);
    return ask(item, fact, rules, {
      question: { kind: "needs_secrets", checks, says },
      onwards: rerunOf(checks, headSha),
      why: `${names(checks)} lacks a secret or a right (${says}); a person is asked, and nothing is charged.`,
    });
  }
  const unsigned = of("signature");
  if (unsigned.length > 0) {
    const { checks } = tell(unsigned);
    return ask(item, fact, rules, {
      question: { kind: "needs_signature", checks },
      onwards: { kind: "watch", headSha },
      why: `${names(checks)} wants a signature, which no agent can give; a person is asked, and nothing is charged.`,
    });
  }
  const { checks, says } = tell(judged);
  return ask(item, fact, rules, {
    question: { kind: "ci_fails", checks, says },
    onwards: rerunOf(checks, headSha),
    why: `${names(checks)} fails by the machine and not by the code (${says}); a person is asked, and nothing is charged.`,
  });
}

function tell(judged: Judged[]): { checks: FailedCheck[]; says: string } {
  const checks = judged.map((one) => one.evidence.check);
  return { checks, says: String(judged[0]?.says) };
}

function rerunOf(checks: FailedCheck[], headSha: string): Onwards {
  const jobs = redJobs(checks);
  return jobs.length === 0 ? { kind: "watch", headSha } : { kind: "rerun", headSha, jobs };
}
