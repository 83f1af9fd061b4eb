/** Checks of a head, what their logs and the base say, and what was run again. */
import type { CheckRun, ChecksSnapshot, CommitStatus, FailedCheck } from "../../src/core/checks.ts";
import type { Rerun } from "../../src/core/ci-memory.ts";
import type { BaseCheck, Evidence, LogExcerpt } from "../../src/core/evidence.ts";
import { BASE, HEAD, NOW } from "./fixed.ts";

export function log(given: Partial<LogExcerpt> = {}): LogExcerpt {
  const text = "$ npm test\nAssertionError [ERR_ASSERTION]: sum(1, 2)\nexit code 1";
  return { check: "test", step: "npm test", text, fingerprint: "f9", ...given };
}

export function rerunOf(given: Partial<Rerun> = {}): Rerun {
  return {
    headSha: HEAD,
    check: "test",
    why: "flaky",
    jobId: 11,
    says: "timed out after 5 s",
    fingerprint: "f9",
    at: NOW,
    passed: false,
    ...given,
  };
}

/** What is known of a failed check whose log could be read, on a base that says nothing of it. */
export function evidence(given: Partial<Evidence> = {}): Evidence {
  return { check: failedCheck(), log: log(), unread: null, base: null, ...given };
}

export function baseCheck(given: Partial<BaseCheck> = {}): BaseCheck {
  return { sha: BASE, fingerprint: "f9", isRed: true, isMended: false, ...given };
}

export function failedCheck(given: Partial<FailedCheck> = {}): FailedCheck {
  return {
    name: "test",
    conclusion: "failure",
    jobId: 11,
    checkRunId: 11,
    url: "https://github.com/acme/web/runs/11",
    summary: null,
    ...given,
  };
}

/** A finished check run of GitHub Actions that passed. */
export function checkRun(given: Partial<CheckRun> = {}): CheckRun {
  return {
    id: 11,
    name: "test",
    status: "completed",
    conclusion: "success",
    appId: 15_368,
    job: true,
    url: "https://github.com/acme/web/runs/11",
    summary: null,
    ...given,
  };
}

export function commitStatus(given: Partial<CommitStatus> = {}): CommitStatus {
  return { context: "ci/legacy", state: "success", description: null, url: null, ...given };
}

/** Nothing at all on HEAD, until told otherwise. */
export function snapshot(given: Partial<ChecksSnapshot> = {}): ChecksSnapshot {
  return { headSha: HEAD, runs: [], statuses: [], unfinishedSuites: 0, required: [], ...given };
}

export const green = snapshot({ runs: [checkRun()] });
export const red = snapshot({ runs: [checkRun({ conclusion: "failure" })] });
export const pending = snapshot({ runs: [checkRun({ status: "in_progress", conclusion: null })] });
export const cancelled = snapshot({ runs: [checkRun({ conclusion: "cancelled" })] });
