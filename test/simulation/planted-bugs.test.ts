/** Each bug must be found within a few seeds, and by the invariant that is there for it. */
import { expect, test } from "vitest";
import { BAD_HABITS } from "./agent.ts";
import * as bugs from "./bugs.ts";
import { CALM, STORM } from "./faults.ts";
import { simulate } from "./simulate.ts";
import type { Bug, SimulationOptions } from "./simulate.ts";

interface Planted {
  name: string;
  bug: Bug;
  /** Any of these may find it first. */
  foundBy: string[];
  options?: SimulationOptions;
}

const SEEDS = 12;
const twoAgents = "one agent per subject";

const planted: Planted[] = [
  { name: "the watchdog waits for the heartbeat", bug: bugs.watchdogBehindHeartbeat, foundBy: [twoAgents] },
  { name: "the runner's lease is longer than the app's", bug: bugs.leaseOfItsOwnLength, foundBy: [twoAgents] },
  {
    name: "a report counts for whatever job is leased now",
    bug: bugs.noFenceAtJobEnd,
    foundBy: ["only the newest lease changes a branch", twoAgents],
    options: {
      faults: { ...STORM, network: { ...STORM.network, late: 0.15 } },
      habits: { ...BAD_HABITS, crashes: 0.4 },
    },
  },
  {
    name: "an effect that failed is dropped",
    bug: bugs.effectDroppedOnFailure,
    foundBy: ["nothing waits for nothing"],
  },
  { name: "a doubled delivery acts twice", bug: bugs.noDeliveryDedupe, foundBy: ["no delivery acts twice"] },
  { name: "comments are not looked for", bug: bugs.noLookForMarkers, foundBy: ["one comment per key"] },
  { name: "nobody reconciles", bug: bugs.noReconcile, foundBy: ["every label leads to an item"] },
  {
    name: "tries are counted in memory",
    bug: bugs.triesCountedInMemory,
    foundBy: ["attempts stay within their limit"],
    options: { habits: { ...BAD_HABITS, crashes: 0, hangs: 0, doesNothing: 0, red: 1 } },
  },
  {
    name: "a delivery is answered before it is stored",
    bug: bugs.answeredBeforeStored,
    foundBy: ["no acknowledged delivery is lost", "every label leads to an item"],
  },
  { name: "a stop is not told", bug: bugs.stopIsNotTold, foundBy: ["stop means stop"], options: { faults: CALM } },
];

test.for(planted)("$name → found", async ({ bug, foundBy, options }) => {
  const found = await findFirst(bug, options);

  expect(foundBy).toContain(found?.invariant);
});

async function findFirst(
  bug: Bug,
  options: SimulationOptions = {},
): Promise<{ seed: number; invariant: string; says: string } | null> {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { violations } = await simulate(seed, { ...options, bug });
    const [first] = violations;
    if (first !== undefined) return { seed, ...first };
  }
  return null;
}
