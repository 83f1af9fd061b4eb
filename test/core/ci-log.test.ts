import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { excerptLog } from "../../src/core/ci-log.ts";
import type { Annotation } from "../../src/core/ci-log.ts";
import { measureRatio } from "../protocol/measure-ratio.ts";
import { cleanUp, header, jobLog, progress, setUp } from "./ci-logs/job-log.ts";
import { SAMPLES } from "./ci-logs/samples.ts";

const read = (raw: string, maxLineChars = 500): string =>
  excerptLog(raw, { maxTokens: 5_000, maxLineChars }).text;

const note = (level: string, message: string, line = 1): Annotation => ({
  path: "src/a.ts",
  line,
  level,
  message,
});

/** A word of its own for every number, without digits. */
const spell = (index: number): string =>
  index.toString(2).replaceAll("0", "o").replaceAll("1", "i");

describe("what explains the failure is kept", () => {
  test.each(SAMPLES)(
    "$name, in 1,000 tokens of a log ten times as long",
    ({ run, output, keep }) => {
      const excerpt = excerptLog(jobLog({ run, output }), { maxTokens: 1_000 });
      for (const words of keep) expect(excerpt.text).toContain(words);
      expect(excerpt.text.length).toBeLessThanOrEqual(4_000);
      expect(excerpt.failedStep).toBe(run);
      expect(excerpt.cut).toBe(true);
    },
  );

  test.each(SAMPLES)("$name, when it isn't a log of GitHub Actions", ({ output, keep }) => {
    const raw = [...progress(500), ...output.split("\n"), ...progress(500)].join("\n");
    const excerpt = excerptLog(raw, { maxTokens: 1_000 });
    for (const words of keep) expect(excerpt.text).toContain(words);
    expect(excerpt.failedStep).toBeNull();
  });

  test("the command that failed and the end of its output are there", () => {
    const { text } = excerptLog(jobLog({ run: "make all\nmake check", output: "boom" }), {
      maxTokens: 500,
    });
    expect(text).toContain("##[group]Run make all\nmake all\nmake check\n");
    expect(text).not.toContain("shell: /usr/bin/bash");
    expect(text).toContain(
      "stopped worker 399 of 400 in 39 ms\n##[error]Process completed with exit code 1.",
    );
    expect(text).toMatch(/Cleaning up orphan processes$/);
  });

  test("lines stay in order and every gap says how many lines it hides", () => {
    const lines =
      jobLog({ run: "make", output: "error: one\n\n\n\nerror: two" }).split("\n").length - 2;
    const { text, lines: shown } = excerptLog(
      jobLog({ run: "make", output: "error: one\n\n\n\nerror: two" }),
      {
        maxTokens: 500,
      },
    );
    expect(text.indexOf("error: one")).toBeLessThan(text.indexOf("error: two"));
    const hidden = Array.from(text.matchAll(/^… ([\d,]+) lines? left out …$/gm), ([, count]) =>
      Number(count),
    );
    expect(hidden.reduce((sum, count) => sum + count, shown)).toBe(lines);
  });

  test("a copy of a line that is shown is left out, and a gap of one line is called one line", () => {
    const message = "error: the cable is not plugged in, or something like it";
    const output = [message, "error: second", message, "error: third"].join("\n");
    expect(excerptLog(jobLog({ run: "make", output }), { maxTokens: 500 }).text).toContain(
      `${message}\nerror: second\n… 1 line left out …\nerror: third\n`,
    );
  });

  test("of a long script the first lines are shown", () => {
    const run = Array.from({ length: 30 }, (_unused, index) => `step-${index}`).join("\n");
    const { text } = excerptLog(jobLog({ run, output: "boom" }), { maxTokens: 500 });
    expect(text).toContain("step-10\n…");
    expect(text).not.toContain("step-12");
  });

  test("a message that comes a thousand times leaves room for the one that comes once", () => {
    const output = [
      ...Array.from(
        { length: 500 },
        (_unused, index) => `src/m${index}.py:${index}: error: Module has no attribute "a${index}"`,
      ),
      "src/last.py:3: error: Incompatible types in assignment",
      ...Array.from(
        { length: 500 },
        (_unused, index) => `src/n${index}.py:${index}: error: Module has no attribute "b${index}"`,
      ),
    ].join("\n");
    expect(excerptLog(jobLog({ run: "mypy", output }), { maxTokens: 600 }).text).toContain(
      "Incompatible types",
    );
  });

  test("a list of the same message leaves room for what led to the first of them", () => {
    const failed = Array.from(
      { length: 60 },
      (_unused, index) => `FAILED test.py::test_${index} - ${"why ".repeat(40)}`,
    );
    const output = [
      "    table = open_table(name)",
      ...progress(4, "called"),
      "E   ValueError: x",
      ...progress(100),
    ];
    output.push("=========== short test summary info ============", ...failed);
    expect(
      excerptLog(jobLog({ run: "pytest", output: output.join("\n") }), { maxTokens: 600 }).text,
    ).toContain("open_table");
  });

  test("the end is there even if there are more errors than room", () => {
    const errors = Array.from({ length: 2_000 }, (_unused, index) => `error: ${spell(index)}`);
    const raw = [...header("make"), ...errors, ...progress(30, "closing"), ...cleanUp(1)].join(
      "\n",
    );
    expect(excerptLog(raw, { maxTokens: 1_000 }).text).toContain("closing 12 of 30");
  });

  test("an earlier step that only talks of errors doesn't crowd out the one that failed", () => {
    const noisy = Array.from({ length: 300 }, (_unused, index) => `Error: ${spell(index)}`);
    const raw = [
      ...setUp,
      ...noisy,
      ...header("make"),
      ...progress(300),
      "error: the real one, in more words than the others",
      ...progress(300),
      ...cleanUp(2),
    ];
    const { text, failedStep } = excerptLog(raw.join("\n"), { maxTokens: 500 });
    expect(text).toContain("error: the real one, in more words than the others");
    expect(failedStep).toBe("make");
  });

  test("several steps may fail; the first names the failure", () => {
    const raw = [
      ...header("first"),
      ...progress(300),
      "error: a",
      "##[error]x",
      ...header("second"),
      "error: b",
      ...progress(300),
      "##[error]y",
    ];
    const { text, failedStep } = excerptLog(raw.join("\n"), { maxTokens: 500 });
    expect(failedStep).toBe("first");
    expect(text).toContain("error: a");
    expect(text).toContain("error: b");
  });

  test("the title of a step is one short line", () => {
    const raw = [
      "##[group]Run docker run \\",
      "  image",
      "##[endgroup]",
      "##[error]x",
      `##[group]Run ${"y".repeat(500)}`,
      "##[error]x",
    ];
    expect(excerptLog(raw.join("\n"), { maxTokens: 500 }).failedStep).toBe("docker run");
    expect(excerptLog(raw.slice(4).join("\n"), { maxTokens: 500 }).failedStep?.length).toBe(200);
  });
});

describe("how a line reads", () => {
  test("without time stamps, colours, byte order mark and spaces at the end", () => {
    const stamp = "2026-03-04T05:06:07.1234567Z";
    expect(
      read(`\uFEFF${stamp} \u001B[31merror\u001B[0m:  \r\n${stamp}\r\n${stamp} ${stamp} twice`),
    ).toBe("error:\n\ntwice");
  });

  test("a progress bar as it ended", () => {
    expect(read("10%\r50%\r100% done\nnext\r\n\r\r\nlast")).toBe("100% done\nnext\n\nlast");
  });

  test("a long line without its middle", () => {
    const line = read(`${"a".repeat(300)}${"b".repeat(9_000)}${"c".repeat(300)}`, 200);
    expect(line).toHaveLength(200);
    expect(line).toMatch(/^a{100,} … [\d,]+ characters left out … c{20,}$/);
    expect(read("abcdefghij", 4)).toHaveLength(4);
    expect(read("x".repeat(9_000), 9_000)).toHaveLength(4_000);
  });
});

describe("annotations", () => {
  test("come first, failures before warnings, each once, on one line", () => {
    const annotations = [
      note("notice", "a note"),
      note("warning", "unused\n  variable", 3),
      note("failure", "type error", 9),
      note("failure", "type error", 9),
      note("failure", "Process completed with exit code 1."),
    ];
    const { text, lines } = excerptLog("the log", { maxTokens: 1_000, annotations });
    expect(text).toBe(
      "Annotations:\nfailure src/a.ts:9 type error\nwarning src/a.ts:3 unused variable\n\nthe log",
    );
    expect(lines).toBe(1);
  });

  test("take no more than a fifth of the room", () => {
    const annotations = Array.from({ length: 100 }, (_unused, line) =>
      note("failure", "x".repeat(1_000), line),
    );
    const { text } = excerptLog(progress(2_000).join("\n"), { maxTokens: 1_000, annotations });
    expect(text.indexOf("built module")).toBeLessThan(900);
    expect(text).toContain("failure src/a.ts:0 ");
  });
});

describe("the budget", () => {
  test("a log that fits is there as a whole", () => {
    expect(excerptLog("a\nb\n\n", { maxTokens: 100 })).toEqual({
      text: "a\nb",
      failedStep: null,
      lines: 2,
      cut: false,
    });
    expect(excerptLog("", { maxTokens: 100 })).toEqual({
      text: "",
      failedStep: null,
      lines: 0,
      cut: false,
    });
  });

  test("with hardly any room the last line is what remains", () => {
    expect(excerptLog("a\nlast", { maxTokens: 2 })).toEqual({
      text: "last",
      failedStep: null,
      lines: 1,
      cut: true,
    });
    expect(excerptLog("last", { maxTokens: 2 })).toEqual({
      text: "last",
      failedStep: null,
      lines: 1,
      cut: false,
    });
    expect(excerptLog("a longer line", { maxTokens: 2 }).text).toHaveLength(8);
    expect(excerptLog("", { maxTokens: 1 })).toEqual({
      text: "",
      failedStep: null,
      lines: 0,
      cut: false,
    });
    expect(excerptLog("a", { maxTokens: -1 }).text).toBe("");
  });

  test("however long the last line is, its beginning and its end are there", () => {
    const raw = `${progress(400).join("\n")}\nstart${"-".repeat(4_000)}end`;
    const annotations = Array.from({ length: 9 }, (_unused, line) => note("failure", "x", line));
    for (const maxTokens of [100, 130, 200, 1_000]) {
      expect(excerptLog(raw, { maxTokens, annotations }).text).toMatch(
        /\nstart-+ … [\d,]+ characters left out … -+end$/,
      );
    }
  });

  test("whatever the log: never more than the budget, always its last line, and again the same", () => {
    const words = [
      "error: x",
      "##[error]y",
      "##[group]Run make",
      "##[endgroup]",
      "Post job cleanup.",
      "FAILED a",
      "}",
      "",
      "ok",
      "--- FAIL: T",
      "… 3 lines left out …",
    ];
    const line = fc.oneof(
      fc.constantFrom(...words),
      fc.string({ maxLength: 60 }),
      fc
        .tuple(fc.constantFrom(...words), fc.string({ maxLength: 200 }))
        .map(([start, end]) => `${start} ${end}`),
    );
    const log = fc
      .tuple(fc.array(line, { maxLength: 150 }), fc.integer({ min: 1, max: 6 }))
      .map(([lines, times]) =>
        Array.from({ length: times }, () => lines)
          .flat()
          .join("\n"),
      );
    fc.assert(
      fc.property(log, fc.integer({ min: 130, max: 1_500 }), (raw, maxTokens) => {
        const { text, cut } = excerptLog(raw, { maxTokens });
        expect(text.length).toBeLessThanOrEqual(maxTokens * 4);
        const whole = excerptLog(raw, { maxTokens: 1e9 }).text;
        expect(text.split("\n").at(-1)).toBe(whole.split("\n").at(-1));
        expect(cut).toBe(text !== whole);
        expect(excerptLog(text, { maxTokens }).text).toBe(text);
      }),
      { numRuns: 400 },
    );
  });
});

describe("a log that wants to be slow", () => {
  test.each([
    "\n",
    "a\n",
    "error\n",
    "error: x\n",
    "\r",
    "\u001B[",
    "##[error]x\n",
    "##[group]Run x\n",
    "fail a:1:1 \n",
    "1 failed ",
    `${"(".repeat(3_000)} error\n`,
    `${"1 ".repeat(1_900)}error\n`,
    `${"A.".repeat(1_900)}Error\n`,
    `${'"'.repeat(3_900)}error\n`,
    `${"/".repeat(3_900)} error\n`,
    `${"_".repeat(3_900)}error\n`,
    `${"at ".repeat(1_300)}fail\n`,
    `${"= ".repeat(1_900)}failed\n`,
  ])("made of %j takes no more than its share of time", (piece) => {
    expect(
      measureRatio((raw) => excerptLog(raw, { maxTokens: 4_000 }), piece, 500_000),
    ).toBeLessThan(60);
  });

  test("with more lines than anybody reads keeps its beginning and its end", () => {
    const { text } = excerptLog(
      `error: first\n${"x\n".repeat(300_000)}error: late\n${"x\n".repeat(400_000)}error: last\n`,
      {
        maxTokens: 1_000,
      },
    );
    expect(text).toContain("error: first");
    expect(text).toContain("error: late");
    expect(text).toContain("the middle of this log was not read");
    expect(text).toMatch(/error: last$/);
  });

  test("in which every line is an error keeps the first and the last of them", () => {
    const lines = Array.from(
      { length: 30_000 },
      (_unused, index) => `error: ${"abcdefghij".charAt(index % 10)}${index}`,
    );
    const { text } = excerptLog(lines.join("\n"), { maxTokens: 1_000 });
    expect(text).toContain("error: a0\n");
    expect(text).toMatch(/error: j29999$/);
  });
});
