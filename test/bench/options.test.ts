import { expect, test } from "vitest";
import { readOptions, UsageError } from "./options.ts";

test("without arguments everything is measured, in five rounds", () => {
  expect(readOptions([], {})).toEqual({
    rounds: 5,
    only: [],
    logs: null,
    print: "table",
    help: false,
  });
});

test("figures are named as one likes to write them", () => {
  expect(readOptions(["--only", "p1, P8"], {}).only).toEqual(["P1", "P8"]);
});

test("the directory of the logs may stand in the environment; the argument wins", () => {
  expect(readOptions([], { AO_BENCH_LOGS: "logs" }).logs).toBe("logs");
  expect(readOptions(["--logs", "other"], { AO_BENCH_LOGS: "logs" }).logs).toBe("other");
});

test("the result is a table for people, the README's section, or every number for machines", () => {
  expect(readOptions(["--markdown"], {}).print).toBe("markdown");
  expect(readOptions(["--json"], {}).print).toBe("json");
});

test.for([["--round", "0"], ["--round", "x"], ["--rounds", "3"], ["P1"], ["--json", "--markdown"]])(
  "%s is refused",
  (args) => {
    expect(() => readOptions(args, {})).toThrow(UsageError);
  },
);
