/** The body of the pull request: what a reviewer holds in the hand. */
import { describe, expect, test } from "vitest";
import { noConventions } from "../../../src/core/conventions.ts";
import { readClosingWords } from "../../../src/core/say/closing-words.ts";
import { pullRequestBody } from "../../../src/core/say/pull-request.ts";
import type { State } from "../../../src/core/work-item.ts";
import type { CommandRun } from "../../../src/protocol/words.ts";
import {
  attempts,
  closing,
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

describe("the body", () => {
  test("begins with what is better now and what it closes: that is what a lock screen shows", () => {
    const text = pullRequestBody(workItem({ state: watching() }));

    expect(text).toMatch(/^\*\*It adds now\.\*\* Fixes #42\n\n- /);
  });

  test("what else the agent says is quoted, in few lines", () => {
    const details = Array.from({ length: 9 }, (_unused, at) => `line ${at}`).join("\n\n");
    const text = pullRequestBody(workItem({ state: watching(), closing: closing({ details }) }));

    expect(text).toContain("> line 0\n> line 1\n> line 2\n> line 3\n> line 4\n> line 5\n\n- ");
    expect(text).not.toContain("line 6");
  });

  test.each<[State, CommandRun | null, string]>([
    [watching(), null, "- Before: `1 + 2` gave -1"],
    [watching(), commandRun(), "- Before: `1 + 2` gave -1. Now `verify` passes"],
    [watching(), commandRun({ exitCode: 1 }), "- Before: `1 + 2` gave -1"],
    [inReview(), null, "- Before: `1 + 2` gave -1. Now the checks pass"],
    [inReview({ proof: "verify" }), null, "- Before: `1 + 2` gave -1. Now `verify` passes"],
  ])("$name: what failed before, and what was seen to pass now", (state, verify, line) => {
    const told = closing({ before: "1 + 2 gave -1." });
    const lastJob = jobSummary({ verify });
    const text = pullRequestBody(workItem({ state, closing: told, lastJob }));

    expect(text.split("\n")).toContain(line.replaceAll("`1 + 2`", "1 + 2"));
  });

  test("what to look at, and what is not done", () => {
    const told = closing({ lookAt: ["src/auth.ts line 30: a guess"], notDone: ["the admin page"] });
    const text = pullRequestBody(workItem({ state: watching(), closing: told }));

    expect(text).toContain("\n- **Please look at** src/auth.ts line 30: a guess\n");
    expect(text).toContain("\n- Not done: the admin page\n");
  });

  test("how much it changes, as GitHub counts it", () => {
    const changes = { files: 3, additions: 41, deletions: 6 };

    expect(pullRequestBody(workItem({ state: inReview({ changes }) }))).toContain(
      "\n- 3 files, +41 −6\n",
    );
  });

  test.each<[State, string | null]>([
    [watching(), "- Checks: not settled yet"],
    [queued(), "- Checks: not settled yet"],
    [waiting(), "- Not ready: waiting for mira's answer"],
    [inReview(), "- 14 checks green on `a1b2c3d`"],
    [inReview({ passed: 1 }), "- 1 check green on `a1b2c3d`"],
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
    [commandRun({ command: "echo `date`\n" }), "- On the runner: `echo date` → exit 0"],
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
    expect(text).toContain("\n2 tries · ");
  });

  test("who did it, for whom, for how much, and how to change something", () => {
    expect(pullRequestBody(workItem({ state: watching() }))).toMatch(
      /\n1 try · \$1\.84 · 14 min of agent time · claude, for mira\nTo change something: review it, or `\/ao <what>`$/,
    );
  });

  test("without anything the agent said it still stands", () => {
    expect(pullRequestBody(workItem({ state: queued() }))).toMatch(
      /^Fixes #42\n\n- Checks: not settled yet\n\n.* · agent, for mira/,
    );
    const silent = closing({ headline: null });
    const conventions = { ...noConventions, template: "## What" };
    const text = pullRequestBody(workItem({ state: watching(), closing: silent, conventions }));
    expect(text).toMatch(/^Fixes #42\n\n- [^]*\n---\n\n## What$/);
    expect(pullRequestBody(workItem({ conventions: null }))).toMatch(/^Fixes #42\n/);
  });

  test("what others wrote mentions nobody, closes nothing else and shows nothing", () => {
    const words = HOSTILE.split("\n");
    const hostile = [
      ...words,
      ...words.map((line) => `Before: ${line}`),
      ...words.map((line) => `Please look at: ${line}`),
      ...words.map((line) => `Not done: ${line}`),
    ].join("\n");
    const text = pullRequestBody(
      workItem({
        state: watching(),
        closing: { ...readClosingWords(hostile), subject: HOSTILE },
        conventions: { ...noConventions, template: HOSTILE },
        attempts: attempts(2).map((one) => ({ ...one, says: HOSTILE.split("\n")[0] ?? "" })),
      }),
    );
    const { mentions, references, foreign } = factsOf(text);

    expect({ mentions, references, foreign }).toEqual({
      mentions: [],
      references: ["#42"],
      // The line above the template, and its heading.
      foreign: ["thematicBreak", "heading"],
    });
    expect(text).not.toMatch(/^\s*\/ao/m);
  });
});
