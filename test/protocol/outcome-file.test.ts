/** `.ao/outcome.json` as agents write it, well and badly: what is taken, and what they are told is wrong. */
import { describe, expect, test } from "vitest";
import { describeResult, readOutcomeFile, Result } from "../../src/protocol/outcome-file.ts";

const ran = [{ command: "npm test", exitCode: 0, output: "1 passed" }];
const parts = [
  { title: "One", why: "Alone." },
  { title: "Two", why: "Too." },
];

describe("taken", () => {
  test.each([
    { outcome: "already_fixed", commit: "a1b2c3d", ran, says: "Since then." },
    { outcome: "already_fixed", commit: "a".repeat(40), ran, says: "Since then." },
    { outcome: "cannot_reproduce", ran, says: "It adds." },
    { outcome: "needs_info", question: "Which?", options: ["This", "That"] },
    { outcome: "too_big", parts, says: "Two things." },
  ])("%j", (file) => {
    expect(readOutcomeFile(JSON.stringify(file))).toEqual({ outcome: file });
  });

  test("what may be left out, and blanks around", () => {
    expect(readOutcomeFile('{"outcome":"needs_info","question":" Which? "}')).toEqual({
      outcome: { outcome: "needs_info", question: "Which?", options: [] },
    });
    const silent = '{"outcome":"cannot_reproduce","ran":[{"command":"x","exitCode":1}],"says":"s"}';
    expect(readOutcomeFile(silent)).toMatchObject({ outcome: { ran: [{ output: "" }] } });
  });
});

describe("refused, with the place and what is expected", () => {
  test.each<[string, unknown, string]>([
    ["no object", [], "expected object, received array"],
    ["null", null, "expected object, received null"],
    ["no outcome", {}, '`outcome`: expected one of "already_fixed", "cannot_reproduce"'],
    ["another outcome", { outcome: "done" }, "`outcome`: expected one of"],
    ["no question", { outcome: "needs_info" }, "`question`: expected string, received undefined"],
    [
      "an empty question",
      { outcome: "needs_info", question: " " },
      "`question`: expected string to have >=1 characters",
    ],
    [
      "a long option",
      { outcome: "needs_info", question: "?", options: ["x".repeat(121)] },
      "`options.0`: expected string to have <=120 characters",
    ],
    [
      "five options",
      { outcome: "needs_info", question: "?", options: ["1", "2", "3", "4", "5"] },
      "`options`: expected array to have <=4 items",
    ],
    [
      "a key nobody knows",
      { outcome: "needs_info", question: "?", urgent: true },
      'Unrecognized key: "urgent"',
    ],
    ["no proof", { outcome: "cannot_reproduce", says: "s", ran: [] }, "`ran`: expected array"],
    [
      "an exit code in words",
      { outcome: "cannot_reproduce", says: "s", ran: [{ command: "x", exitCode: "0" }] },
      "`ran.0.exitCode`: expected number, received string",
    ],
    [
      "a commit by name",
      { outcome: "already_fixed", commit: "main", ran, says: "s" },
      "`commit`: expected 7 to 40 hex digits",
    ],
    [
      "an option of git",
      { outcome: "already_fixed", commit: "--all", ran, says: "s" },
      "`commit`: expected 7 to 40 hex digits",
    ],
    ["one part", { outcome: "too_big", parts: parts.slice(1), says: "s" }, "`parts`: expected"],
  ])("%s", (_what, file, mistake) => {
    expect(readOutcomeFile(JSON.stringify(file))).toMatchObject({
      mistakes: [expect.stringContaining(mistake)],
    });
  });

  test("no JSON: the place, and nothing of the text", () => {
    expect(readOutcomeFile('{\n"outcome": secret')).toEqual({
      mistakes: [expect.stringMatching(/^it is not JSON(?: \(line 2 column 12\))?$/)],
    });
    expect(readOutcomeFile("")).toEqual({ mistakes: ["it is not JSON"] });
  });

  test("of many mistakes five are told, each bounded", () => {
    const keys = Object.fromEntries(Array.from({ length: 90 }, (_unused, at) => [`key${at}`, 1]));
    const file = { outcome: "too_big", parts: Array.from({ length: 9 }, () => ({})), ...keys };
    const read = readOutcomeFile(JSON.stringify(file));

    if (!("mistakes" in read)) throw new Error("it was taken");
    expect(read.mistakes).toHaveLength(5);
    for (const mistake of read.mistakes) expect(mistake.length).toBeLessThan(250);
  });
});

describe("on its way to the app", () => {
  const fixed = { outcome: "already_fixed", ran, says: "s" } as const;

  test("a commit has its whole name", () => {
    expect(Result.safeParse({ ...fixed, commit: "a1b2c3d" }).success).toBe(false);
    expect(Result.safeParse({ ...fixed, commit: "a".repeat(40) }).success).toBe(true);
  });

  test("each in a few sentences", () => {
    expect(describeResult({ ...fixed, commit: "a".repeat(40) })).toBe(
      "Fixed already by aaaaaaa (npm test: exit 0): s",
    );
    expect(describeResult({ outcome: "cannot_reproduce", ran, says: "It adds." })).toBe(
      "Could not reproduce it (npm test: exit 0): It adds.",
    );
    expect(describeResult({ outcome: "needs_info", question: "Which?", options: ["A", "B"] })).toBe(
      "Which?\n1. A\n2. B",
    );
    expect(describeResult({ outcome: "too_big", parts, says: "Two." })).toBe(
      "Two.\n1. One\n2. Two",
    );
  });
});
