/**
 * P1: how many webhooks a second are answered, each safely on disk before. Two kinds: a check of a commit that is not AO's
 * (only the delivery is stored), and the label that asks for work, each time on another issue (delivery, work item,
 * journal, thread and two orders are stored). GitHub is quiet, so nothing that AO would do afterwards runs meanwhile.
 */
import { fileURLToPath } from "node:url";
import { startProcess } from "../demo/processes.ts";
import type { Figure, Row } from "./figure.ts";
import { measureSyncs } from "./floor.ts";
import { post } from "./load.ts";
import type { Post } from "./load.ts";
import { interleave, quantile } from "./measure.ts";
import { makeWebhooks } from "./payloads.ts";
import type { Webhooks } from "./payloads.ts";
import type { Place } from "./place.ts";
import { startQuietGitHub } from "./quiet-github.ts";
import { baseEnvironment, startAo } from "./start-ao.ts";

const WINDOW_MS = 400;
const WARM_UP_MS = 500;
const MANY = 32;
/** Ready before the clock starts; more than any of the three answers in one window. */
const POSTS = { check: 8_000, labelled: 4_000 };

type Server = "ao" | "probot" | "echo";
type Kind = "check" | "labelled";

export const acknowledge: Figure = {
  id: "P1",
  meaning: "webhooks answered per second, each on disk before the answer",
  async measure(place, { rounds }) {
    const webhooks = await makeWebhooks();
    const urls = await startServers(place, webhooks);
    const latencies = new Map<string, number[]>();
    const run = async (server: Server, kind: Kind, connections: number, forMs = WINDOW_MS) => {
      const next = prepare(webhooks[kind], POSTS[kind]);
      const answers = await post({ url: urls[server], connections, forMs, next });
      const name = `${server} ${kind} ${connections}`;
      latencies.set(name, [...(latencies.get(name) ?? []), quantile(answers.latenciesMs, 0.99)]);
      return answers.perSecond;
    };
    for (const server of ["ao", "probot", "echo"] as const) {
      for (const kind of ["check", "labelled"] as const) await run(server, kind, MANY, WARM_UP_MS);
    }
    latencies.clear();
    const rows: Row[] = [];
    for (const kind of ["check", "labelled"] as const) {
      for (const connections of [1, MANY]) {
        const rates = await interleave(
          {
            ao: () => run("ao", kind, connections),
            probot: () => run("probot", kind, connections),
            echo: () => run("echo", kind, connections),
            disk: () => measureSyncs(place.directory, WINDOW_MS / 2),
          },
          rounds,
        );
        rows.push(...describeRates(rates, { kind, connections }));
      }
    }
    const p99 = quantile(latencies.get(`ao check ${MANY}`) ?? [], 0.5);
    const probotP99 = quantile(latencies.get(`probot check ${MANY}`) ?? [], 0.5);
    return {
      rows,
      notes: [
        `bodies: check_run ${webhooks.bytes.check} bytes, issues.labeled ${webhooks.bytes.labelled} bytes, signed`,
        `p99 at ${MANY} connections (check_run): AO ${p99.toFixed(1)} ms, Probot ${probotP99.toFixed(1)} ms`,
        "Probot has an empty handler and stores nothing; the disk's rate is one appended 12 KiB block and fdatasync at a time",
      ],
    };
  },
};

async function startServers(place: Place, webhooks: Webhooks): Promise<Record<Server, string>> {
  const { app } = webhooks;
  const githubUrl = await startQuietGitHub(place, app);
  const path = "/api/github/webhooks";
  return {
    ao: (await startAo(place, { githubUrl, app })) + path,
    probot: (await startServer(place, "probot", app)) + path,
    echo: (await startServer(place, "echo", app)) + path,
  };
}

async function startServer(
  { directory, stack }: Place,
  name: "probot" | "echo",
  app: Webhooks["app"],
): Promise<string> {
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
    read: ({ url }) => (typeof url === "string" ? url : null),
  });
  stack.defer(() => server.stop());
  return server.started;
}

function prepare(make: () => Post, count: number): () => Post | null {
  const ready = Array.from({ length: count }, make);
  return () => ready.pop() ?? null;
}

function describeRates(
  rates: Record<Server | "disk", number[]>,
  { kind, connections }: { kind: Kind; connections: number },
): Row[] {
  const what = `${kind === "check" ? "check_run" : "issues.labeled"}, ${connections} connection${connections === 1 ? "" : "s"}`;
  const row = (who: string, series: number[], limit: number | null): Row => ({
    what,
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
