/** Title and body of the pull request: what a reviewer holds in the hand. */
import { describe, expect, test } from "vitest";
import { pullRequestBody, pullRequestTitle } from "../../../src/core/say/pull-request.ts";
import type { State } from "../../../src/core/work-item.ts";
import {
  attempts,
  commandRun,
  done,
  inReview,
  jobSummary,
  queued,
  waiting,
  watching,
  workItem,
} from "../../support/builders.ts";
import { factsOf } from "../../support/markdown-facts.ts";
import { HOSTILE } from "./hostile.ts";

describe("the title", () => {
  test.each([
    ["sum subtracts", "sum subtracts"],
    ["  sum\n\tsubtracts ", "sum subtracts"],
    ["", "Work on #42"],
    [" \n ", "Work on #42"],
    ["x".repeat(121), `${"x".repeat(119)}…`],
    ["x".repeat(120), "x".repeat(120)],
  ])("%j", (title, shown) => {
    expect(pullRequestTitle(workItem({ title }))).toBe(shown);
  });
});

describe("the body", () => {
  test("begins with what it closes, and says what the agent says, as words of others", () => {
    const text = pullRequestBody(workItem({ state: watching() }));

    expect(text).toMatch(/^Fixes #42\n\n> It subtracted; now it adds\.\n\n/);
  });

  test.each<[State, string | null]>([
    [watching(), "- Checks: not settled yet"],
    [queued(), "- Checks: not settled yet"],
    [waiting(), "- Not ready: waiting for mira's answer"],
    [inReview(), "- Checks are green on `a1b2c3d`"],
    [
      inReview({ proof: "verify" }),
      "- No CI ran here on `a1b2c3d`; `verify` on the runner is the proof",
    ],
  ])("$name: what is known of the checks", (state, line) => {
    expect(pullRequestBody(workItem({ state }))).toContain(line);
  });

  test("at the end nothing is claimed of the checks: it may have been merged before they were settled", () => {
    expect(pullRequestBody(workItem({ state: done({ reason: "merged" }) }))).not.toMatch(/check/i);
  });

  test.each([
    [commandRun(), "- On the runner: `npm test` → exit 0"],
    [commandRun({ exitCode: 2 }), "- On the runner: `npm test` → exit 2"],
    [
      commandRun({ exitCode: null, signal: "SIGKILL" }),
      "- On the runner: `npm test` → exit SIGKILL",
    ],
    [commandRun({ exitCode: null }), "- On the runner: `npm test` → exit ?"],
    [commandRun({ timedOut: true, exitCode: null }), "- On the runner: `npm test` → timed out"],
    [commandRun({ command: "echo `date`" }), "- On the runner: `echo 'date'` → exit 0"],
  ])("what `verify` said on the runner", (verify, line) => {
    expect(
      pullRequestBody(workItem({ state: watching(), lastJob: jobSummary({ verify }) })),
    ).toContain(line);
  });

  test("each try since somebody last answered", () => {
    const text = pullRequestBody(
      workItem({ state: watching(), attempts: attempts(3), forgiven: 2 }),
    );

    expect(text.match(/^- Try .*$/gm)).toEqual([
      "- Try 1: `3333333` was red: AssertionError: sum(1, 2)",
    ]);
  });

  test("who did it, for whom, for how much, and how to change something", () => {
    expect(pullRequestBody(workItem({ state: watching() }))).toMatch(
      /\$1\.84 · 14 min of agent time · claude, for mira\nTo change something: `\/ao <what>`, or review it\.$/,
    );
  });

  test("without anything the agent said it still stands", () => {
    expect(pullRequestBody(workItem({ state: queued() }))).toMatch(
      /^Fixes #42\n\n- Checks: not settled yet\n\n.* · agent, for mira/,
    );
    const silent = workItem({ state: watching(), lastJob: jobSummary({ summary: " \n" }) });
    expect(pullRequestBody(silent)).not.toMatch(/^>/m);
  });

  test("what others wrote mentions nobody, closes nothing else and shows nothing", () => {
    const text = pullRequestBody(
      workItem({
        state: watching(),
        lastJob: jobSummary({ summary: HOSTILE }),
        attempts: attempts(2).map((one) => ({ ...one, says: HOSTILE.split("\n")[0] ?? "" })),
      }),
    );
    const { mentions, references, foreign } = factsOf(text);

    expect({ mentions, references, foreign }).toEqual({
      mentions: [],
      references: ["#42"],
      foreign: [],
    });
    expect(text).not.toMatch(/^\s*\/ao/m);
  });
});

test("an issue's title that would close another issue by a squash merge → it closes nothing", () => {
  const title = pullRequestTitle(
    workItem({
      title: "Fixes #9, closes GH-10 and acme/api#11 (https://github.com/acme/api/issues/12)",
    }),
  );

  expect(title).toBe("Fixes № 9, closes № 10 and № 11 ((link)");
});
