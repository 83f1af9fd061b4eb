/** A repository's pull request template below AO's words. */
import { expect, test } from "vitest";
import type { Known } from "../../../src/core/say/template.ts";
import { templateLines } from "../../../src/core/say/template.ts";
import { factsOf } from "../../support/markdown-facts.ts";
import { HOSTILE } from "./hostile.ts";

const known: Known = {
  issue: "#42",
  change: "It adds now.",
  tests: ["- On the runner: `npm test` → exit 0"],
};

function lines(template: string, given = known): string[] {
  return templateLines(template, given);
}

test("its headings stay, AO fills in what it knows, and no box is ticked", () => {
  const template = [
    "## What does this change?",
    "",
    "## Related issue",
    "## How was it tested?",
    "## Screenshots",
    "Drag them here.",
    "- [x] I have read CONTRIBUTING",
    "* [ ] Changelog",
    "- a *plain* line",
  ].join("\n");

  expect(lines(template)).toEqual([
    "---",
    "",
    "## What does this change?",
    "",
    "It adds now.",
    "",
    "## Related issue",
    "",
    "#42",
    "",
    "## How was it tested?",
    "",
    "- On the runner: `npm test` → exit 0",
    "",
    "## Screenshots",
    "Drag them here.",
    "- [ ] I have read CONTRIBUTING",
    "- [ ] Changelog",
    String.raw`- a \*plain\* line`,
  ]);
});

test("what AO does not know it leaves out", () => {
  const nothing = { issue: "#42", change: null, tests: [] };

  expect(lines("# Summary\n# Tests\n\n\n\n# Other", nothing)).toEqual([
    "---",
    "",
    "# Summary",
    "# Tests",
    "",
    "# Other",
  ]);
});

test("a long template is cut", () => {
  const shown = lines(`${"x".repeat(9_000)}\n`.repeat(500));

  expect(shown.join("\n").length).toBeLessThan(30_000);
});

test("a template that mentions, closes and links does none of it here", () => {
  const hostile = HOSTILE.split("\n").flatMap((line) => [
    line,
    `# ${line}`,
    `- [ ] ${line}`,
    `- ${line}`,
  ]);
  const { mentions, references, foreign } = factsOf(lines(hostile.join("\n")).join("\n"));

  expect({ mentions, references }).toEqual({ mentions: [], references: ["#42"] });
  expect(new Set(foreign)).toEqual(new Set(["thematicBreak", "heading"]));
});
