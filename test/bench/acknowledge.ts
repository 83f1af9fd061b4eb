/**
 * P1: how many webhooks a second are answered, each safely on disk before. Two kinds: a check of a commit that is not AO's
 * (only the delivery is stored), and the label that asks for work, each time on another issue (delivery, work item,
 * journal, thread and two orders are stored). GitHub is quiet, so nothing that AO would do afterwards runs meanwhile.
 */
import { fileURLToPath } from "node:url";
import { startProcess } from "../demo/processes.ts";
import type { Figure, Row } from "./figure.ts";
import { measureSyncs, readProcessorMs } from "./floor.ts";
import { post } from "./load.ts";
import type { Post } from "./load.ts";
import { interleave, quantile } from "./measure.ts";
import { makeWebhooks } from "./payloads.ts";
import type { Webhooks } from "./payloads.ts";
import type { Place } from "./place.ts";
import { startQuietGitHub } from "./quiet-github.ts";
import { baseEnvironment, readStarted, startAo } from "./start-ao.ts";
import type { StartedServer } from "./start-ao.ts";

const WINDOW_MS = 400;
/** Long enough for the engine to compile what is hot, also of the slowest. */
const WARM_UP_MS = 1_200;
const MANY = 32;
/** Made before the clock starts. A window that has none left ends early. */
const POSTS = { check: 6_000, labelled: 2_500 };
const SERVERS = ["ao", "probot", "echo"] as const;
const KINDS = ["check", "labelled"] as const;

type Server = (typeof SERVERS)[number];
type Kind = (typeof KINDS)[number];

interface Load {
  server: Server;
  kind: Kind;
  connections: number;
}

/** What rates alone don't tell, of all windows of one server, kind and number of connections. */
interface Detail {
  p99Ms: number[];
  answers: number;
  processorMs: number;
}

interface Bench {
  webhooks: Webhooks;
  servers: Record<Server, StartedServer>;
  details: Map<string, Detail>;
}

export const acknowledge: Figure = {
  id: "P1",
  meaning: "webhooks answered per second, each on disk before the answer",
  async measure(place, { rounds }) {
    const webhooks = await makeWebhooks();
    const servers = await startServers(place, webhooks);
    const bench: Bench = { webhooks, servers, details: new Map() };
    for (const server of SERVERS) {
      for (const kind of KINDS) await run(bench, { server, kind, connections: MANY }, WARM_UP_MS);
    }
    bench.details.clear();
    const rows: Row[] = [];
    for (const kind of KINDS) {
      for (const connections of [1, MANY]) {
        const rate = (server: Server) => () => run(bench, { server, kind, connections }, WINDOW_MS);
        const rates = await interleave(
          {
            ao: rate("ao"),
            probot: rate("probot"),
            echo: rate("echo"),
            disk: () => measureSyncs(place.directory, WINDOW_MS / 2),
          },
          rounds,
        );
        rows.push(...describeRates(rates, { kind, connections }));
      }
    }
    return { rows, notes: describeDetails(bench) };
  },
};

async function startServers(
  place: Place,
  { app }: Webhooks,
): Promise<Record<Server, StartedServer>> {
  const githubUrl = await startQuietGitHub(place, app);
  return {
    ao: await startAo(place, { githubUrl, app }),
    probot: await startServer(place, "probot", app),
    echo: await startServer(place, "echo", app),
  };
}

async function startServer(
  { directory, stack }: Place,
  name: "probot" | "echo",
  app: Webhooks["app"],
): Promise<StartedServer> {
  const server = startProcess({
    name,
    script: fileURLToPath(new URL(`servers/${name}.ts`, import.meta.url)),
    directory,
    environment: {
      ...baseEnvironment(directory),
      NODE_ENV: "production",
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: app.webhookSecret,
    },
    read: readStarted,
  });
  stack.defer(() => server.stop());
  return server.started;
}

/** @returns answers per second */
async function run(bench: Bench, load: Load, forMs: number): Promise<number> {
  const { server, kind, connections } = load;
  const { url, pid } = bench.servers[server];
  const next = prepare(bench.webhooks[kind], POSTS[kind]);
  const beforeMs = await readProcessorMs(pid);
  const { perSecond, latenciesMs } = await post({ url, connections, forMs, next });
  const afterMs = await readProcessorMs(pid);
  const detail = bench.details.get(keyOf(load)) ?? { p99Ms: [], answers: 0, processorMs: 0 };
  bench.details.set(keyOf(load), {
    p99Ms: [...detail.p99Ms, quantile(latenciesMs, 0.99)],
    answers: detail.answers + latenciesMs.length,
    processorMs: detail.processorMs + (afterMs ?? Number.NaN) - (beforeMs ?? Number.NaN),
  });
  return perSecond;
}

function keyOf({ server, kind, connections }: Load): string {
  return `${server} ${kind} ${connections}`;
}

function prepare(make: () => Post, count: number): () => Post | null {
  const ready = Array.from({ length: count }, make);
  return () => ready.pop() ?? null;
}

function describeRates(
  rates: Record<Server | "disk", number[]>,
  { kind, connections }: Omit<Load, "server">,
): Row[] {
  const event = kind === "check" ? "check_run" : "issues.labeled";
  const row = (who: string, series: number[], limit: number | null): Row => ({
    what: `${event}, ${connections} connection${connections === 1 ? "" : "s"}`,
    ours: rates.ao,
    unit: "/s",
    against: { who, series },
    better: "higher",
    aim: limit === null ? null : { of: "ratio", limit },
  });
  return [
    row("Probot, empty", rates.probot, 1),
    row("HTTP echo", rates.echo, 0.3),
    row("disk syncs", rates.disk, null),
  ];
}

function describeDetails({ webhooks, details }: Bench): string[] {
  const each = (what: (detail: Detail) => string, kind: Kind): string =>
    SERVERS.map((server) => {
      const detail = details.get(keyOf({ server, kind, connections: MANY }));
      return `${server} ${detail === undefined ? "?" : what(detail)}`;
    }).join(", ");
  const { check, labelled } = webhooks.bytes;
  return [
    `signed bodies of ${check} bytes (check_run: only the delivery is stored) and ${labelled} bytes (issues.labeled: a work item as well)`,
    "Probot has an empty handler and stores nothing; the disk's rate is one appended block of 12 KiB and fdatasync at a time",
    `p99 at ${MANY} connections, check_run: ${each(showP99, "check")}; issues.labeled: ${each(showP99, "labelled")}`,
    `processor time per webhook, check_run: ${each(showProcessor, "check")}; issues.labeled: ${each(showProcessor, "labelled")}`,
  ];
}

function showP99({ p99Ms }: Detail): string {
  return `${quantile(p99Ms, 0.5).toFixed(0)} ms`;
}

function showProcessor({ processorMs, answers }: Detail): string {
  return Number.isNaN(processorMs) ? "?" : `${((processorMs * 1_000) / answers).toFixed(0)} µs`;
}
