/** What agents really write at the end, and what of it stands where in the pull request. */
import { expect, test } from "vitest";
import { readClosingWords } from "../../../src/core/say/closing-words.ts";
import type { ClosingWords } from "../../../src/core/say/closing-words.ts";
import { HOSTILE } from "./hostile.ts";

const none: ClosingWords = {
  title: null,
  headline: null,
  details: "",
  before: null,
  lookAt: [],
  notDone: [],
};

const rows: [string, string, Partial<ClosingWords>][] = [
  ["nothing", " \n", {}],
  ["one sentence", "It adds now.", { headline: "It adds now." }],
  [
    "more sentences",
    "`sum` adds now. It took the wrong operator.\n\nI added a test.",
    { headline: "`sum` adds now.", details: "It took the wrong operator.\n\nI added a test." },
  ],
  [
    "an abbreviation ends no sentence",
    "Handles e.g. negative numbers in sum.ts too! Done.",
    { headline: "Handles e.g. negative numbers in sum.ts too!", details: "Done." },
  ],
  ["a heading", "## Summary\n\nIt adds.", { headline: "Summary", details: "It adds." }],
  ["only marks", "---", {}],
  [
    "all lines as the brief asks",
    "It adds.\nTitle: fix: add\nBefore: sum(1, 2) gave -1\nPlease look at: sum.js line 1\nNot done: division",
    {
      headline: "It adds.",
      title: "fix: add",
      before: "sum(1, 2) gave -1",
      lookAt: ["sum.js line 1"],
      notDone: ["division"],
    },
  ],
  [
    "bullets and bold",
    "It adds.\n\n- **Before:** it subtracted\n* **Please look at**: sum.js\n1. __Not done:__ division",
    { headline: "It adds.", before: "it subtracted", lookAt: ["sum.js"], notDone: ["division"] },
  ],
  [
    "a label with a list below it",
    "It adds.\n\n**Not done:**\n\n- division\n- roots\n\nThat is all.",
    { headline: "It adds.", details: "That is all.", notDone: ["division", "roots"] },
  ],
  [
    "a list that belongs to no label",
    "It adds.\n- one\nNot done: division\n- two",
    { headline: "It adds.", details: "- one\n- two", notDone: ["division"] },
  ],
  [
    "nothing to say, said",
    "It adds.\nNot done: none.\nPlease look at: N/A\nBefore: -",
    { headline: "It adds." },
  ],
  [
    "a word that only begins like a label",
    "Before this, it subtracted: badly.",
    { headline: "Before this, it subtracted: badly." },
  ],
  [
    "more than a phone shows",
    ["a", "b", "c", "d"].map((what) => `Please look at: ${what.repeat(400)}`).join("\n"),
    { lookAt: ["a", "b", "c"].map((what) => `${what.repeat(299)}…`) },
  ],
  ["a sentence without an end", "x".repeat(200), { headline: `${"x".repeat(159)}…` }],
];

test.each(rows)("%s", (_what, summary, read) => {
  expect(readClosingWords(summary)).toEqual({ ...none, ...read });
});

test("a text made to be slow is read at once", () => {
  const startedAt = performance.now();
  for (const piece of [
    "*".repeat(4_000),
    " ".repeat(4_000),
    "- ".repeat(2_000),
    HOSTILE.repeat(9),
  ]) {
    readClosingWords(`${piece}before${piece}`);
  }

  expect(performance.now() - startedAt).toBeLessThan(500);
});
