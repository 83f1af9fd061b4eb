import { describe, expect, test } from "vitest";
import { excerptLog, fingerprint } from "../../src/core/ci-log.ts";
import { jobLog } from "./ci-logs/job-log.ts";
import { SAMPLES } from "./ci-logs/samples.ts";

/** The same failure as it looks on another day, on another machine, after lines were added above. */
const elsewhere = (raw: string): string =>
  raw
    .replaceAll("2026-03-04T05:06", "2027-11-30T23:59")
    .replaceAll(/(?<=[.:(,])(\d+)(?=[:,)\] ]|$)/gm, (digits) => String(Number(digits) + 7))
    .replaceAll(/\d+(?:\.\d+)?(?= ?(?:ms|s)\b)/g, "31.5")
    .replaceAll(/\d+(?= passed| passing| modules)/g, "777")
    .replaceAll("/home/runner/work/web/web/", "/home/runner/work/other/other/");

describe("the same failure has the same fingerprint", () => {
  test.each(SAMPLES)("$name: another day, other durations and line numbers", ({ run, output }) => {
    const raw = jobLog({ run, output });
    expect(elsewhere(raw)).not.toBe(raw);
    expect(fingerprint(elsewhere(raw))).toBe(fingerprint(raw));
  });

  test.each(SAMPLES)("$name: the excerpt has that of the whole log", ({ run, output }) => {
    const raw = jobLog({ run, output });
    expect(fingerprint(excerptLog(raw, { maxTokens: 2_000 }).text)).toBe(fingerprint(raw));
  });

  test.each([
    [
      "a time of day",
      "Error: stopped at 2026-03-04 05:06:07.123",
      "Error: stopped at 2025-12-31 23:59:59.9",
    ],
    [
      "an identifier",
      "Error: job 123e4567-e89b-12d3-a456-426614174000",
      "Error: job 00000000-e89b-12d3-a456-4266141740ff",
    ],
    ["a temporary folder", "Error: no /tmp/build-x1y2/a.txt:", "Error: no /tmp/build-99/b.txt:"],
    [
      "a folder of macOS",
      "Error: no /private/var/folders/ab/x/T/1",
      "Error: no /var/folders/cd/y/T/2",
    ],
    [
      "the runner's folder",
      "Error: in /home/runner/work/_temp/abc.sh",
      "Error: in /home/runner/work/_temp/def.sh",
    ],
    [
      "a folder of Windows",
      String.raw`Error: in D:\a\web\web\x.cs`,
      String.raw`Error: in C:\a\api\api\x.cs`,
    ],
    ["an address in memory", "Error: at 0x7fff5fbff8a0", "Error: at 0x10"],
    ["a commit", "Error: bad 3f9a1c7e0b5d", "Error: bad 77aa12bc"],
    [
      "a port",
      "Error: connect ECONNREFUSED 127.0.0.1:54321",
      "Error: connect ECONNREFUSED 127.0.0.1:40404",
    ],
    ["a size", "Error: heap of 2.1 GB, 512MB left", "Error: heap of 3.7 GB, 16MB left"],
    ["colours", "\u001B[31mError: x\u001B[0m", "Error: x"],
  ])("%s makes no difference", (_what, one, other) => {
    expect(fingerprint(one)).toBe(fingerprint(other));
  });

  test("what surrounds or counts the faults makes no difference", () => {
    const prints = [
      "",
      "\ncannot open door",
      "\nBUILD FAILED",
      "\n3 failed, 7 passed",
      "\n##[error]Stopped",
    ];
    expect(new Set(prints.map((more) => fingerprint(`Error: x${more}`))).size).toBe(1);
  });

  test("the order and the number of the messages make no difference", () => {
    expect(fingerprint("Error: a\nError: b\n")).toBe(fingerprint("Error: b\nError: a\nError: b\n"));
  });

  test("what a step before it printed makes no difference", () => {
    const failing =
      "##[group]Run make\nmake\n##[endgroup]\nerror: x\n##[error]Process completed with exit code 2.";
    expect(fingerprint(`error: harmless\n${failing}`)).toBe(fingerprint(failing));
  });
});

describe("another failure has another fingerprint", () => {
  test("no two of the samples share one", () => {
    const prints = SAMPLES.map(({ run, output }) => fingerprint(jobLog({ run, output })));
    expect(new Set(prints).size).toBe(SAMPLES.length);
  });

  test.each([
    ["another message", "error[E0308]: mismatched types", "error[E0308]: mismatched lifetimes"],
    ["another code", "error TS2345: x", "error TS2346: x"],
    ["another test", "FAILED tests/a.py::test_1 - E", "FAILED tests/a.py::test_2 - E"],
    ["another file", "src/a.c:1:2: error: x", "src/b.c:1:2: error: x"],
    ["one more error", "Error: a", "Error: a\nError: b"],
    ["lighter marks, where no fault is named", "cannot open door", "cannot open window"],
    ["the last lines, where nothing is marked", "one\ntwo", "one\nthree"],
  ])("%s", (_what, one, other) => {
    expect(fingerprint(one)).not.toBe(fingerprint(other));
  });
});

test("a fingerprint is 16 hex digits, of nothing too", () => {
  for (const log of ["", "Error: x", "a\n".repeat(1_000)])
    expect(fingerprint(log)).toMatch(/^[0-9a-f]{16}$/);
});
