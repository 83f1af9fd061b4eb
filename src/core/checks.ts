/**
 * What the checks of one head say. Pure: a snapshot goes in, a verdict comes out, whatever triggered the reading.
 * @see https://docs.github.com/rest/checks and https://docs.github.com/rest/commits/statuses
 */
import { isExternal } from "./verdicts/external.ts";

export interface CheckRun {
  id: number;
  name: string;
  status: "queued" | "in_progress" | "completed" | "waiting" | "requested" | "pending";
  conclusion: string | null;
  /** The App that made it. `job` is true for GitHub Actions, whose check run ids are job ids with a log. */
  appId: number;
  job: boolean;
  url: string | null;
  summary: string | null;
}

export interface CommitStatus {
  context: string;
  state: "error" | "failure" | "pending" | "success";
  description: string | null;
  url: string | null;
}

/** A check that a ruleset or the branch protection of the base asks for; `appId` null: whoever reports it. */
export interface RequiredCheck {
  name: string;
  appId: number | null;
}

/** All that GitHub says of one head right now, AO's own check runs left out. */
export interface ChecksSnapshot {
  headSha: string;
  runs: CheckRun[];
  statuses: CommitStatus[];
  /** Suites of other Apps that have at least one run and are not completed. */
  unfinishedSuites: number;
  /** What the base branch asks for, AO's own left out; empty where it asks for nothing or GitHub does not tell. */
  required: RequiredCheck[];
}

/** A check that is not green. `jobId` is set where a log can be read and the job be run again. */
export interface FailedCheck {
  name: string;
  conclusion: string;
  jobId: number | null;
  checkRunId: number | null;
  url: string | null;
  summary: string | null;
}

export type Verdict =
  | { kind: "none" }
  | { kind: "pending"; running: string[] }
  | { kind: "green"; passed: number }
  | { kind: "red"; failed: FailedCheck[] }
  | { kind: "needs_person"; checks: FailedCheck[] }
  | { kind: "missing"; names: string[] };

/** A check run or a commit status: for what it says, it makes no difference which. */
interface Check {
  failed: FailedCheck;
  appId: number | null;
  isJob: boolean;
  how: "running" | "approval" | "passed" | "skipped" | "red" | "unsure";
}

const NOTHING: ReadonlySet<number> = new Set();

/**
 * Judges a snapshot by the checks that drive the work; the others only have to have ended, and not even that for long
 * (`unhurried`). `none`: no check ran (no run, no status, or all were skipped, which proves nothing). `missing`: all has
 * ended, and a required one has not reported. `needs_person`: nothing failed, but something waits for an approval.
 * @param again jobs that AO has ordered to run again: what they said before does not count any more
 */
export function judgeChecks(
  snapshot: ChecksSnapshot,
  again: ReadonlySet<number> = NOTHING,
): Verdict {
  const { driving } = sort(snapshot, again);
  const of = (how: Check["how"]): FailedCheck[] =>
    driving.filter((check) => check.how === how).map((check) => check.failed);
  const running = of("running").map((check) => check.name);
  if (running.length > 0 || hasUnseenJobs(snapshot, again)) return { kind: "pending", running };
  const failed = of("red");
  if (failed.length > 0) return { kind: "red", failed };
  const unsure = [...of("approval"), ...of("unsure")];
  if (unsure.length > 0) return { kind: "needs_person", checks: unsure };
  const names = missingOf(snapshot);
  if (names.length > 0) return { kind: "missing", names };
  const passed = listChecks(snapshot, again).filter(
    (check) => check.how === "passed" && (isCode(check) || isRequired(snapshot, check)),
  ).length;
  return passed === 0 ? { kind: "none" } : { kind: "green", passed };
}

/** Red, and nobody has to wait for it or work on it: it is shown. */
export function notRequired(snapshot: ChecksSnapshot): string[] {
  const { aside } = sort(snapshot, NOTHING);
  return [...new Set(aside.filter((check) => check.how === "red").map((c) => c.failed.name))];
}

/** Checks that still run and drive nothing: worth a moment, and no more. */
export function unhurried(snapshot: ChecksSnapshot): string[] {
  const { aside } = sort(snapshot, NOTHING);
  return aside.filter((check) => check.how === "running").map((check) => check.failed.name);
}

/** Some check that counts was left out, and none of them ran: as where drafts are not tested. */
export function skippedAll(snapshot: ChecksSnapshot): boolean {
  const { driving } = sort(snapshot, NOTHING);
  return driving.length > 0 && driving.every((check) => check.how === "skipped");
}

/** The red ones of all checks with a name; null where there is none, or one has not ended. */
export function failuresOf(snapshot: ChecksSnapshot, name: string): FailedCheck[] | null {
  const named = listChecks(snapshot, NOTHING).filter((check) => check.failed.name === name);
  const isOver = named.every((check) => check.how === "red" || check.how === "passed");
  if (named.length === 0 || !isOver) return null;
  return named.filter((check) => check.how === "red").map((check) => check.failed);
}

/** Whether a check of this name and App is one that the base branch asks for. GitHub does not say which App set a status. */
function isRequiredBy(
  required: readonly RequiredCheck[],
  check: { name: string; appId: number | null },
): boolean {
  return required.some(
    ({ name, appId }) =>
      name === check.name && (appId === null || check.appId === null || appId === check.appId),
  );
}

/** A text that is the same as long as nothing has changed; order does not matter. */
export function digestOf(snapshot: ChecksSnapshot): string {
  const runs = snapshot.runs.map((run) => `${run.id}:${run.status}:${run.conclusion ?? ""}`);
  const statuses = snapshot.statuses.map((status) => `${status.context}=${status.state}`);
  return [...runs.toSorted(), ...statuses.toSorted(), `suites:${snapshot.unfinishedSuites}`].join(
    "|",
  );
}

/** Required ones drive the work; where none is required that is about the code, all do that are. */
function sort(
  snapshot: ChecksSnapshot,
  again: ReadonlySet<number>,
): { driving: Check[]; aside: Check[] } {
  const checks = listChecks(snapshot, again);
  const asks = snapshot.required.some((one) => !isExternal({ name: one.name, isJob: false }));
  const { true: driving = [], false: aside = [] } = Object.groupBy(checks, (check) =>
    String(isRequired(snapshot, check) || (!asks && isCode(check))),
  );
  return { driving, aside };
}

function isRequired({ required }: ChecksSnapshot, { failed, appId }: Check): boolean {
  return isRequiredBy(required, { name: failed.name, appId });
}

function isCode({ failed, isJob }: Check): boolean {
  return !isExternal({ name: failed.name, isJob });
}

/** A suite that has not ended although all its runs have: its next job does not show yet. */
function hasUnseenJobs(snapshot: ChecksSnapshot, again: ReadonlySet<number>): boolean {
  const hasRunning = listChecks(snapshot, again).some(
    (check) => check.how === "running" || check.how === "approval",
  );
  if (snapshot.unfinishedSuites === 0 || hasRunning) return false;
  return snapshot.required.length === 0 || missingOf(snapshot).length > 0;
}

function missingOf({ required, runs, statuses }: ChecksSnapshot): string[] {
  const there = [
    ...runs.map(({ name, appId }) => ({ name, appId })),
    ...statuses.map(({ context }) => ({ name: context, appId: null })),
  ];
  return required
    .filter((one) => !there.some((check) => isRequiredBy([one], check)))
    .map((one) => one.name);
}

function listChecks(snapshot: ChecksSnapshot, again: ReadonlySet<number>): Check[] {
  return [...snapshot.runs.map((run) => fromRun(run, again)), ...snapshot.statuses.map(fromStatus)];
}

const HOW = new Map<string, Check["how"]>([
  ["success", "passed"],
  ["neutral", "skipped"],
  ["skipped", "skipped"],
  ["failure", "red"],
  ["timed_out", "red"],
  ["startup_failure", "red"],
  ["cancelled", "red"],
  ["stale", "red"],
]);

function fromRun(run: CheckRun, again: ReadonlySet<number>): Check {
  const { id, name, job, url, summary, appId } = run;
  const conclusion = run.conclusion ?? "unknown";
  const isOver = run.status === "completed" && !again.has(id);
  const how = isOver
    ? (HOW.get(conclusion) ?? "unsure")
    : run.status === "waiting"
      ? "approval"
      : "running";
  const said = run.status === "waiting" ? "waits for an approval" : conclusion;
  const jobId = job ? id : null;
  const failed = { name, conclusion: said, jobId, checkRunId: id, url, summary };
  return { failed, appId, isJob: job, how };
}

function fromStatus({ context, state, description, url }: CommitStatus): Check {
  const how = state === "pending" ? "running" : state === "success" ? "passed" : "red";
  const failed = {
    name: context,
    conclusion: state,
    jobId: null,
    checkRunId: null,
    url,
    summary: description,
  };
  return { failed, appId: null, isJob: false, how };
}
