/** The checks of the pushed head: they count once nothing has changed for a while, and a phone does not blink meanwhile. */
import { describe, expect, test } from "vitest";
import type { ChecksSnapshot } from "../../src/core/checks.ts";
import type { FactOf } from "../../src/core/work-item.ts";
import {
  checkRun,
  commandRun,
  evidence,
  failedCheck,
  green,
  inReview,
  jobSummary,
  MINUTE,
  NOW,
  pending,
  red,
  SECOND,
  snapshot,
  watching,
  workItem,
} from "../support/builders.ts";
import { commentsOf, decideAll, effectsOf } from "../support/decide-all.ts";
import { checksChanged, checksRead, logsRead, markedReady } from "../support/fact-builders.ts";

const item = workItem({ state: watching() });

function seen(checks: ChecksSnapshot, afterMs: number): FactOf<"checks_read"> {
  return checksRead({ snapshot: checks, at: NOW + afterMs });
}

describe("settling", () => {
  test("green for 30 s → it is made ready, and then a person reviews", () => {
    const told = decideAll(item, [seen(green, 0), seen(green, 30 * SECOND)]);

    expect(effectsOf(told, "mark_ready")).toMatchObject([{ proof: "checks" }]);
    expect(decideAll(told.item, [markedReady()]).state).toMatchObject({ name: "in_review" });
  });

  test("a late suite begins the wait anew, and what it says counts", () => {
    const late = snapshot({ runs: [checkRun(), checkRun({ id: 12, conclusion: "failure" })] });
    const told = decideAll(item, [
      seen(green, 0),
      seen(late, 29 * SECOND),
      seen(late, 58 * SECOND),
    ]);
    const after = decideAll(told.item, [seen(late, 59 * SECOND)]);

    expect(told.state).toMatchObject({ name: "watching", red: null });
    expect(after.state).toMatchObject({ red: [{ name: "test" }] });
    expect(effectsOf(after, "mark_ready")).toEqual([]);
  });

  test("while one runs it is looked at every minute, and shown only when something has changed", () => {
    const told = decideAll(item, [
      seen(pending, 0),
      seen(pending, MINUTE),
      seen(pending, 2 * MINUTE),
    ]);

    expect(effectsOf(told, "read_checks").map((effect) => effect.afterMs)).toEqual([
      MINUTE,
      MINUTE,
      MINUTE,
    ]);
    expect(effectsOf(told, "show")).toHaveLength(1);
  });

  test("the next look comes when it would count, never later", () => {
    const told = decideAll(item, [seen(green, 0), seen(green, 20 * SECOND)]);

    expect(effectsOf(told, "read_checks").map((effect) => effect.afterMs)).toEqual([
      30 * SECOND,
      10 * SECOND,
    ]);
  });

  test("a rerun between green and ready is not overlooked", () => {
    const told = decideAll(item, [
      seen(green, 0),
      seen(green, 30 * SECOND),
      checksChanged(),
      seen(red, 31 * SECOND),
      seen(red, 62 * SECOND),
      markedReady(),
    ]);

    expect(told.state).toMatchObject({ name: "watching", red: [{ name: "test" }] });
    expect(decideAll(told.item, [logsRead()]).state).toMatchObject({ name: "queued" });
  });
});

describe("no check at all", () => {
  test("two minutes after the push it counts as none, not before", () => {
    const told = decideAll(item, [seen(snapshot(), 0), seen(snapshot(), MINUTE)]);

    expect(told.state.name).toBe("watching");
    expect(decideAll(told.item, [seen(snapshot(), 2 * MINUTE)]).state).toMatchObject({
      name: "waiting",
      question: { kind: "no_proof" },
    });
  });

  test("then `verify` on the runner is the proof", () => {
    const lastJob = jobSummary({ verify: commandRun() });
    const told = decideAll({ ...item, lastJob }, [seen(snapshot(), 2 * MINUTE)]);

    expect(effectsOf(told, "mark_ready")).toMatchObject([{ proof: "verify" }]);
    expect(commentsOf(told)).toEqual([]);
  });
});

describe("red", () => {
  test("the log is read once, however often GitHub says so meanwhile", () => {
    const told = decideAll(item, [
      seen(red, 0),
      seen(red, 30 * SECOND),
      checksChanged(),
      seen(red, 40 * SECOND),
    ]);

    expect(effectsOf(told, "read_logs")).toHaveLength(1);
  });

  test("a log that can't be read asks a person, and says why", () => {
    const reading = workItem({ state: watching({ red: [failedCheck()] }) });
    const told = decideAll(reading, [
      logsRead({
        evidence: [evidence({ log: null, unread: "GitHub does not hand it out (410)" })],
      }),
    ]);

    expect(told.state).toMatchObject({ name: "waiting", question: { kind: "cannot_log" } });
    expect(commentsOf(told)[0]).toContain("GitHub does not hand it out (410)");
  });

  test("in review, after a nightly run: it is mended like any other", () => {
    const told = decideAll(workItem({ state: inReview() }), [
      checksChanged(),
      seen(red, 0),
      seen(red, 30 * SECOND),
      logsRead(),
    ]);

    expect(told.state).toMatchObject({ name: "queued", turn: { kind: "fix_checks" } });
    expect(told.item.attempts).toHaveLength(1);
  });
});
