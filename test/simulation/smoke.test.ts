/**
 * The real core, store, performers, reconcile, routes and runner loop on simulated parts, in bad weather.
 * A seed that fails is played again, and nothing else, by `AO_SEED=123 npx vitest run --config test/vitest.config.ts test/simulation/smoke.test.ts`;
 * with `AO_TRACE=1` its whole history is printed.
 */
import { describe, expect, test } from "vitest";
import { BAD_HABITS } from "./agent.ts";
import { CALM } from "./faults.ts";
import { sayBroken } from "./say-history.ts";
import { simulate } from "./simulate.ts";
import type { History } from "./simulate.ts";

const SEEDS = Array.from({ length: 20 }, (_, nth) => nth + 1);
const played = new Map<number, History>();
const only = process.env["AO_SEED"];

describe("whatever is killed, lost, doubled or late, the promises hold", () => {
  test.for(only === undefined ? SEEDS : [Number(only)])("seed %i", async (seed) => {
    const history = await simulate(seed);
    played.set(seed, history);

    expect(sayBroken(history)).toBe("");
    expect(history.ends.length).toBeGreaterThan(2);
  });
});

test.skipIf(only !== undefined)(
  "in good weather nobody is asked for help by a failure",
  async () => {
    const history = await simulate(1, { faults: CALM });

    expect(sayBroken(history)).toBe("");
    expect(history.ends.filter((end) => /crashed|our_bug|push_refused/.test(end))).toEqual([]);
  },
);

test.skipIf(only !== undefined)(
  "agents that often say why they commit nothing break no promise, and it is heard",
  async () => {
    const habits = { ...BAD_HABITS, reports: 0.6 };
    const histories = [await simulate(1, { habits }), await simulate(2, { habits })];

    expect(histories.map(sayBroken)).toEqual(["", ""]);
    const ends = histories.flatMap((history) => history.ends).join();
    expect(ends).toMatch(/already_fixed|cannot_reproduce|needs_info|too_big/);
  },
);

test("the same seed is the same history, to the letter", async () => {
  const seed = Number(only ?? 1);
  const first = played.get(seed) ?? (await simulate(seed));

  const again = await simulate(seed);

  expect(again.hash).toBe(first.hash);
  expect(again.events).toBe(first.events);
});
