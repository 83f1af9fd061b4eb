/**
 * The golden journey on the simulated world, in good weather: labelled, worked on, red, mended, green, ready, merged.
 * At most one process is killed, once, at one passage; it is started again some seconds later.
 */
import { drizzle } from "drizzle-orm/libsql";
import type { Machine } from "../../runners/machine.ts";
import type { RunnerParts } from "../../runners/parts.ts";
import type { Parts } from "../../src/parts.ts";
import { openDatabase } from "../../src/store/open.ts";
import type { Database } from "../../src/store/open.ts";
import { GOOD_HABITS } from "../simulation/agent.ts";
import { CONFIG, keepApp, RUNNER_TOKEN } from "../simulation/app.ts";
import { makeComputer } from "../simulation/computer.ts";
import type { SimAgent } from "../simulation/computer.ts";
import { makeDeliveries } from "../simulation/github/deliveries.ts";
import { makeGitHubModel } from "../simulation/github/model.ts";
import type { SimIssue, SimRepository } from "../simulation/github/words.ts";
import { watchAlone } from "../simulation/invariants/alone.ts";
import { findStuck } from "../simulation/invariants/next-event.ts";
import { findTornProjections, findWrongAtRest, isAtRest } from "../simulation/invariants/rest.ts";
import { readJournalOf } from "../simulation/journal.ts";
import { makeNetwork } from "../simulation/network.ts";
import { keepRunner } from "../simulation/runner.ts";
import { readStored } from "../simulation/scene.ts";
import type { JournalRow, Scene, Stored } from "../simulation/scene.ts";
import type { Bug } from "../simulation/simulate.ts";
import { makeWorld } from "../simulation/world.ts";
import type { Violation, World } from "../simulation/world.ts";
import { describeEnd } from "./end.ts";
import type { End } from "./end.ts";
import { startSteadyAgent } from "./steady-agent.ts";
import { makeTolls } from "./toll.ts";
import type { Passage, Toll, Victim } from "./toll.ts";

export interface Journey {
  /** Null when it did not come to an end in time. */
  end: End | null;
  violations: Violation[];
  /** Up to the kill. */
  passages: readonly Passage[];
  /** Its last lines; of a journey with one kill all. */
  tail: readonly string[];
}

export interface JourneyOptions {
  /** The passage at which its process is killed. */
  killAt?: number;
  /** A planted bug. */
  bug?: Bug;
}

/** A restart takes at most 90 s, a lost lease or effect at most 30 s more, and a lost webhook waits for the next sweep. */
const END_WITHIN_MS = 30 * 60_000;
/** Our own clockwork looks around at least once more after all seems done. */
const LOOK_MS = 10_000;
/** One whose checks end soon; any other does as well. */
const SEED = 32;
const PACE = { reconcile: { tickMs: 10_000, sweepMs: 300_000 } };

export async function playJourney({ killAt, bug = {} }: JourneyOptions = {}): Promise<Journey> {
  const world = makeWorld(SEED);
  const tolls = makeTolls({
    world,
    killAt: killAt ?? null,
    processOf: (name) => (name === "app" ? scene.app : runnerOf(scene)).process(),
    isServing: () => scene.app.readySince() !== null,
  });
  const scene = await build(world, tolls, bug);
  const [at] = scene.model.repositories.values();
  if (at === undefined) throw new Error("no repository");
  world.after(5_000, null, () => {
    const issue = scene.model.openIssue(at, { title: "sum subtracts", author: "sam" });
    scene.model.label(at, issue, "ao", "mira");
    mergeWhenAsked(scene, at, issue);
  });
  const stored = await untilDone(scene, world.now() + END_WITHIN_MS);
  if (stored !== null) {
    for (const { invariant, says } of findWrongAtRest(scene, stored))
      world.violate(invariant, says);
  }
  const end = stored === null ? null : describeEnd(scene, at, stored);
  scene.database.close();
  const { passages } = tolls.app;
  const { violations } = world;
  return { end, violations: [...violations], passages, tail: world.tail() };
}

function mergeWhenAsked({ world, model }: Scene, at: SimRepository, issue: SimIssue): void {
  const look = (): void => {
    const pull = [...at.pulls.values()].find((one) => one.open);
    const isAsked = pull?.reviewers.has("mira") === true && issue.labels.has("ao:ready");
    if (pull !== undefined && isAsked) model.closePull(at, pull, { merged: true, by: "mira" });
    else world.after(5_000, null, look);
  };
  look();
}

async function untilDone(scene: Scene, giveUpAt: number): Promise<Stored | null> {
  const { world } = scene;
  for (let restingSince: number | null = null; world.now() < giveUpAt;) {
    await world.run(world.now() + LOOK_MS);
    if (world.violations.length > 0) return null;
    const stored = await readStored(scene.database);
    const isDone = stored.items.length > 0 && stored.items.every((row) => !row.live);
    restingSince = isDone && isAtRest(scene, stored) ? (restingSince ?? world.now()) : null;
    if (restingSince !== null && world.now() - restingSince >= 2 * LOOK_MS) return stored;
  }
  return null;
}

async function build(world: World, tolls: Record<Victim, Toll>, bug: Bug): Promise<Scene> {
  const { client: database } = await openDatabase(":memory:");
  const network = makeNetwork(world);
  const outage = { isOn: () => false };
  const deliveries = makeDeliveries(world, network, outage);
  const agents: SimAgent[] = [];
  const journal: JournalRow[] = [];
  const reader = readJournalOf(world, database);
  const alone = watchAlone(() => scene);
  const model = makeGitHubModel({ world, deliveries, onPush: alone.onPush });
  model.addRepository("acme/web", { ci: true, private: true }).members = new Map([
    ["mira", "write"],
  ]);

  const onWrite = async (decided: boolean): Promise<void> => {
    if (!decided) return;
    for (const row of await reader.read()) {
      journal.push(row);
      alone.onJournal(row);
    }
    const stored = await readStored(database);
    for (const says of findStuck(stored, CONFIG.limits.parallel))
      world.violate("nothing waits for nothing", says);
    for (const { invariant, says } of findTornProjections(stored)) world.violate(invariant, says);
  };
  const app = keepApp(world, {
    ...bug,
    pace: PACE,
    database,
    onWrite,
    model,
    deliveries,
    outage,
    network,
    change: (parts) => tollApp(bug.change?.(parts) ?? parts, tolls.app),
    changeDatabase: (given) => tollDatabase(bug.changeDatabase?.(given) ?? given, tolls.app),
  });
  const computer = makeComputer(world, "attic", { all: agents, onStart: alone.onAgentStart });
  const runner = keepRunner(world, {
    computer,
    network,
    token: RUNNER_TOKEN,
    habits: GOOD_HABITS,
    change: (parts) => tollRunner(bug.changeRunner?.(parts) ?? parts, tolls.runner, scene),
  });
  const scene: Scene = {
    world,
    model,
    deliveries,
    database,
    app,
    runners: [runner],
    agents,
    journal,
  };
  return scene;
}

function tollApp(parts: Parts, toll: Toll): Parts {
  return { ...parts, github: toll.on("github", parts.github) };
}

function tollDatabase({ client: given }: Database, toll: Toll): Database {
  const client = toll.on("database", given, ["execute", "batch"]);
  return { client, query: drizzle(client) };
}

function tollRunner(parts: RunnerParts, toll: Toll, scene: Scene): RunnerParts {
  const { machine } = parts;
  if (machine === undefined) throw new Error("a simulated runner without its machine");
  const { world } = scene;
  const mine = runnerOf(scene);
  const runner = mine.process();
  const { computer } = mine;
  const watched: Machine = {
    ...machine,
    async startAgent(place, onProgress) {
      const agent = await startSteadyAgent({ world, runner, computer, place, onProgress });
      return toll.on("agent", agent, ["prompt", "close"]);
    },
    async openWorkspace(place, access) {
      const workspace = await machine.openWorkspace(place, access);
      return toll.on("workspace", workspace, ["head", "listDirty", "commitPaths", "collect"]);
    },
  };
  const { fetch } = toll.on("network", { fetch: parts.fetch });
  return { ...parts, fetch, machine: toll.on("machine", watched) };
}

function runnerOf({ runners: [runner] }: Scene): Scene["runners"][number] {
  if (runner === undefined) throw new Error("no runner");
  return runner;
}
