/** The real runner on a simulated computer; killed and started again, as a service would be. */
import { startRunner } from "../../runners/daemon.ts";
import type { RunnerParts } from "../../runners/parts.ts";
import { GOOD_HABITS } from "./agent.ts";
import { CALM } from "./faults.ts";
import type { AgentHabits } from "./machine-parts.ts";
import type { Computer } from "./computer.ts";
import { simulateMachine } from "./machine.ts";
import type { Network } from "./network.ts";
import { runnerNetwork } from "./runner-network.ts";
import { makeKillPlan, pauseSometimes, startProcess } from "./sim-process.ts";
import type { SimProcess } from "./sim-process.ts";
import type { World } from "./world.ts";

export interface SimRunner {
  name: string;
  computer: Computer;
  /** The process that runs now, or ran last. */
  process(): SimProcess;
  /** When a message from or to it was lost last, or its process began. */
  disturbedAt(): number;
}

export interface RunnerOptions {
  computer: Computer;
  network: Network;
  token: string;
  /** Of the agents, while the storm lasts. */
  habits: AgentHabits;
  /** Changes what the runner is made of, to plant a bug. */
  change?: ((parts: RunnerParts) => RunnerParts) | undefined;
}

export function keepRunner(world: World, options: RunnerOptions): SimRunner {
  const { computer } = options;
  const chance = world.chance.fork(`runner ${computer.name}`);
  const isFatal = makeKillPlan(world, () => world.faults.runnerKillMean);
  const rate = 1 + (chance.next() - 0.5) * 0.0198;
  const skewMs = chance.between(-3_600_000, 3_600_000);
  const startedAt = world.now();
  let disturbedAt = startedAt;
  let lastLossAt = (): number => startedAt;
  let process = begin();

  function begin(): SimProcess {
    const mine = startProcess(world, { name: computer.name, rate, skewMs, isFatal });
    mine.onDeath(() => {
      world.after(chance.between(500, 90_000), null, () => {
        process = begin();
      });
    });
    pauseSometimes(world, mine, (untilMs) => {
      disturbedAt = untilMs;
    });
    const mineChance = chance.fork(`from ${world.now()}`);
    const net = runnerNetwork(world, options.network, mine, (sha256) => bytesOf(computer, sha256));
    lastLossAt = () => net.lastLossAt();
    disturbedAt = world.now();
    const parts: RunnerParts = {
      clock: {
        now: () => mine.wallMs(),
        monotonicMs: () => mine.monotonicMs(),
        sleep: (ms, signal) => mine.sleep(ms, signal),
        setTimer: (ms, ring) => mine.setTimer(ms, ring),
      },
      random: () => mineChance.next(),
      log: logOf(world, mine),
      fetch: net.fetch,
      environment: {},
      machine: simulateMachine({
        runner: mine,
        computer,
        habits: () => (world.faults === CALM ? GOOD_HABITS : options.habits),
        chance: mineChance.fork("machine"),
      }),
    };
    const config = {
      server: "http://app.simulation",
      token: options.token,
      name: computer.name,
      directory: "/simulated",
      agents: [{ name: "simulated", command: null, env: [] }],
      agentsDirectory: null,
      parallel: 2,
      sandbox: "off" as const,
      drainMs: 10_000,
    };
    world.trace(`${computer.name} starts`);
    world.after(0, mine, () => {
      const running = startRunner(config, options.change?.(parts) ?? parts);
      if (!mineChance.hits(world.faults.gracefulShare)) return;
      world.after(mineChance.between(10_000, 400_000), mine, () => {
        world.trace(`${computer.name} is asked to stop`);
        disturbedAt = world.now();
        void running
          .stop({ drain: mineChance.hits(0.5) })
          .then(() => mine.kill("after it has stopped"));
      });
    });
    return mine;
  }

  return {
    name: computer.name,
    computer,
    process: () => process,
    disturbedAt: () => Math.max(disturbedAt, lastLossAt()),
  };
}

function bytesOf(computer: Computer, sha256: string): Uint8Array<ArrayBuffer> {
  const bytes = computer.packs.get(sha256);
  if (bytes === undefined) throw new Error(`${computer.name} has no pack ${sha256}`);
  return bytes;
}

function logOf(world: World, process: SimProcess): RunnerParts["log"] {
  const write =
    (level: string) =>
    (fields: object, says: string): void => {
      if (process.alive) world.trace(`${process.name} ${level}: ${says} ${said(fields)}`);
    };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

function said(fields: object): string {
  return JSON.stringify(fields, (_key, value: unknown) =>
    value instanceof Error ? `${value.name}: ${value.message}` : value,
  ).slice(0, 300);
}
