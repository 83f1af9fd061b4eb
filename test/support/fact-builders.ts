/** One builder for each fact, and `facts`, the list of all of them. Each happens at NOW until told otherwise. */
import { readCommands } from "../../src/core/command.ts";
import type { Said } from "../../src/core/command.ts";
import type { Fact, FactOf, FactType } from "../../src/core/work-item.ts";
import type { JobReport, Outcome } from "../../src/protocol/words.ts";
import { BASE, evidence, HEAD, NOW, PACK, comment, green, repository } from "./builders.ts";

type Given<T extends FactType> = Partial<Omit<FactOf<T>, "type">>;

/** The base's newest commit, the head that it was brought into, and what a merge queue made to try it. */
export const TIP = "71b0".padEnd(40, "0");
const MERGED = "3e46".padEnd(40, "0");
export const GROUP = "6409".padEnd(40, "0");

const happened = { id: "fact-1", at: NOW };

export function asked(given: Given<"asked"> = {}): FactOf<"asked"> {
  return {
    ...happened,
    type: "asked",
    by: "mira",
    how: "label",
    fresh: false,
    repository: repository(),
    number: 42,
    title: "sum subtracts",
    body: "`sum(1, 2)` is -1.",
    author: "ann",
    comment: null,
    ...given,
  };
}

/** Mira may, nobody is on it, and there is no policy file. */
export function requestRead(given: Given<"request_read"> = {}): FactOf<"request_read"> {
  return {
    ...happened,
    type: "request_read",
    permission: "write",
    base: { branch: "main", sha: BASE },
    takenBy: null,
    branch: "ao/42-sum-subtracts",
    policy: { file: {}, mistakes: null },
    ...given,
  };
}

/** `line` is what mira writes: `/ao stop`. */
export function commanded(
  line: string,
  given: Omit<Given<"commanded">, "said"> = {},
): FactOf<"commanded"> {
  return {
    ...happened,
    type: "commanded",
    by: "mira",
    said: said(line),
    comment: comment(),
    repository: repository(),
    ...given,
  };
}

/** What one line says. @throws {Error} when it says nothing to AO */
export function said(line: string): Said {
  const [first] = readCommands(line);
  if (first === undefined) throw new Error(`not for AO: ${line}`);
  return first;
}

export function permissionRead(given: Given<"permission_read"> = {}): FactOf<"permission_read"> {
  return {
    ...happened,
    type: "permission_read",
    entryId: "entry-1",
    permission: "write",
    ...given,
  };
}

export function admitted(given: Given<"admitted"> = {}): FactOf<"admitted"> {
  return { ...happened, type: "admitted", ...given };
}

export function jobLeased(given: Given<"job_leased"> = {}): FactOf<"job_leased"> {
  return { ...happened, type: "job_leased", jobId: "job-1", runner: "attic", ...given };
}

export function jobEnded(
  outcome: Outcome = commits(),
  given: Omit<Given<"job_ended">, "report"> & { report?: Partial<JobReport> } = {},
): FactOf<"job_ended"> {
  const { report: more, ...rest } = given;
  return { ...happened, type: "job_ended", jobId: "job-1", ...rest, report: report(outcome, more) };
}

function report(outcome: Outcome, given: Partial<JobReport> = {}): JobReport {
  return {
    epoch: 1,
    outcome,
    session: { id: "session-1", agent: "claude" },
    heard: [],
    setup: null,
    verify: null,
    summary: "It subtracted; now it adds.",
    plan: [],
    tokens: 50_000,
    costUsd: 0.5,
    durationMs: 120_000,
    ...given,
  };
}

export function commits(given: Partial<Extract<Outcome, { kind: "commits" }>> = {}): Outcome {
  return { kind: "commits", head: HEAD, pack: PACK, count: 1, ...given };
}

export function leaseLost(given: Given<"lease_lost"> = {}): FactOf<"lease_lost"> {
  return { ...happened, type: "lease_lost", jobId: "job-1", epoch: 1, silentMs: 60_000, ...given };
}

export function pushed(given: Given<"pushed"> = {}): FactOf<"pushed"> {
  return { ...happened, type: "pushed", jobId: "job-1", head: HEAD, ...given };
}

export function pushRefused(given: Given<"push_refused"> = {}): FactOf<"push_refused"> {
  const says = "A commit changes `.github/workflows/ci.yml`.";
  return { ...happened, type: "push_refused", jobId: "job-1", says, forAgent: true, ...given };
}

export function pullRequestOpened(
  given: Given<"pull_request_opened"> = {},
): FactOf<"pull_request_opened"> {
  const opened = { number: 43, nodeId: "PR_43", draft: true };
  return { ...happened, type: "pull_request_opened", ...opened, ...given };
}

export function checksChanged(given: Given<"checks_changed"> = {}): FactOf<"checks_changed"> {
  return { ...happened, type: "checks_changed", headSha: HEAD, ...given };
}

export function checksRead(given: Given<"checks_read"> = {}): FactOf<"checks_read"> {
  return { ...happened, type: "checks_read", snapshot: green, ...given };
}

export function logsRead(given: Given<"logs_read"> = {}): FactOf<"logs_read"> {
  return { ...happened, type: "logs_read", headSha: HEAD, evidence: [evidence()], ...given };
}

export function undrafted(given: Given<"undrafted"> = {}): FactOf<"undrafted"> {
  return { ...happened, type: "undrafted", headSha: HEAD, ...given };
}

export function baseChanged(given: Given<"base_changed"> = {}): FactOf<"base_changed"> {
  return { ...happened, type: "base_changed", branch: "main", ...given };
}

/** Green, at the commit that the work began at. */
export function baseRead(given: Given<"base_read"> = {}): FactOf<"base_read"> {
  return { ...happened, type: "base_read", tip: BASE, green: true, ...given };
}

export function baseMerged(given: Given<"base_merged"> = {}): FactOf<"base_merged"> {
  return { ...happened, type: "base_merged", from: HEAD, head: MERGED, base: TIP, ...given };
}

export function baseConflicts(given: Given<"base_conflicts"> = {}): FactOf<"base_conflicts"> {
  return { ...happened, type: "base_conflicts", headSha: HEAD, ...given };
}

export function groupFormed(given: Given<"group_formed"> = {}): FactOf<"group_formed"> {
  return { ...happened, type: "group_formed", number: 43, groupSha: GROUP, ...given };
}

export function dequeued(given: Given<"dequeued"> = {}): FactOf<"dequeued"> {
  return { ...happened, type: "dequeued", number: 43, reason: "CI_FAILURE", ...given };
}

export function markedReady(given: Given<"marked_ready"> = {}): FactOf<"marked_ready"> {
  return { ...happened, type: "marked_ready", headSha: HEAD, proof: "checks", ...given };
}

export function pullRequestClosed(
  given: Given<"pull_request_closed"> = {},
): FactOf<"pull_request_closed"> {
  const closed = { number: 43, merged: true, by: "jo" };
  return { ...happened, type: "pull_request_closed", ...closed, ...given };
}

export function issueClosed(given: Given<"issue_closed"> = {}): FactOf<"issue_closed"> {
  return { ...happened, type: "issue_closed", by: "jo", ...given };
}

export function unlabelled(given: Given<"unlabelled"> = {}): FactOf<"unlabelled"> {
  return { ...happened, type: "unlabelled", by: "sam", ...given };
}

export function deadlinePassed(given: Given<"deadline_passed"> = {}): FactOf<"deadline_passed"> {
  return { ...happened, type: "deadline_passed", ...given };
}

export function effectFailed(given: Given<"effect_failed"> = {}): FactOf<"effect_failed"> {
  return { ...happened, type: "effect_failed", effect: "react", says: "GitHub says no", ...given };
}

export function installed(given: Given<"installed"> = {}): FactOf<"installed"> {
  return { ...happened, type: "installed", repository: repository(), ...given };
}

/** Every fact there is, as it most often comes. A new fact does not compile until it has its builder here. */
const facts: { [T in FactType]: () => FactOf<T> } = {
  asked,
  request_read: requestRead,
  commanded: () => commanded("/ao status"),
  permission_read: permissionRead,
  admitted,
  job_leased: jobLeased,
  job_ended: jobEnded,
  lease_lost: leaseLost,
  pushed,
  push_refused: pushRefused,
  pull_request_opened: pullRequestOpened,
  checks_changed: checksChanged,
  checks_read: checksRead,
  logs_read: logsRead,
  marked_ready: markedReady,
  pull_request_closed: pullRequestClosed,
  issue_closed: issueClosed,
  unlabelled,
  deadline_passed: deadlinePassed,
  effect_failed: effectFailed,
  installed,
  undrafted,
  base_changed: baseChanged,
  base_read: baseRead,
  base_merged: baseMerged,
  base_conflicts: baseConflicts,
  group_formed: groupFormed,
  dequeued,
};

export const factTypes = Object.keys(facts).filter(isFactType);

function isFactType(name: string): name is FactType {
  return name in facts;
}

/** A fact of that type, as it most often comes. */
export function anyFact(type: FactType): Fact {
  return facts[type]();
}
