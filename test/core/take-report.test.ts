/** What the agent's closing words and commits leave for the pull request. */
import { expect, test } from "vitest";
import { takeReport } from "../../src/core/take-report.ts";
import type { Closing } from "../../src/core/work-item.ts";
import { closing, workItem, working } from "../support/builders.ts";
import { commits, jobEnded } from "../support/fact-builders.ts";

function take(earlier: Closing | null, summary: string, outcome = commits()): Closing | null {
  const item = workItem({ state: working(), closing: earlier });
  const { report } = jobEnded(outcome, { report: { summary } });
  return takeReport(item, { runner: "attic", carried: [] }, report).item.closing;
}

test("the first hand-over: its words, and the first line of its newest commit", () => {
  const subject = "fix: add";

  expect(take(null, "It adds. Really.", commits({ subject }))).toEqual(
    closing({ headline: "It adds.", details: "Really.", subject }),
  );
});

test("a later one: newer words count, what is said once stays, and its commits only mend", () => {
  const earlier = closing({ title: "fix: add", before: "it subtracted", lookAt: ["sum.js"] });

  expect(take(earlier, "It adds all numbers.", commits({ subject: "Mend lint" }))).toEqual(
    closing({ ...earlier, headline: "It adds all numbers.", lookAt: [] }),
  );
  expect(take(earlier, "Title: fix: sum\nBefore: NaN")).toEqual(
    closing({ ...earlier, title: "fix: sum", before: "NaN", lookAt: [] }),
  );
});

test("a turn without a commit changes nothing of it", () => {
  expect(take(closing(), "I only looked.", { kind: "nothing", says: "I only looked." })).toEqual(
    closing(),
  );
});
