/** Each bug must be found within a few seeds, and by an invariant that is there for it; which one did is printed. */
import { expect, test } from "vitest";
import { GOOD_HABITS } from "./agent.ts";
import * as bugs from "./bugs.ts";
import { CALM } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { simulate } from "./simulate.ts";
import type { Bug, SimulationOptions } from "./simulate.ts";
import type { Violation } from "./world.ts";

interface Planted {
  name: string;
  bug: Bug;
  /** Any of these may find it first. */
  foundBy: string[];
  /** The weather in which it shows; a storm where nothing is said. */
  options?: SimulationOptions;
}

const SEEDS = 12;
const twoAgents = "one agent per subject";
const cutOff: Faults = { ...CALM, cutMeanMs: 100_000 };
const late: Faults = { ...CALM, network: { ...CALM.network, late: 0.3 } };
const killed: Faults = { ...CALM, appKillMean: 900 };

const planted: Planted[] = [
  {
    name: "the watchdog waits for the heartbeat",
    bug: bugs.watchdogBehindHeartbeat,
    foundBy: [twoAgents, "everything comes to rest"],
    options: { faults: cutOff, habits: GOOD_HABITS },
  },
  {
    name: "the runner's lease is longer than the app's",
    bug: bugs.leaseOfItsOwnLength,
    foundBy: [twoAgents],
    options: { faults: cutOff, habits: GOOD_HABITS },
  },
  {
    name: "a report counts for whatever job is leased now",
    bug: bugs.noFenceAtJobEnd,
    foundBy: ["only the newest lease changes a branch", twoAgents],
    options: { faults: late, habits: { ...GOOD_HABITS, crashes: 0.35, red: 0.6 }, issues: 8 },
  },
  {
    name: "an effect that failed is dropped",
    bug: bugs.effectDroppedOnFailure,
    foundBy: ["nothing waits for nothing"],
  },
  {
    name: "a doubled delivery acts twice",
    bug: bugs.noDeliveryDedupe,
    foundBy: ["no delivery acts twice"],
  },
  {
    name: "comments are not looked for",
    bug: bugs.noLookForMarkers,
    foundBy: ["one comment per key"],
  },
  {
    name: "nobody reconciles",
    bug: bugs.noReconcile,
    foundBy: ["every label leads to an item", "every comment is heard"],
  },
  {
    name: "tries are counted in memory",
    bug: bugs.triesCountedInMemory,
    foundBy: ["attempts stay within their limit"],
    options: { faults: killed, habits: { ...GOOD_HABITS, red: 1 } },
  },
  {
    name: "a delivery is answered before it is stored",
    bug: bugs.answeredBeforeStored,
    foundBy: [
      "no acknowledged delivery is lost",
      "every comment is heard",
      "every label leads to an item",
    ],
  },
  {
    name: "a stop is not told",
    bug: bugs.stopIsNotTold,
    foundBy: ["stop means stop"],
    options: { faults: CALM },
  },
];

test.for(planted)("$name → found", async ({ name, bug, foundBy, options }) => {
  const found = await findFirst(bug, options);

  console.info(`${name}: seed ${found?.seed}, ${found?.invariant}: ${found?.says}`);
  expect(foundBy).toContain(found?.invariant);
});

async function findFirst(
  bug: Bug,
  options: SimulationOptions = {},
): Promise<(Violation & { seed: number }) | null> {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { violations } = await simulate(seed, { ...options, bug });
    const [first] = violations;
    if (first !== undefined) return { seed, ...first };
  }
  return null;
}
