/** While a person is asked: reminded once, and what they do on GitHub instead of writing counts as well. */
import { describe, expect, test } from "vitest";
import { deadlineOf } from "../../src/core/decide.ts";
import type { Onwards, Question, WorkItem } from "../../src/core/work-item.ts";
import {
  checkRun,
  DAY,
  green,
  HEAD,
  log,
  NOW,
  OLD_HEAD,
  pending,
  questions,
  red,
  rules,
  snapshot,
  waiting,
  workItem,
} from "../support/builders.ts";
import { commentsOf, decideAll, effectsOf } from "../support/decide-all.ts";
import {
  checksChanged,
  checksRead,
  deadlinePassed,
  effectFailed,
  markedReady,
} from "../support/fact-builders.ts";

const watch: Onwards = { kind: "watch", headSha: HEAD };
const fix: Onwards = { kind: "fix_checks", headSha: HEAD, logs: [log()] };

function asking(question: Question, onwards: Onwards): WorkItem {
  return workItem({ state: waiting({ question, onwards }) });
}

describe("nobody answers", () => {
  const item = workItem({ state: waiting() });

  test("after a day it is asked once more, in the pull request, and then never again", () => {
    expect(deadlineOf(item.state, rules())).toBe(NOW + DAY);
    const told = decideAll(item, [deadlinePassed({ at: NOW + DAY })]);

    expect(effectsOf(told, "comment")).toMatchObject([{ thread: 43, key: `remind:item-1:${NOW}` }]);
    expect(commentsOf(told)[0]).toMatch(/^@mira \*\*Still waiting for you: /);
    expect(deadlineOf(told.state, rules())).toBeNull();
    expect(commentsOf(decideAll(told.item, [deadlinePassed({ at: NOW + 2 * DAY })]))).toEqual([]);
  });

  test("the deadline of an earlier question does not hurry this one", () => {
    expect(commentsOf(decideAll(item, [deadlinePassed({ at: NOW + DAY - 1 })]))).toEqual([]);
  });

  test("asked in the issue before there was a pull request → it is asked again beside the question", () => {
    const asked = { ...item, state: waiting({ thread: 42 }) };
    const told = decideAll(asked, [deadlinePassed({ at: NOW + DAY })]);

    expect(effectsOf(told, "comment")).toMatchObject([{ thread: 42 }]);
  });
});

describe("a run was approved, or a check was rerun, instead of an answer", () => {
  const unapproved = snapshot({ runs: [checkRun({ conclusion: "action_required" })] });
  const approve = asking(questions.checks_need_you, watch);

  test("the checks are read again, and again while one runs; the question stands", () => {
    const told = decideAll(approve, [checksChanged(), checksRead({ snapshot: pending })]);

    expect(effectsOf(told, "read_checks").map((effect) => effect.afterMs)).toEqual([0, 300_000]);
    expect(told.item).toEqual(approve);
  });

  test("green → it goes on to the review without an answer", () => {
    const told = decideAll(approve, [
      checksRead({ snapshot: green }),
      checksRead({ snapshot: green, at: NOW + DAY }),
      markedReady(),
    ]);

    expect(told.state).toMatchObject({ name: "in_review", proof: "checks" });
    expect(commentsOf(told)).toEqual([]);
  });

  test("as it was → the question stands, and nobody is asked twice", () => {
    const told = decideAll(approve, [checksChanged(), checksRead({ snapshot: unapproved })]);

    expect(told.item).toEqual(approve);
    expect(commentsOf(told)).toEqual([]);
  });

  test.each<[string, WorkItem, boolean]>([
    ["a check that waited for a person", approve, true],
    ["no check at all", asking(questions.no_proof, watch), true],
    ["AO's own failure", asking(questions.our_bug, watch), true],
    ["five tries", asking(questions.still_red, fix), false],
    ["a log that could not be read", asking(questions.cannot_log, watch), false],
    ["a fix that changed nothing", asking(questions.nothing_done, fix), false],
  ])("red, when it was asked about %s", (_about, item, goesOn) => {
    const told = decideAll(item, [checksRead({ snapshot: red })]);

    expect(told.state.name).toBe(goesOn ? "watching" : "waiting");
  });

  test("green ends even the question after five tries", () => {
    const told = decideAll(asking(questions.still_red, fix), [checksRead({ snapshot: green })]);

    expect(told.state).toMatchObject({ name: "watching", headSha: HEAD });
  });

  test("all skipped, or another head, is no answer", () => {
    const item = asking(questions.still_red, fix);
    const skipped = snapshot({ runs: [checkRun({ conclusion: "skipped" })] });

    expect(decideAll(item, [checksRead({ snapshot: skipped })]).item).toEqual(item);
    expect(
      decideAll(item, [checksRead({ snapshot: { ...green, headSha: OLD_HEAD } })]).item,
    ).toEqual(item);
    expect(decideAll(item, [checksChanged({ headSha: OLD_HEAD })]).effects).toEqual([]);
  });

  test("a question that no check can answer is left to the person", () => {
    const item = asking(questions.nothing_done, { kind: "words" });

    expect(decideAll(item, [checksChanged()]).effects).toEqual([]);
    expect(decideAll(item, [checksRead({ snapshot: green })]).item).toEqual(item);
  });
});

test("something else fails meanwhile → nobody is asked a second question", () => {
  const item = workItem({ state: waiting() });
  const told = decideAll(item, [effectFailed({ effect: "open_pull_request" })]);

  expect(told.item).toEqual(item);
  expect(told.effects).toEqual([]);
});
