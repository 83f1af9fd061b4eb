/** The short texts: a stop, a refusal, a typo, why, amounts. */
import { describe, expect, test } from "vitest";
import { checkNames, count, duration, spent } from "../../../src/core/say/amounts.ts";
import { alreadyFixedText } from "../../../src/core/say/already-fixed.ts";
import { noChoiceText } from "../../../src/core/say/choice.ts";
import { mistakeText } from "../../../src/core/say/mistake.ts";
import { asideText, refusalText } from "../../../src/core/say/refusal.ts";
import { stoppedText } from "../../../src/core/say/stopped.ts";
import { takenText } from "../../../src/core/say/taken.ts";
import { unclaimedText } from "../../../src/core/say/unclaimed.ts";
import { whyText } from "../../../src/core/say/why.ts";
import { helpText } from "../../../src/core/commands/index.ts";
import {
  BASE,
  done,
  HOUR,
  MINUTE,
  NOW,
  queued,
  repository,
  results,
  SECOND,
  workItem,
} from "../../support/builders.ts";
import { factsOf } from "../../support/markdown-facts.ts";
import { HOSTILE } from "./hostile.ts";

describe("amounts", () => {
  test.each([
    [0, "0 s"],
    [45 * SECOND, "45 s"],
    [89 * SECOND, "89 s"],
    [90 * SECOND, "2 min"],
    [14 * MINUTE, "14 min"],
    [HOUR, "1 h"],
    [3 * HOUR + 5 * MINUTE, "3 h 5 min"],
    [24 * HOUR, "24 h"],
  ])("%i ms is %s", (ms, shown) => {
    expect(duration(ms)).toBe(shown);
  });

  test("one commit, three commits", () => {
    expect([count(1, "commit"), count(3, "commit"), count(0, "commit")]).toEqual([
      "1 commit",
      "3 commits",
      "0 commits",
    ]);
  });

  test.each([
    [{ usd: 1.5, tokens: 9, activeMs: 0, jobs: 1 }, "$1.50 · 0 s of agent time"],
    [{ usd: 0, tokens: 999, activeMs: 0, jobs: 1 }, "999 tokens · 0 s of agent time"],
    [{ usd: 0, tokens: 120_400, activeMs: 0, jobs: 1 }, "120k tokens · 0 s of agent time"],
    [{ usd: 0, tokens: 0, activeMs: MINUTE, jobs: 1 }, "60 s of agent time"],
  ])("what it has cost", (cost, shown) => {
    expect(spent(workItem({ spent: cost }))).toBe(shown);
  });

  test.each([
    [[], ""],
    [["test"], "`test`"],
    [["lint", "test"], "`lint`, `test`"],
    [["a", "b", "c", "d"], "`a`, `b` and 2 more"],
    [["a `b`\n\u202Ec"], "`a b ⟦U+202E⟧c`"],
    [["x".repeat(99)], `\`${"x".repeat(60)}\``],
  ])("names of checks: %j", (names, shown) => {
    expect(checkNames(names)).toBe(shown);
  });
});

describe("stopped", () => {
  const item = workItem({ state: done() });
  const still = { confirmedAfterMs: 0, keptEdits: false };

  test("with a pull request: what is safe, what stays, what it cost, and both ways to go on", () => {
    expect(stoppedText(item, { confirmedAfterMs: 2_400, keptEdits: true })).toBe(
      [
        "**Stopped.** Nothing of #42 is running (gone after 2 s).",
        "",
        "- Pushed work is safe: `ao/42-sum-subtracts`",
        "- Unfinished edits are kept on the runner",
        "- #43 stays as it is; I push nothing more",
        "- Spent: $1.84 · 14 min of agent time",
        "",
        "`/ao run` in #42 goes on from here · close #43, then `/ao run fresh` starts over",
      ].join("\n"),
    );
  });

  test("before anything was pushed", () => {
    const text = stoppedText(workItem({ state: queued() }), still);

    expect(text).toMatch(
      /^\*\*Stopped\.\*\* Nothing of #42 is running\.\n\n- Nothing was pushed\n/,
    );
    expect(text).toMatch(/goes on from here · `\/ao run fresh` starts over$/);
  });

  test("without the runner's word: only what is certain", () => {
    const text = stoppedText(item, { confirmedAfterMs: null, keptEdits: false });

    expect(text).not.toContain("is running");
    expect(text).toContain("Nothing it hands over is pushed.");
  });
});

describe("fixed already", () => {
  const item = workItem({ state: done({ reason: "already_fixed" }), head: null });

  test("which commit, what was run, and what to do now; nobody is mentioned", () => {
    expect(alreadyFixedText(item, results.already_fixed, "Add instead of subtracting")).toBe(
      [
        "**Nothing to do: it is fixed already.**",
        "",
        `By acme/web@${BASE}: Add instead of subtracting`,
        "The agent ran:",
        "- `npm test` → exit 0",
        "",
        String.raw`> \`sum\` adds since then.`,
        "",
        "Close it, or `/ao <what is still wrong>`.",
        "$1.84 · 14 min of agent time",
      ].join("\n"),
    );
  });

  test("whatever the commit and the agent say, it stays text", () => {
    const ran = [{ command: HOSTILE, exitCode: 1, output: HOSTILE }];
    const claimed = { ...results.already_fixed, says: HOSTILE, ran };
    const { mentions, references, foreign } = factsOf(alreadyFixedText(item, claimed, HOSTILE));

    expect({ mentions, references, foreign }).toEqual({
      mentions: [],
      references: [],
      foreign: [],
    });
  });

  test("a commit without a message is told as one", () => {
    expect(alreadyFixedText(item, results.already_fixed, "")).toContain(": (no message)\n");
  });
});

describe("a number that is no option", () => {
  test("where none is offered, and where others are", () => {
    expect(noChoiceText(0)).toContain("Nothing waits for a number now.");
    expect(noChoiceText(3)).toContain("There are the options 1 to 3.");
  });
});

describe("why", () => {
  test("the last decisions in their own words, with the time of day", () => {
    const trail = [
      { at: NOW, why: "mira put the label `ao` on it." },
      { at: NOW + 9 * HOUR + 5 * MINUTE, why: "It is its turn." },
    ];

    expect(whyText(workItem({ trail }))).toBe(
      "**Why #42 is where it is** (UTC):\n\n- 14:00 mira put the label ao on it.\n- 23:05 It is its turn.",
    );
  });

  test("what others wrote stays one line, bounded, and mentions nobody", () => {
    const text = whyText(workItem({ trail: [{ at: NOW, why: HOSTILE.repeat(9) }] }));

    expect(factsOf(text)).toMatchObject({ mentions: [], foreign: [], lines: 2 });
    expect(text.length).toBeLessThan(900);
  });
});

describe("to people who are not waited for", () => {
  test("a refusal is one kind sentence without a mention", () => {
    const text = refusalText("eve", repository());

    expect(text).toBe(
      "Thanks, eve. AO acts only on the word of people with write access to `acme/web`; one of them can write `/ao run` here.",
    );
    expect(factsOf(asideText("eve")).mentions).toEqual([]);
  });

  test("a typo: the nearest verb where there is one, and nothing of the word itself works", () => {
    const line = "/ao x";

    expect(mistakeText({ kind: "mistake", word: "stpo", nearest: "stop", line })).toContain(
      "Did you mean `/ao stop`?",
    );
    expect(mistakeText({ kind: "mistake", word: "xyz", nearest: null, line })).not.toContain(
      "Did you mean",
    );
    const { mentions, foreign } = factsOf(
      mistakeText({ kind: "mistake", word: HOSTILE, nearest: null, line }),
    );
    expect({ mentions, foreign }).toEqual({ mentions: [], foreign: [] });
  });

  test("somebody is on it: which pull request, and what to do", () => {
    expect(takenText(8)).toMatch(
      /^\*\*Not started: pull request #8 is open for this issue\.\*\*\n\nClose it first/,
    );
  });
});

test("no runner: the requester is mentioned once, and told what the operator can do", () => {
  const { mentions, lines, firstLine, code } = factsOf(unclaimedText(workItem()));

  expect(mentions).toEqual(["mira"]);
  expect(firstLine).toBe("@mira **No runner has taken #42 yet.**");
  expect(lines).toBeLessThan(10);
  for (const one of code) expect(one.length).toBeLessThanOrEqual(40);
});

test("the help fits a phone", () => {
  const { mentions, foreign, lines, code } = factsOf(helpText());

  expect({ mentions, foreign }).toEqual({ mentions: [], foreign: [] });
  expect(lines).toBeLessThanOrEqual(16);
  for (const one of code) expect(one.length).toBeLessThanOrEqual(40);
});
