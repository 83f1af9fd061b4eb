/**
 * One history: people, GitHub, the app, runners and agents for a while in bad weather, then in good weather until nothing
 * is under way any more. Invariants are checked all the time and at the end.
 */
import type { RunnerParts } from "../../runners/parts.ts";
import { openDatabase } from "../../src/store/open.ts";
import { BAD_HABITS } from "./agent.ts";
import type { AgentHabits } from "./machine-parts.ts";
import { CONFIG, keepApp, RUNNER_TOKEN } from "./app.ts";
import type { AppOptions } from "./app.ts";
import { makeComputer } from "./computer.ts";
import type { SimAgent } from "./computer.ts";
import { CALM, STORM } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { makeDeliveries } from "./github/deliveries.ts";
import { makeGitHubModel } from "./github/model.ts";
import { makeOutage } from "./github/outage.ts";
import { watchAlone, watchStop } from "./invariants/alone.ts";
import { findStuck } from "./invariants/next-event.ts";
import { findLostDeliveries, watchOnce } from "./invariants/once.ts";
import { findTornProjections, findWrongAtRest, isAtRest } from "./invariants/rest.ts";
import { readJournalOf } from "./journal.ts";
import { makeNetwork } from "./network.ts";
import { bringPeople } from "./people.ts";
import { keepRunner } from "./runner.ts";
import { readStored } from "./scene.ts";
import type { JournalRow, Scene, Stored } from "./scene.ts";
import { makeWorld } from "./world.ts";
import type { Violation, World } from "./world.ts";

export interface SimulationOptions {
  faults?: Faults;
  stormMs?: number;
  issues?: number;
  /** Of the agents, while the storm lasts. */
  habits?: AgentHabits;
  /** A planted bug. */
  bug?: Bug;
}

/** Changes what the app or the runners are made of. */
export interface Bug extends Pick<
  AppOptions,
  "change" | "changeDatabase" | "beforeStart" | "pace"
> {
  changeRunner?: (parts: RunnerParts) => RunnerParts;
}

export interface History {
  seed: number;
  violations: Violation[];
  hash: string;
  events: number;
  tail: readonly string[];
  /** How the items ended. */
  ends: string[];
}

const MINUTE_MS = 60_000;
const STORM_MS = 18 * MINUTE_MS;
/** Our own clockwork looks around half as often as it really does: nothing changes by it, and it takes half the time. */
const PACE = { reconcile: { tickMs: 4_000, sweepMs: 5 * MINUTE_MS } };
/** After the storm: every item within this, or it is stuck. Reconcile, a lease, and as many tries as are left. */
const REST_WITHIN_MS = 120 * MINUTE_MS;

export async function simulate(seed: number, options: SimulationOptions = {}): Promise<History> {
  const world = makeWorld(seed);
  const scene = await build(world, options);
  const stormMs = options.stormMs ?? STORM_MS;
  const people = bringPeople(world, {
    model: scene.model,
    withinMs: stormMs / 2,
    issues: options.issues ?? 5,
  });
  world.faults = options.faults ?? STORM;
  await world.run(world.now() + stormMs);
  world.faults = CALM;
  people.goHome();
  world.trace("the storm is over");
  const stored = await untilAtRest(scene);
  if (world.violations.length === 0) {
    for (const { invariant, says } of findWrongAtRest(scene, stored))
      world.violate(invariant, says);
    for (const guid of await findLostDeliveries(scene)) {
      world.violate("no acknowledged delivery is lost", guid);
    }
  }
  scene.database.close();
  return {
    seed,
    violations: [...world.violations],
    hash: world.hash(),
    events: world.events(),
    tail: world.tail(),
    ends: stored.items.map(({ body }) => {
      const { state } = body;
      if (state.name === "done") return `done: ${state.reason}`;
      if (state.name !== "waiting") return state.name;
      return `waiting: ${state.for === "person" ? state.question.kind : state.for}`;
    }),
  };
}

/** At rest, and still so after GitHub has been looked at once more. */
async function untilAtRest({ world, ...rest }: Scene): Promise<Stored> {
  const scene = { world, ...rest };
  const giveUpAt = world.now() + REST_WITHIN_MS;
  let restingSince: number | null = null;
  for (;;) {
    await world.run(world.now() + MINUTE_MS);
    const stored = await readStored(scene.database);
    if (world.violations.length > 0) return stored;
    restingSince = isAtRest(scene, stored) ? (restingSince ?? world.now()) : null;
    if (restingSince !== null && world.now() - restingSince > 6 * MINUTE_MS) return stored;
    if (world.now() > giveUpAt) {
      const under = stored.items
        .filter((row) => row.live)
        .map((row) => `#${row.body.number} ${row.body.state.name}`);
      const left = stored.outbox.map((row) => row.type);
      world.violate("everything comes to rest", `${under.join(", ")}; outbox: ${left.join(", ")}`);
      return stored;
    }
  }
}

async function build(world: World, { bug, habits }: SimulationOptions): Promise<Scene> {
  const { client: database } = await openDatabase(":memory:");
  const network = makeNetwork(world);
  const outage = makeOutage(world);
  const deliveries = makeDeliveries(world, network, outage);
  const agents: SimAgent[] = [];
  const journal: JournalRow[] = [];
  const reader = readJournalOf(world, database);
  const alone = watchAlone(() => scene);
  const model = makeGitHubModel({
    world,
    deliveries,
    onPush: (at, push, pack) => alone.onPush(at, push, pack),
  });
  for (const [name, ci] of [
    ["acme/web", true],
    ["acme/docs", world.chance.hits(0.5)],
  ] as const) {
    const at = model.addRepository(name, { ci, private: true });
    at.members = new Map([
      ["mira", "write"],
      ["jo", "admin"],
      ["sam", "triage"],
      ["eve", "read"],
    ]);
  }

  const onWrite = async (decided: boolean): Promise<void> => {
    if (!decided) return;
    const rows = await reader.read();
    const stored = await readStored(database);
    for (const row of rows) {
      journal.push(row);
      alone.onJournal(row);
      once.onJournal(row, stored);
      stopAfter(row, stored);
    }
    for (const says of findStuck(stored, CONFIG.limits.parallel))
      world.violate("nothing waits for nothing", says);
    for (const { invariant, says } of findTornProjections(stored)) world.violate(invariant, says);
  };
  const stopAfter = ({ subject, version }: JournalRow, stored: Stored): void => {
    const row = stored.items.find((one) => one.id === subject);
    const state = row?.body.state;
    if (row?.version === version && state?.name === "done" && state.ending !== null) {
      watchStop(scene, state.ending.jobId);
    }
  };
  const app = keepApp(world, {
    database,
    onWrite,
    model,
    deliveries,
    outage,
    network,
    pace: PACE,
    ...bug,
  });
  const runners = ["attic", "cellar"].map((name) =>
    keepRunner(world, {
      computer: makeComputer(world, name, {
        all: agents,
        onStart: (agent) => alone.onAgentStart(agent),
      }),
      network,
      token: RUNNER_TOKEN,
      change: bug?.changeRunner,
      habits: habits ?? BAD_HABITS,
    }),
  );
  const scene: Scene = { world, model, deliveries, database, app, runners, agents, journal };
  const once = watchOnce(scene, CONFIG.limits);
  return scene;
}
