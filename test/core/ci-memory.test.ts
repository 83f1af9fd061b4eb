/** What was run again, why, and what the repository learns of it. */
import { describe, expect, test } from "vitest";
import { charge, chargedTries, takeBack } from "../../src/core/attempts.ts";
import { addReruns, NO_MEMORY, rerunsPassed } from "../../src/core/ci-memory.ts";
import { learnFlaky } from "../../src/core/learn.ts";
import { rerunInstead } from "../../src/core/rerun.ts";
import type { FixChecks, WorkItem } from "../../src/core/work-item.ts";
import {
  attempt,
  HEAD,
  lane,
  log,
  NOW,
  OLD_HEAD,
  rerunOf,
  watching,
  workItem,
  working,
} from "../support/builders.ts";
import { decideAll, effectsOf } from "../support/decide-all.ts";
import { jobEnded } from "../support/fact-builders.ts";

const passed = rerunOf({ passed: true });

function atWork(by: FixChecks, given: Partial<WorkItem> = {}): WorkItem {
  return workItem({ state: working({ turn: by, job: { from: HEAD } }), head: HEAD, ...given });
}

describe("the memory of an item", () => {
  test("keeps the newest thirty", () => {
    const many = Array.from({ length: 40 }, (_unused, jobId) => rerunOf({ jobId }));
    const { reruns } = addReruns(NO_MEMORY, many);

    expect([reruns.length, reruns[0]?.jobId, reruns.at(-1)?.jobId]).toEqual([30, 10, 39]);
  });

  test("green says that what was run again there has passed, and nothing of other heads", () => {
    const ci = { ...NO_MEMORY, reruns: [rerunOf(), rerunOf({ headSha: OLD_HEAD })] };

    expect(rerunsPassed(ci, HEAD).reruns.map((one) => one.passed)).toEqual([true, false]);
    expect(rerunsPassed(NO_MEMORY, HEAD)).toBe(NO_MEMORY);
  });
});

describe("the memory of a repository", () => {
  test("has each flaky failure once, and nothing of machines and bases", () => {
    const ci = {
      ...NO_MEMORY,
      reruns: [passed, rerunOf(), { ...passed, why: "infra" } as const, { ...passed, jobId: 12 }],
    };
    const learnt = learnFlaky(lane(), { ci });

    expect(learnt.flaky?.[0]).toEqual({
      check: "test",
      says: "timed out after 5 s",
      fingerprint: "f9",
      at: NOW,
    });
    expect(learnFlaky(learnt, { ci })).toBe(learnt);
  });

  test("keeps the newest fifty", () => {
    const reruns = Array.from({ length: 60 }, (_unused, at) =>
      rerunOf({ passed: true, fingerprint: `f${at}` }),
    );

    expect(learnFlaky(lane(), { ci: { ...NO_MEMORY, reruns } }).flaky).toHaveLength(50);
  });
});

describe("a try that turned out to be flaky", () => {
  test("counts no more, and stays in the ledger", () => {
    const attempts = [
      attempt(),
      attempt({ headSha: HEAD }),
      attempt({ headSha: HEAD, checks: ["lint"] }),
    ];
    const after = takeBack(attempts, { headSha: HEAD, checks: ["test"] });

    expect(after).toHaveLength(3);
    expect(chargedTries({ attempts: after, forgiven: 0 })).toEqual([attempts[0], attempts[2]]);
    expect(takeBack(attempts, { headSha: HEAD, checks: [] })).toBe(attempts);
  });

  test("is charged anew when the same failure comes back", () => {
    const turn: FixChecks = { kind: "fix_checks", headSha: HEAD, logs: [log()] };
    const flaky = { ...attempt({ headSha: HEAD, fingerprint: "f9" }), flaky: true } as const;

    expect(charge(workItem({ attempts: [flaky] }), turn, NOW).attempts).toHaveLength(2);
  });
});

describe("the agent found nothing to mend", () => {
  const turn: FixChecks = {
    kind: "fix_checks",
    headSha: HEAD,
    logs: [log()],
    jobs: [
      { check: "test", jobId: 11 },
      { check: "lint", jobId: 12 },
    ],
  };
  const nothing = jobEnded({ kind: "nothing", says: "Nothing of mine." });

  test("the jobs are run again before anybody is asked", () => {
    const told = decideAll(atWork(turn), [nothing]);

    expect(told.state).toMatchObject({ name: "watching", headSha: HEAD });
    expect(effectsOf(told, "rerun_jobs")).toMatchObject([{ jobIds: [11, 12], afterMs: 0 }]);
    expect(told.item.ci.reruns).toMatchObject([
      { check: "test", why: "flaky", fingerprint: "f9" },
      { check: "lint", why: "flaky", fingerprint: "", says: "" },
    ]);
  });

  test.each<[string, FixChecks, Partial<WorkItem>]>([
    [
      "all were run again before",
      { ...turn, jobs: [{ check: "test", jobId: 11 }] },
      {
        ci: { ...NO_MEMORY, reruns: [rerunOf()] },
      },
    ],
    ["none can be", { kind: "fix_checks", headSha: HEAD, logs: [log()] }, {}],
    ["it was in the merge queue", { ...turn, queue: true }, {}],
    ["somebody has pushed since", { ...turn, headSha: OLD_HEAD }, {}],
  ])("a person is asked where %s", (_why, by, given) => {
    expect(decideAll(atWork(by, given), [nothing]).state).toMatchObject({
      name: "waiting",
      question: { kind: "nothing_done" },
    });
  });

  test("a turn of another kind has nothing to run again", () => {
    expect(rerunInstead(workItem({ state: watching() }), { kind: "start" }, nothing)).toBeNull();
  });
});
