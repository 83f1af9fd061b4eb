/** What a snapshot of checks says, whatever made us look. Green is only what ran and passed. */
import { describe, expect, test } from "vitest";
import { digestOf, judgeChecks } from "../../src/core/checks.ts";
import type { CheckRun, ChecksSnapshot, CommitStatus, Verdict } from "../../src/core/checks.ts";
import { checkRun, commitStatus, snapshot } from "../support/builders.ts";

function runs(...conclusions: string[]): ChecksSnapshot {
  return snapshot({
    runs: conclusions.map((conclusion, at) =>
      checkRun({ id: at + 1, name: `c${at + 1}`, conclusion }),
    ),
  });
}

function kindOf(checks: ChecksSnapshot): Verdict["kind"] {
  return judgeChecks(checks).kind;
}

describe("the verdict", () => {
  test.each<[string[], Verdict["kind"]]>([
    [[], "none"],
    [["skipped"], "none"],
    [["neutral"], "none"],
    [["skipped", "neutral"], "none"],
    [["success"], "green"],
    [["success", "skipped", "neutral"], "green"],
    [["failure"], "red"],
    [["timed_out"], "red"],
    [["startup_failure"], "red"],
    [["success", "failure"], "red"],
    [["cancelled", "failure"], "red"],
    [["cancelled"], "needs_person"],
    [["success", "action_required"], "needs_person"],
    [["stale"], "needs_person"],
    [["something new"], "needs_person"],
  ])("runs that ended with %j: %s", (conclusions, kind) => {
    expect(kindOf(runs(...conclusions))).toBe(kind);
  });

  test.each<[CommitStatus["state"], Verdict["kind"]]>([
    ["success", "green"],
    ["failure", "red"],
    ["error", "red"],
    ["pending", "pending"],
  ])("a commit status of %s: %s", (state, kind) => {
    expect(kindOf(snapshot({ statuses: [commitStatus({ state })] }))).toBe(kind);
  });

  test.each<CheckRun["status"]>(["queued", "in_progress", "waiting", "requested", "pending"])(
    "a run that is %s holds everything, also a red one beside it",
    (status) => {
      const runsAndRed = [
        checkRun({ status, conclusion: null }),
        checkRun({ id: 2, conclusion: "failure" }),
      ];

      expect(judgeChecks(snapshot({ runs: runsAndRed }))).toEqual({
        kind: "pending",
        running: ["test"],
      });
    },
  );

  test("a suite that has not ended holds everything too", () => {
    expect(judgeChecks({ ...runs("success"), unfinishedSuites: 1 })).toEqual({
      kind: "pending",
      running: [],
    });
  });

  test("green counts what passed", () => {
    const both = { ...runs("success", "success", "skipped"), statuses: [commitStatus()] };

    expect(judgeChecks(both)).toEqual({ kind: "green", passed: 3 });
  });

  test("red names each failed check, and where its log is", () => {
    const checks = snapshot({
      runs: [
        checkRun({ id: 1, name: "test", conclusion: "failure" }),
        checkRun({
          id: 2,
          name: "sonar",
          conclusion: "failure",
          job: false,
          summary: "3 bugs",
          url: null,
        }),
      ],
      statuses: [commitStatus({ context: "ci/legacy", state: "error", description: "boom" })],
    });

    expect(judgeChecks(checks)).toEqual({
      kind: "red",
      failed: [
        {
          name: "test",
          conclusion: "failure",
          jobId: 1,
          checkRunId: 1,
          url: "https://github.com/acme/web/runs/11",
          summary: null,
        },
        {
          name: "sonar",
          conclusion: "failure",
          jobId: null,
          checkRunId: 2,
          url: null,
          summary: "3 bugs",
        },
        {
          name: "ci/legacy",
          conclusion: "error",
          jobId: null,
          checkRunId: null,
          url: null,
          summary: "boom",
        },
      ],
    });
  });

  test("a finished run without a conclusion is for a person to look at", () => {
    expect(judgeChecks(snapshot({ runs: [checkRun({ conclusion: null })] }))).toMatchObject({
      kind: "needs_person",
      checks: [{ conclusion: "unknown" }],
    });
  });
});

describe("the digest", () => {
  const one = snapshot({
    runs: [checkRun({ id: 1 }), checkRun({ id: 2, conclusion: null, status: "queued" })],
    statuses: [commitStatus(), commitStatus({ context: "b" })],
  });

  test("is the same whatever the order", () => {
    const other = { ...one, runs: one.runs.toReversed(), statuses: one.statuses.toReversed() };

    expect(digestOf(other)).toBe(digestOf(one));
  });

  test.each<[string, ChecksSnapshot]>([
    ["a run ends", { ...one, runs: [checkRun({ id: 1 }), checkRun({ id: 2 })] }],
    ["a run is started again", { ...one, runs: [checkRun({ id: 3 }), ...one.runs.slice(1)] }],
    ["a run comes", { ...one, runs: [...one.runs, checkRun({ id: 3 })] }],
    [
      "a status changes",
      { ...one, statuses: [commitStatus({ state: "failure" }), ...one.statuses.slice(1)] },
    ],
    ["a suite ends", { ...one, unfinishedSuites: 1 }],
  ])("is another when %s", (_what, other) => {
    expect(digestOf(other)).not.toBe(digestOf(one));
  });
});
