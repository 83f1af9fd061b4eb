import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { excerpt } from "./excerpt.ts";
import { makePlace } from "./place.ts";

const STAMP = "2026-04-23T04:08:22.8180462Z ";
const ERROR = "AssertionError: expected 3, received -1";

/** One labelled log: the failure is far from the end. */
async function writeCase(signals: object[]): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "ao-labelled-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const noise = Array.from({ length: 2_000 }, (_unused, at) => `compiled src/part-${at}/file.js`);
  const lines = [...noise, "FAIL sum.test.js", ERROR, ...noise].map((line) => STAMP + line);
  await mkdir(path.join(directory, "one"));
  await writeFile(path.join(directory, "one", "raw.log"), lines.join("\n"));
  const labels = JSON.stringify({ required_signals: signals });
  await writeFile(path.join(directory, "one", "ground_truth.json"), labels);
  return directory;
}

async function measure(logs: string | null) {
  const place = await makePlace();
  onTestFinished(() => place.stack.disposeAsync());
  return excerpt.measure(place, { rounds: 1, logs });
}

test("a failure in the middle → AO's excerpt has it, and `tail` with the same budget has not", async () => {
  const logs = await writeCase([{ importance: "critical", value: ERROR }]);

  const { rows } = await measure(logs);

  expect(rows.map(({ ours }) => ours)).toEqual([[1], [1], [1]]);
  expect(rows.map(({ against }) => against?.series)).toEqual([[0], [0], [0]]);
});

test("a signal that is only a number is shown by its line, and what is not critical does not count", async () => {
  const logs = await writeCase([
    { importance: "critical", value: "1", evidence_lines: [[2_002, 2_002]] },
    { importance: "important", value: "nowhere to be found" },
  ]);

  const { rows, notes } = await measure(logs);

  expect(rows.map(({ ours }) => ours)).toEqual([[1], [1], [1]]);
  expect(rows.map(({ against }) => against?.series)).toEqual([[0], [0], [0]]);
  expect(notes).toContain("of the labelled lines themselves, at 2k: AO 1.00, tail 0.00");
});

test("without logs it says so", async () => {
  expect(await measure(null)).toEqual({ rows: [], notes: ["no logs given (--logs DIR)"] });
});
