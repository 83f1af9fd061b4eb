/**
 * P5: from the moment somebody puts the label on until a runner that waits has the job. In between the app asks the
 * stand-in for GitHub ten things in four steps (see `CALLS`).
 * The runner here only leases; four issues a round, one at a time.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { makeAoServer } from "../../runners/ao-server.ts";
import type { AoServer } from "../../runners/ao-server.ts";
import { realClock } from "../../runners/clock.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { startGitHub } from "../github/stand-in.ts";
import type { StandIn } from "../github/stand-in.ts";
import type { Figure, Row } from "./figure.ts";
import { interleave, quantile } from "./measure.ts";
import { RUNNER_TOKEN, startAo } from "./start-ao.ts";

const REPOSITORY = "acme/web";
/** All of them together write to GitHub less than the 80 times a minute that it allows: more would wait for their turn. */
const ISSUES_A_ROUND = 4;
/** The app still writes its status of the issue before; what it does then is not what is measured. */
const PAUSE_MS = 40;

export const dispatch: Figure = {
  id: "P5",
  meaning: "label put on until a waiting runner has the job",
  async measure(place, { rounds }) {
    const github = await startGitHub({ actions: false });
    place.stack.defer(() => github.stop());
    github.addUser("mira");
    const { url } = await startAo(place, {
      githubUrl: github.url,
      app: github.app,
      settings: { AO_PARALLEL: "1000" },
    });
    github.deliverTo(`${url}/api/github/webhooks`);
    await github.addRepository({
      name: REPOSITORY,
      files: { "sum.js": "export const sum = (a, b) => a - b;\n" },
      collaborators: { mira: "write" },
    });
    await github.quiet();
    await labelsMade(github);
    const server = makeAoServer(
      { server: url, token: RUNNER_TOKEN },
      { clock: realClock, fetch: globalThis.fetch },
    );
    const dispatchMany = () => repeat(ISSUES_A_ROUND, () => dispatchOne(github, server));
    await dispatchMany();
    const all: number[] = [];
    const series = await interleave(
      {
        ao: async () => {
          const timesMs = await dispatchMany();
          all.push(...timesMs);
          return quantile(timesMs, 0.5);
        },
        calls: async () => quantile(await repeat(ISSUES_A_ROUND, () => askAlone(github)), 0.5),
      },
      rounds,
    );
    return {
      rows: describeTimes(series, all),
      notes: [
        "ten calls in four steps; the stand-in starts git for six of them, github.com takes a hundred milliseconds or so for a step",
      ],
    };
  },
};

function describeTimes(series: Record<"ao" | "calls", number[]>, all: readonly number[]): Row[] {
  const own = series.ao.map((ms, at) => ms - (series.calls[at] ?? 0));
  return [
    {
      ...rowOf("label → runner has the job, p50", series.ao, 25),
      against: { who: "its 10 calls to GitHub alone", series: series.calls },
    },
    rowOf("the same without those calls, p50", own, 25),
    rowOf(`label → runner has the job, p99 of ${all.length}`, [quantile(all, 0.99)], 150),
  ];
}

function rowOf(what: string, ours: readonly number[], limit: number): Row {
  return { what, ours, unit: "ms", against: null, better: "lower", aim: { of: "ours", limit } };
}

async function dispatchOne(github: StandIn, server: AoServer): Promise<number> {
  const mira = github.as("mira");
  const title = `sum subtracts ${randomUUID()}`;
  const number = await mira.openIssue(REPOSITORY, { title, body: "It does." });
  await github.quiet();
  await sleep(PAUSE_MS);
  const leased = leaseUntil(server, title);
  // The long poll stands before the label comes.
  await sleep(PAUSE_MS);
  const startedMs = performance.now();
  await mira.label(REPOSITORY, number, "ao");
  return (await leased) - startedMs;
}

/** @returns when the job of that title came */
async function leaseUntil(server: AoServer, title: string): Promise<number> {
  const { signal } = new AbortController();
  const request = { protocol: PROTOCOL_VERSION, runner: "bench", agents: ["none"], waitMs: 20_000 };
  for (;;) {
    const order = await server.lease(request, signal);
    if (order === null) throw new Error(`no job of ${title} came`);
    if (order.title === title) return performance.now();
  }
}

/** As AO asks them: each line at once, one line after the other. */
const CALLS = [
  ["/collaborators/mira/permission", ""],
  ["/branches/main"],
  [
    "/pulls?state=open&per_page=100",
    "/branches/ao%2F1-sum-subtracts",
    "/contents/.github%2Fao.yml?ref=main",
  ],
  [
    "/git/trees/main",
    "/commits?sha=main&per_page=20",
    "/rules/branches/main?per_page=100",
    "/rules/branches/ao%2F1-sum-subtracts?per_page=100",
  ],
];

async function askAlone(github: StandIn): Promise<number> {
  const token = github.userToken("mira");
  const root = `${github.url}/api/v3/repos/${REPOSITORY}`;
  const ask = async (path: string): Promise<void> => {
    const answer = await fetch(root + path, { headers: { authorization: `token ${token}` } });
    await answer.arrayBuffer();
  };
  const startedMs = performance.now();
  for (const atOnce of CALLS) {
    await Promise.all(atOnce.map(ask));
  }
  return performance.now() - startedMs;
}

async function repeat(times: number, once: () => Promise<number>): Promise<number[]> {
  const results: number[] = [];
  for (let at = 0; at < times; at += 1) results.push(await once());
  return results;
}

/** AO makes its labels when it is installed; nobody can put on one that does not exist. */
async function labelsMade(github: StandIn): Promise<void> {
  const made = (): number =>
    github.requests.filter((one) => one.method === "POST" && one.path.endsWith("/labels")).length;
  for (const giveUpAtMs = performance.now() + 10_000; made() < 3;) {
    if (performance.now() > giveUpAtMs) throw new Error("the labels were not made");
    await sleep(10);
  }
}
