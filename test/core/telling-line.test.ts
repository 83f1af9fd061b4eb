/** The one line for a phone and for the ledger. */
import { expect, test } from "vitest";
import { tellingLine } from "../../src/core/telling-line.ts";

test.each<[string, string[], string]>([
  [
    "node's assert",
    [
      "> node sum.test.js",
      "node:assert:127",
      "AssertionError [ERR_ASSERTION]: sum(1, 2)",
      "    at file.js:3",
    ],
    "AssertionError [ERR_ASSERTION]: sum(1, 2)",
  ],
  [
    "rustc",
    ["warning: unused", "error[E0308]: mismatched types", " --> src/lib.rs:3"],
    "error[E0308]: mismatched types",
  ],
  ["go", ["=== RUN TestSum", "--- FAIL: TestSum (0.00s)", "FAIL"], "--- FAIL: TestSum (0.00s)"],
  [
    "a panic in Go",
    ["goroutine 1 [running]:", "panic: index out of range"],
    "panic: index out of range",
  ],
  [
    "a panic in Rust",
    ["running 1 test", "thread 'main' panicked at src/main.rs:2:5:", "index out of bounds"],
    "thread 'main' panicked at src/main.rs:2:5: index out of bounds",
  ],
  ["a missing command", ["$ tsc", "sh: 1: tsc: not found"], "sh: 1: tsc: not found"],
  ["nothing that tells", ["building", "done", "exit code 1"], "exit code 1"],
  ["a gap of an excerpt", ["Error count below", "… 214 lines left out …"], "Error count below"],
  ["only signs", ["-----", "====="], ""],
  ["nothing", [], ""],
  [
    "jest, with what was expected and what came",
    ["expect(received).toBe(expected) // Object.is equality", "", "Expected: 3", "Received: -1"],
    "expected 3, got -1",
  ],
  [
    "a difference",
    [
      "AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:",
      "+ actual - expected",
      "+ -1",
      "- 3",
    ],
    "expected 3, got -1",
  ],
  [
    "a colon at the end",
    ["Error: cannot build:", "the disk is full"],
    "Error: cannot build: the disk is full",
  ],
  ["a colon at the very end", ["Error: cannot build:"], "Error: cannot build:"],
  ["only what was expected", ["Error: it failed:", "Expected: 3"], "Error: it failed: Expected: 3"],
])("of %s", (_what, lines, line) => {
  expect(tellingLine(lines.join("\n"))).toBe(line);
});

test("is clipped to what a phone shows", () => {
  const line = tellingLine(`Error: ${"x".repeat(500)}`);

  expect(line).toHaveLength(120);
  expect(line.endsWith("…")).toBe(true);
});

test("is found in a log made to choke it", () => {
  const startedAt = performance.now();
  tellingLine(
    `${"error ".repeat(200_000)}\n${"failed".repeat(100_000)}\n${"expected: ".repeat(50_000)}`,
  );

  expect(performance.now() - startedAt).toBeLessThan(500);
});
