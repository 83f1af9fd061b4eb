/** What a snapshot of checks says, whatever made us look. Green is only what ran and passed. */
import { describe, expect, test } from "vitest";
import {
  digestOf,
  failuresOf,
  judgeChecks,
  notRequired,
  skippedAll,
  unhurried,
} from "../../src/core/checks.ts";
import type {
  CheckRun,
  ChecksSnapshot,
  CommitStatus,
  RequiredCheck,
  Verdict,
} from "../../src/core/checks.ts";
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
    [["cancelled"], "red"],
    [["success", "action_required"], "needs_person"],
    [["stale"], "red"],
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

  test.each<CheckRun["status"]>(["queued", "in_progress", "requested", "pending"])(
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

  test("what waits for an approval is for a person, once nothing else runs or is red", () => {
    const waits = checkRun({ id: 3, name: "deploy", status: "waiting", conclusion: null });

    expect(judgeChecks(snapshot({ runs: [checkRun(), waits], unfinishedSuites: 1 }))).toMatchObject(
      { kind: "needs_person", checks: [{ name: "deploy", conclusion: "waits for an approval" }] },
    );
    expect(kindOf(snapshot({ runs: [checkRun({ conclusion: "failure" }), waits] }))).toBe("red");
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
          name: "build",
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
          name: "build",
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

function needs(...names: string[]): RequiredCheck[] {
  return names.map((name) => ({ name, appId: null }));
}

describe("which checks count", () => {
  const lint = checkRun({ id: 2, name: "lint", conclusion: "failure" });
  const codecov = checkRun({ id: 3, name: "codecov/patch", conclusion: "failure", job: false });

  test("where nothing is required, every one that is about the code", () => {
    const checks = snapshot({ runs: [checkRun(), lint, codecov] });

    expect(judgeChecks(checks)).toMatchObject({ kind: "red", failed: [{ name: "lint" }] });
    expect(notRequired(checks)).toEqual(["codecov/patch"]);
  });

  test("where some are, those and no other", () => {
    const checks = snapshot({ runs: [checkRun(), lint, codecov], required: needs("test") });

    expect(judgeChecks(checks)).toEqual({ kind: "green", passed: 1 });
    expect(notRequired(checks)).toEqual(["lint", "codecov/patch"]);
  });

  test("a report that is required counts, and so does the code where nothing else is required", () => {
    const required = needs("codecov/patch");

    expect(judgeChecks(snapshot({ runs: [checkRun(), codecov], required }))).toMatchObject({
      failed: [{ name: "codecov/patch" }],
    });
    expect(judgeChecks(snapshot({ runs: [lint, codecov], required }))).toMatchObject({
      failed: [{ name: "lint" }, { name: "codecov/patch" }],
    });
  });

  test("one of another App than the required one does not", () => {
    const required = [{ name: "lint", appId: 99 }, ...needs("test")];

    expect(judgeChecks(snapshot({ runs: [checkRun(), lint], required }))).toEqual({
      kind: "missing",
      names: ["lint"],
    });
    // GitHub does not say which App set a status.
    const statuses = [commitStatus({ context: "lint" })];
    expect(kindOf(snapshot({ runs: [checkRun()], statuses, required }))).toBe("green");
  });

  test("a report that passed proves nothing", () => {
    expect(kindOf(snapshot({ runs: [{ ...codecov, conclusion: "success" }] }))).toBe("none");
  });

  test("what drives nothing and still runs holds nothing up by itself", () => {
    const preview = commitStatus({ context: "vercel", state: "pending" });
    const checks = snapshot({ runs: [checkRun()], statuses: [preview], unfinishedSuites: 0 });

    expect(kindOf(checks)).toBe("green");
    expect(unhurried(checks)).toEqual(["vercel"]);
  });

  test("a suite between two jobs holds it up, unless all that is required has ended", () => {
    const checks = snapshot({ runs: [checkRun()], unfinishedSuites: 1 });

    expect(kindOf(checks)).toBe("pending");
    expect(kindOf({ ...checks, required: needs("test") })).toBe("green");
    expect(kindOf({ ...checks, required: needs("test", "e2e") })).toBe("pending");
  });

  test("a job that was ordered to run again has not ended, whatever it said", () => {
    expect(judgeChecks(snapshot({ runs: [lint] }), new Set([2]))).toEqual({
      kind: "pending",
      running: ["lint"],
    });
  });

  test("all that counts was skipped, and something did count", () => {
    expect(skippedAll(runs("skipped", "skipped"))).toBe(true);
    expect(skippedAll(runs("skipped", "success"))).toBe(false);
    expect(skippedAll(snapshot())).toBe(false);
  });

  test("failures of one name: null where there is none or one has not ended", () => {
    expect(failuresOf(snapshot({ runs: [checkRun(), lint] }), "lint")).toMatchObject([
      { name: "lint" },
    ]);
    expect(failuresOf(snapshot({ runs: [checkRun()] }), "test")).toEqual([]);
    expect(failuresOf(snapshot(), "test")).toBeNull();
    expect(
      failuresOf(snapshot({ runs: [lint, { ...lint, id: 9, status: "queued" }] }), "lint"),
    ).toBeNull();
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
