import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { PlanEntry } from "../../src/protocol/words.ts";
import { makeScreen } from "./screen.ts";

const plan = (...statuses: PlanEntry["status"][]): PlanEntry[] =>
  statuses.map((status, at) => ({ content: `Step ${at + 1}`, status }));

function open({ terminal = false } = {}) {
  let written = "";
  const screen = makeScreen({
    write: (text) => {
      written += text;
    },
    elapsedMs: () => 1_250,
    columns: terminal ? () => 30 : null,
    colour: terminal,
  });
  return { screen, written: () => written };
}

test("without a terminal a step is one plain line with its time, and a plan's entry is told once", () => {
  const { screen, written } = open();

  screen.step("pushed", "good");
  screen.plan(plan("completed", "in_progress"));
  screen.plan(plan("completed", "completed"));
  screen.plan([]);
  screen.plan(plan("completed"));

  expect(written().split("\n")).toEqual([
    "   1.3 s  pushed",
    "          ✔ Step 1",
    "          ✔ Step 2",
    "          ✔ Step 1",
    "",
  ]);
});

test("on a terminal the plan is redrawn in place, below every line that is said meanwhile", () => {
  const { screen, written } = open({ terminal: true });

  screen.plan(plan("completed", "in_progress"));
  const drawn = written().length;
  screen.step("a check is red", "bad");

  const after = written().slice(drawn);
  expect(after.startsWith("\u001B[2A\u001B[0J")).toBe(true);
  expect(after.indexOf("a check is red")).toBeLessThan(after.indexOf("Step 1"));
});

test("a plan that is over stays on the terminal as it was", () => {
  const { screen, written } = open({ terminal: true });
  screen.plan(plan("completed"));
  screen.plan([]);
  const drawn = written().length;

  screen.step("pushed");

  expect(written().slice(drawn)).not.toContain("\u001B[0J");
});

test("a line of the plan that is wider than the terminal is cut, so that clearing hits its mark", () => {
  const { screen, written } = open({ terminal: true });

  screen.plan([{ content: "word ".repeat(40), status: "pending" }]);

  const [line = ""] = written().split("\n");
  expect(stripVTControlCharacters(line).length).toBeLessThan(30);
});

test("what an agent or a log writes can't move the cursor, colour the screen or end a line", () => {
  const { screen, written } = open();

  screen.step("a\u001B[2Jb\u001B]0;title\u0007c\r\nd");
  screen.detail(["e\u009B31mf"]);
  screen.text("g\u001B[1Ah\ni");

  expect(written()).not.toMatch(/[^\P{Cc}\n]/u);
  expect(written().split("\n")).toHaveLength(5);
});
