/**
 * What the checks of one head say. Pure: a snapshot goes in, a verdict comes out, whatever triggered the reading.
 * @see https://docs.github.com/rest/checks and https://docs.github.com/rest/commits/statuses
 */

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

/** All that GitHub says of one head right now, AO's own check runs left out. */
export interface ChecksSnapshot {
  headSha: string;
  runs: CheckRun[];
  statuses: CommitStatus[];
  /** Suites of other Apps that have at least one run and are not completed. */
  unfinishedSuites: number;
}

/** A check that is not green. `jobId` is set where a log can be read. */
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
  | { kind: "needs_person"; checks: FailedCheck[] };

const RED = new Set(["failure", "timed_out", "startup_failure"]);
const PASSED = new Set(["success", "neutral"]);

/**
 * Judges a snapshot. `none`: no check ran (no run, no status, or all were skipped, which proves nothing).
 * `needs_person`: nothing failed, but something was cancelled or waits for an approval.
 */
export function judgeChecks(snapshot: ChecksSnapshot): Verdict {
  const running = [
    ...snapshot.runs.filter((run) => run.status !== "completed").map((run) => run.name),
    ...snapshot.statuses
      .filter((status) => status.state === "pending")
      .map((status) => status.context),
  ];
  if (running.length > 0 || snapshot.unfinishedSuites > 0) return { kind: "pending", running };
  const failed = [...failedRuns(snapshot, (c) => RED.has(c)), ...failedStatuses(snapshot)];
  if (failed.length > 0) return { kind: "red", failed };
  const stopped = failedRuns(snapshot, (c) => !RED.has(c) && !PASSED.has(c) && c !== "skipped");
  if (stopped.length > 0) return { kind: "needs_person", checks: stopped };
  const passed =
    snapshot.runs.filter((run) => run.conclusion === "success").length +
    snapshot.statuses.filter((status) => status.state === "success").length;
  return passed === 0 ? { kind: "none" } : { kind: "green", passed };
}

/** A text that is the same as long as nothing has changed; order does not matter. */
export function digestOf(snapshot: ChecksSnapshot): string {
  const runs = snapshot.runs.map((run) => `${run.id}:${run.status}:${run.conclusion ?? ""}`);
  const statuses = snapshot.statuses.map((status) => `${status.context}=${status.state}`);
  return [...runs.toSorted(), ...statuses.toSorted(), `suites:${snapshot.unfinishedSuites}`].join(
    "|",
  );
}

function failedRuns(snapshot: ChecksSnapshot, is: (conclusion: string) => boolean): FailedCheck[] {
  return snapshot.runs.flatMap((run) => {
    const conclusion = run.conclusion ?? "unknown";
    if (!is(conclusion)) return [];
    const jobId = run.job ? run.id : null;
    return [
      { name: run.name, conclusion, jobId, checkRunId: run.id, url: run.url, summary: run.summary },
    ];
  });
}

function failedStatuses(snapshot: ChecksSnapshot): FailedCheck[] {
  return snapshot.statuses
    .filter((status) => status.state === "failure" || status.state === "error")
    .map((status) => ({
      name: status.context,
      conclusion: status.state,
      jobId: null,
      checkRunId: null,
      url: status.url,
      summary: status.description,
    }));
}
