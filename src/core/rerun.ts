/** Failed jobs are run again, and their head is watched from the beginning. Only GitHub Actions lets an App do that. */
import { addReruns, timesRerun } from "./ci-memory.ts";
import { go } from "./decision.ts";
import { checkNames } from "./say/amounts.ts";
import { tellingLine } from "./telling-line.ts";
import type { FailedCheck } from "./checks.ts";
import type { Rerun } from "./ci-memory.ts";
import type { Kept } from "./decision.ts";
import type { Effect, Fact, LogExcerpt, RedJob, Turn, WorkItem } from "./work-item.ts";

export interface RerunStep {
  headSha: string;
  reruns: Rerun[];
  afterMs: number;
  effects?: Effect[];
  why: string;
}

export function rerun(item: WorkItem, fact: Fact, step: RerunStep): Kept {
  const { headSha, reruns, afterMs, why } = step;
  const jobIds = reruns.map((one) => one.jobId);
  const pushedAt = fact.at + afterMs;
  return go({ ...item, ci: addReruns(item.ci, reruns) }, fact, {
    state: { name: "watching", headSha, pushedAt, seen: null, red: null },
    effects: [
      ...(step.effects ?? []),
      { type: "rerun_jobs", headSha, jobIds, afterMs },
      { type: "read_checks", headSha, afterMs },
    ],
    why,
  });
}

/** Those of `checks` that can be run again. */
export function redJobs(checks: readonly FailedCheck[]): RedJob[] {
  return checks.flatMap(({ name, jobId }) => (jobId === null ? [] : [{ check: name, jobId }]));
}

/** What is remembered of jobs that are run again. `logs` are theirs, where they were read. */
export function rerunsOf(
  jobs: readonly RedJob[],
  about: Pick<Rerun, "headSha" | "why" | "at"> & { logs: readonly LogExcerpt[] },
): Rerun[] {
  const { logs, ...rest } = about;
  return jobs.map((job) => {
    const log = logs.find((one) => one.check === job.check);
    const says = log === undefined ? "" : tellingLine(log.text);
    return { ...rest, ...job, says, fingerprint: log?.fingerprint ?? "", passed: false };
  });
}

/**
 * The agent found nothing to mend in what is red: it may have been flaky. Once per head it is run again before anybody is asked.
 * @returns null where that was done before, or can't be
 */
export function rerunInstead(item: WorkItem, turn: Turn, fact: Fact): Kept | null {
  if (turn.kind !== "fix_checks" || turn.queue === true || turn.headSha !== item.head) return null;
  const { headSha, logs } = turn;
  const jobs = (turn.jobs ?? []).filter(
    ({ check }) => timesRerun(item.ci, { headSha, check, why: "flaky" }) === 0,
  );
  if (jobs.length === 0) return null;
  const which = checkNames(jobs.map((job) => job.check));
  return rerun(item, fact, {
    headSha,
    reruns: rerunsOf(jobs, { headSha, why: "flaky", at: fact.at, logs }),
    afterMs: 0,
    why: `The agent found nothing to mend, so ${which} is run again once before anybody is asked.`,
  });
}
