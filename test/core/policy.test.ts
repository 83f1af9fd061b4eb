import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultLimits, defaultPolicy, narrow } from "../../src/core/policy.ts";
import { policyMistakesText } from "../../src/core/say/policy-mistakes.ts";
import { readPolicyFile } from "../../src/github/policy-file.ts";

describe("what holds", () => {
  test("nothing said: the operator's limits, nobody else to ask, nothing protected", () => {
    expect(defaultPolicy).toEqual({
      verify: null,
      setup: null,
      ask: [],
      quiet: null,
      budgetIssueUsd: 5,
      budgetDayUsd: 20,
      parallel: 2,
      protect: [],
      heal: [],
    });
  });

  test("limits can only be narrowed; people, commands and patterns are chosen freely", () => {
    const limits = { ...defaultLimits, budgetIssueUsd: 8, budgetDayUsd: 20, parallel: 4 };

    const policy = narrow(limits, {
      budget: { issue: 10, day: 15 },
      parallel: 9,
      verify: "make",
      setup: "make setup",
      ask: ["mira"],
      protect: ["infra/**"],
      heal: ["renovate"],
    });

    expect(policy).toEqual({
      budgetIssueUsd: 8,
      budgetDayUsd: 15,
      parallel: 4,
      verify: "make",
      setup: "make setup",
      ask: ["mira"],
      quiet: null,
      protect: ["infra/**"],
      heal: ["renovate"],
    });
    expect(narrow(limits, { budget: {}, parallel: 1 })).toMatchObject({
      budgetIssueUsd: 8,
      budgetDayUsd: 20,
      parallel: 1,
    });
  });

  test.each([
    [
      "22:00-08:00 Europe/Berlin",
      { fromMinute: 1_320, untilMinute: 480, timeZone: "Europe/Berlin" },
    ],
    ["9:05 – 17:30 UTC", { fromMinute: 545, untilMinute: 1_050, timeZone: "UTC" }],
    [
      "0:00-6:00 America/Port-au-Prince",
      { fromMinute: 0, untilMinute: 360, timeZone: "America/Port-au-Prince" },
    ],
  ])("quiet hours %s", (quietHours, hours) => {
    const { file } = readPolicyFile(`quiet: ${quietHours}`);

    expect(narrow(defaultLimits, file ?? {}).quiet).toEqual(hours);
  });
});

describe("the comment about mistakes", () => {
  test("names the file, the line, the key and what was meant, and says what holds", () => {
    expect(commentAbout("parallel: 2\nverfy: npm test"))
      .toBe(`**\`.github/ao.yml\` has a mistake; the last good settings stay in force.**

- Line 2: \`verfy\` is no setting. Did you mean \`verify\`?

Correct it on the default branch: I read it again before I start anything.`);
  });

  test("has at most twelve lines", () => {
    const nine = Array.from({ length: 9 }, (_, n) => `key${n}: 1`).join("\n");
    const comment = commentAbout(nine).split("\n");

    expect(comment).toHaveLength(12);
    expect(comment[0]).toContain("has 9 mistakes");
    expect(comment[8]).toContain("`key6`");
    expect(comment[9]).toBe("- and 2 more");
    expect(commentAbout(nine.split("\n").slice(0, 7).join("\n"))).not.toContain("more");
  });

  test("a mistake about no key begins with the line", () => {
    expect(commentAbout("- verify")).toContain("- Line 1: This holds no settings");
  });

  test("what the file says can mention and link nobody", () => {
    const comment = commentAbout('"@acme/web `#1` <!--": 1');

    expect(comment).toContain("`@acme/web  #1  <!--`");
    expect(comment.replace(/`[^`\n]*`/g, "")).not.toMatch(/[@#<]/);
  });

  test("no word of the file stands outside of code, whatever the mistake", () => {
    const text = fc.tuple(fc.string(), fc.string()).map(([a, b]) => `@evil${a}: *@evil${b}@evil`);

    fc.assert(
      fc.property(text, (file) => {
        const { mistakes } = readPolicyFile(file);

        const shown = policyMistakesText("f", mistakes).replace(/`[^`\n]*`/g, "");

        expect(shown).not.toContain("evil");
      }),
    );
  });
});

function commentAbout(file: string): string {
  return policyMistakesText(".github/ao.yml", readPolicyFile(file).mistakes);
}
