/**
 * The real core, store, performers, reconcile, routes and runner loop on simulated parts, in bad weather.
 * A seed that fails is played again, and nothing else, by `AO_SEED=123 npx vitest run --config test/vitest.config.ts test/simulation/smoke.test.ts`;
 * with `AO_TRACE=1` its whole history is printed.
 */
import { describe, expect, test } from "vitest";
import { CALM } from "./faults.ts";
import { sayHistory } from "./say-history.ts";
import { simulate } from "./simulate.ts";

const SEEDS = Array.from({ length: 20 }, (_, nth) => nth + 1);
const only = process.env["AO_SEED"];

describe("whatever is killed, lost, doubled or late, the promises hold", () => {
  test.for(only === undefined ? SEEDS : [Number(only)])("seed %i", async (seed) => {
    const history = await simulate(seed);

    expect(history.violations, sayHistory(history)).toEqual([]);
    expect(history.ends.length).toBeGreaterThan(2);
  });
});

test.skipIf(only !== undefined)("in good weather nobody is asked for help by a failure", async () => {
  const history = await simulate(1, { faults: CALM });

  expect(history.violations, sayHistory(history)).toEqual([]);
  expect(history.ends.filter((end) => /crashed|our_bug|push_refused/.test(end))).toEqual([]);
});

test.skipIf(only !== undefined)("the same seed is the same history, to the letter", async () => {
  const [one, other] = [await simulate(1), await simulate(1)];

  expect(other.hash).toBe(one.hash);
  expect(other.events).toBe(one.events);
});
