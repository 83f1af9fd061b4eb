/** The title of the pull request, in the repository's own way. */
import { describe, expect, test } from "vitest";
import { noConventions } from "../../../src/core/conventions.ts";
import type { TitleStyle } from "../../../src/core/conventions.ts";
import { pullRequestTitle } from "../../../src/core/say/pull-request-title.ts";
import type { WorkItem } from "../../../src/core/work-item.ts";
import { closing, workItem } from "../../support/builders.ts";
import { HOSTILE } from "./hostile.ts";

function titled(style: Partial<TitleStyle>, given: Partial<WorkItem>): string {
  const titles = { ...noConventions.titles, ...style };
  return pullRequestTitle(workItem({ ...given, conventions: { ...noConventions, titles } }));
}

describe("as the issue says it", () => {
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

  test("a title that would close another issue by a squash merge → it closes nothing", () => {
    const title = "Fixes #9, closes GH-10 and acme/api#11 (https://github.com/acme/api/issues/12)";

    expect(pullRequestTitle(workItem({ title }))).toBe("Fixes № 9, closes № 10 and № 11 ((link)");
  });
});

describe("with the ticket in front", () => {
  const ticket = "WEB";

  test.each([
    ["sum subtracts", "see WEB-12 and WEB-13", "WEB-12: sum subtracts"],
    ["WEB-12: sum subtracts", "", "WEB-12: sum subtracts"],
    ["sum subtracts", "API-12 is another tracker's", "sum subtracts"],
  ])("%j, %j", (title, body, shown) => {
    expect(titled({ ticket }, { title, body })).toBe(shown);
  });
});

describe("as a Conventional Commit", () => {
  const kind = "conventional";

  test.each<[string, Partial<WorkItem>, string]>([
    ["the agent's own word", { closing: closing({ title: "feat(sum): add" }) }, "feat(sum): add"],
    ["the first commit", { closing: closing({ subject: "fix!: add" }) }, "fix!: add"],
    [
      "the issue, where the agent did not keep to it",
      { title: "docs: say sum", closing: closing({ title: "Sum: add" }) },
      "docs: say sum",
    ],
    ["the issue's title as a fix", { title: "Sum subtracts" }, "fix: Sum subtracts"],
    ["nothing at all", { title: "" }, "fix: Work on #42"],
    ["no agent yet", { title: "sum subtracts", closing: null }, "fix: sum subtracts"],
  ])("%s", (_from, given, shown) => {
    expect(titled({ kind }, { closing: closing(), ...given })).toBe(shown);
  });

  test("a type that only this repository knows fits", () => {
    const told = closing({ subject: "deps: move up" });

    expect(titled({ kind }, { closing: told })).toBe("fix: sum subtracts");
    expect(titled({ kind, types: ["deps"] }, { closing: told })).toBe("deps: move up");
  });

  test.each([
    ["Sum subtracts", "fix: sum subtracts"],
    ["README lies", "fix: README lies"],
    ["", "fix: work on #42"],
  ])("with a small letter where the others have one: %j", (title, shown) => {
    expect(titled({ kind, lowerCase: true }, { title, closing: null })).toBe(shown);
  });

  test("at most 100 characters, commitlint's limit", () => {
    const title = titled({ kind }, { closing: closing({ subject: `fix: ${"x".repeat(200)}` }) });

    expect(title).toHaveLength(100);
  });

  test.each([HOSTILE, `fix: ${HOSTILE}`, `fix: ${"@everyone closes #1 ".repeat(600)}`])(
    "a hostile subject mentions and closes nothing",
    (subject) => {
      const title = titled({ kind }, { title: HOSTILE, closing: closing({ subject }) });

      expect(title).toMatch(/^fix: [^\n]{1,95}$/);
      expect(title).not.toMatch(/@\w|#\d|GH-\d|:\/\//i);
    },
  );
});
