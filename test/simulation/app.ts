/** The real app over simulated ports; killed, stopped and started again on the same database, as a service would be. */
import type { Client } from "@libsql/client";
import { completeParts, PACE, runApp } from "../../src/start.ts";
import type { Pace, RunningApp } from "../../src/start.ts";
import type { Log, Parts } from "../../src/parts.ts";
import { databaseOf } from "./database.ts";
import type { OnWrite } from "./database.ts";
import { githubFor } from "./github/port.ts";
import type { Deliveries } from "./github/deliveries.ts";
import { WEBHOOK_SECRET } from "./github/deliveries.ts";
import type { GitHubModel } from "./github/model.ts";
import type { Outage } from "./github/outage.ts";
import type { Network } from "./network.ts";
import { makeKillPlan, pauseSometimes, startProcess } from "./sim-process.ts";
import type { SimProcess } from "./sim-process.ts";
import type { World } from "./world.ts";

export interface SimApp {
  process(): SimProcess;
  /** When it began to serve; null while it does not. */
  readySince(): number | null;
}

export interface AppOptions {
  database: Client;
  onWrite: OnWrite;
  model: GitHubModel;
  deliveries: Deliveries;
  outage: Outage;
  network: Network;
  pace?: Partial<Pace> | undefined;
  /** Change what the app is made of, to plant a bug. */
  change?: ((parts: Parts) => Parts) | undefined;
  changeDatabase?: ((client: Parts["database"]) => Parts["database"]) | undefined;
  /** Told before each start. */
  beforeStart?: ((database: Client) => Promise<void>) | undefined;
}

export const RUNNER_TOKEN = "a runner token of the simulation 0123456789";
export const CONFIG = {
  webhookSecrets: [WEBHOOK_SECRET] as [string],
  runnerToken: RUNNER_TOKEN,
  privateKey: "-----BEGIN RSA PRIVATE KEY----- of the simulation, which signs nothing",
  limits: { parallel: 2, budgetIssueUsd: 5, budgetDayUsd: 20, attempts: 3 },
  timing: {
    quietMs: 20_000,
    noChecksMs: 120_000,
    pollMs: 60_000,
    unclaimedMs: 600_000,
    remindMs: 12 * 3_600_000,
    stopMs: 30_000,
    stuckMs: 7_200_000,
    statusMs: 15_000,
  },
};

export function keepApp(world: World, options: AppOptions): SimApp {
  const chance = world.chance.fork("app");
  const isFatal = makeKillPlan(world, () => world.faults.appKillMean);
  const skewMs = chance.between(-1_500, 1_500);
  let readySince: number | null = null;
  let lastId = 0;
  let process = begin();

  function begin(): SimProcess {
    const mine = startProcess(world, { name: "app", rate: 1, skewMs, isFatal });
    readySince = null;
    mine.onDeath(() => {
      readySince = null;
      world.after(chance.between(500, 20_000), null, () => {
        process = begin();
      });
    });
    world.trace("app starts");
    world.hold(options.beforeStart?.(options.database) ?? Promise.resolve());
    world.after(0, mine, () => {
      start(mine)
        .then((app) => serve(mine, app))
        .catch((error: unknown) => mine.kill(`because it can't start: ${String(error)}`));
    });
    return mine;
  }

  function serve(mine: SimProcess, app: RunningApp): void {
    readySince = world.now();
    pauseSometimes(world, mine, (untilMs) => {
      readySince = untilMs;
    });
    stopSometimes(mine, app);
  }

  /** A planned stop: what is under way ends first. */
  function stopSometimes(mine: SimProcess, app: RunningApp): void {
    const { gracefulShare } = world.faults;
    if (!chance.hits(gracefulShare)) return;
    world.after(chance.between(10_000, 300_000), mine, () => {
      world.trace("app is asked to stop");
      void app.stop().then(() => mine.kill("after it has stopped"));
    });
  }

  async function start(mine: SimProcess): Promise<RunningApp> {
    const given = databaseOf(world, mine, { client: options.database, onWrite: options.onWrite });
    const mineChance = chance.fork(`from ${world.now()}`);
    const parts = completeParts(
      {
        clock: {
          now: () => mine.wallMs(),
          sleep: (ms, signal) => mine.sleep(ms, signal),
          turn: () => mine.sleep(0),
        },
        ids: { next: () => `01SIM${String((lastId += 1)).padStart(21, "0")}` },
        random: () => mineChance.next(),
        database: options.changeDatabase?.(given) ?? given,
        github: githubFor(world, mine, options),
        log: logOf(world, mine),
      },
      CONFIG,
    );
    return runApp(options.change?.(parts) ?? parts, {
      config: CONFIG,
      pace: { ...PACE, ...options.pace },
      listen: async (fetch) => {
        const listening = options.network.listen(mine, fetch);
        return { url: "http://app.simulation", close: async () => listening.close() };
      },
    });
  }

  return { process: () => process, readySince: () => readySince };
}

function logOf(world: World, process: SimProcess): Log {
  const write =
    (level: string) =>
    (fields: object, says: string): void => {
      if (process.alive) world.trace(`app ${level}: ${says} ${said(fields)}`);
    };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

function said(fields: object): string {
  return JSON.stringify(fields, (_key, value: unknown) =>
    value instanceof Error ? `${value.name}: ${value.message}` : value,
  ).slice(0, 400);
}
