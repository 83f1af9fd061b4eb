/** Every state with every fact: the table in `transitions.md` is for reading, the tests here are for what no row may do. */
import { expect, test } from "vitest";
import { decide } from "../../src/core/decide.ts";
import type { FactType } from "../../src/core/work-item.ts";
import { rules, stateNames } from "../support/builders.ts";
import { factTypes } from "../support/fact-builders.ts";
import { cases } from "./transitions/index.ts";
import { writeTable } from "./transitions/table.ts";

const rows = Object.entries(cases).flatMap(([state, list]) =>
  list.map((row) => ({ state, ...row, decision: decide(row.item, row.fact, rules()) })),
);

test("the table of transitions is as it was last read", async () => {
  await expect(writeTable(cases)).toMatchFileSnapshot("./transitions.md");
});

test.each(["nothing", ...stateNames])("%s has a row for every fact", (state) => {
  const seen = new Set<FactType>(
    rows.filter((row) => row.state === state).map((row) => row.fact.type),
  );

  expect(factTypes.filter((type) => !seen.has(type))).toEqual([]);
});

test("each row stands under the state its item is in, and no two say the same of the same fact", () => {
  for (const row of rows) expect(row.item?.state.name ?? "nothing").toBe(row.state);
  const names = rows.map(
    (row) => `${row.state}: ${row.fact.type}, ${row.when}, ${JSON.stringify(row.fact)}`,
  );

  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test("every why is a sentence that a person can read", () => {
  for (const { decision, state, fact } of rows) {
    expect(decision.why, `${state}: ${fact.type}`).toMatch(/^\S.*[.?]$/s);
    expect(decision.why, `${state}: ${fact.type}`).not.toMatch(/undefined|null|\[object|NaN|\.\.$/);
  }
});

test("a fact that changes nothing orders nothing either", () => {
  for (const { item, decision, state, fact } of rows) {
    if (decision.next !== item || item === null) continue;
    const writes = decision.effects.filter((effect) => !effect.type.startsWith("read_"));

    expect(writes, `${state}: ${fact.type}`).toEqual([]);
  }
});

test("a new state is always shown, and remembered with its reason", () => {
  for (const { item, decision, state, fact } of rows) {
    const { next, effects, why } = decision;
    if (item === null || next === null || next.id !== item.id) continue;
    if (next.state.name === item.state.name) continue;

    expect(effects, `${state}: ${fact.type}`).toContainEqual({ type: "show" });
    expect(next.trail.at(-1)?.why, `${state}: ${fact.type}`).toSatisfy((said: string) =>
      why.includes(said),
    );
  }
});
