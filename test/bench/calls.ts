/**
 * P12: how often AO calls GitHub (which allows an installation 5,000 calls an hour): for a work item from its label until
 * its pull request is ready, and while nothing happens. The reconcile looks at GitHub every five minutes; it is made to
 * look often here, and its calls are counted per look. Calls of git (fetch, push) are no API calls and are counted apart.
 */
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { readConfig } from "../../src/config.ts";
import { PACE, startApp } from "../../src/start.ts";
import type { RunningApp } from "../../src/start.ts";
import { startGitHub } from "../github/stand-in.ts";
import type { StandIn } from "../github/stand-in.ts";
import type { Script } from "../support/agent.ts";
import type { Figure, Row } from "./figure.ts";
import type { Place } from "./place.ts";
import { addRepository, addRunner, REPOSITORY, REQUESTER, until } from "./stage.ts";
import { RUNNER_TOKEN } from "./start-ao.ts";

const SWEEPS = 4;
const OFTEN_MS = 300;
const NEVER_MS = 3_600_000;
const IDLE_MS = 3_000;
const SETTLE_MS = 1_000;
const SWEEPS_AN_HOUR = 3_600_000 / PACE.reconcile.sweepMs;

type Requests = StandIn["requests"];

interface Scene {
  github: StandIn;
  /** Stops the app that runs and starts it with another pace, at the same address. */
  restart: (sweepMs: number) => Promise<void>;
}

export const calls: Figure = {
  id: "P12",
  meaning: "calls to GitHub's API per work item and per idle hour",
  async measure(place) {
    const github = await startGitHub();
    place.stack.defer(() => github.stop());
    github.addUser(REQUESTER);
    const scene = await makeScene(place, github);
    await addRepository(github, FILES);
    const idle = await countIdle(scene);
    const green = await countItem(github, "sum subtracts");
    const red = await countItem(github, "sum subtracts, the second time");
    const busy = await countIdle(scene);
    return {
      rows: [
        tell("one issue, green at once", isApi(green).length),
        tell("one issue, red once, then green", isApi(red).length),
        tell("idle hour, nothing open", idle.perSweep * SWEEPS_AN_HOUR),
        tell("idle hour, two pull requests in review", busy.perSweep * SWEEPS_AN_HOUR),
        {
          ...tell(
            `idle, beside the reconcile's, ${IDLE_MS / 1_000} s, both`,
            idle.beside + busy.beside,
          ),
          aim: { of: "ours", limit: 0 },
        },
      ],
      notes: [
        `green at once: ${describe(green)}`,
        `red once: ${describe(red)}`,
        `each look of the reconcile: ${idle.perSweep} calls with nothing open, ${busy.perSweep} with two in review; ${SWEEPS_AN_HOUR} an hour, and a token`,
      ],
    };
  },
};

function tell(what: string, count: number): Row {
  return { what, ours: [count], unit: "calls", against: null, better: "lower", aim: null };
}

async function makeScene(place: Place, github: StandIn): Promise<Scene> {
  let app: RunningApp | null = null;
  let port = "0";
  place.stack.defer(async () => app?.stop());
  const restart = async (sweepMs: number): Promise<void> => {
    await app?.stop();
    const config = readConfig({
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.app.webhookSecret,
      GITHUB_URL: github.url,
      AO_RUNNER_TOKEN: RUNNER_TOKEN,
      DATABASE_URL: `file:${path.join(place.directory, "calls.db")}`,
      AO_QUIET_SECONDS: "1",
      PORT: port,
    });
    const pace = { ...PACE, reconcile: { ...PACE.reconcile, sweepMs } };
    app = await startApp(config, pino({ level: "silent" }), pace);
    ({ port } = new URL(app.url));
    github.deliverTo(`${app.url}/api/github/webhooks`);
  };
  await restart(NEVER_MS);
  await addRunner(place, `http://127.0.0.1:${port}`, SCRIPT);
  return { github, restart };
}

async function countIdle(scene: Scene): Promise<{ perSweep: number; beside: number }> {
  const perSweep = await countSweep(scene);
  await scene.restart(NEVER_MS);
  return { perSweep, beside: await countBeside(scene.github) };
}

/** The first look after the start is over by the time it counts. */
async function countBeside(github: StandIn): Promise<number> {
  await sleep(IDLE_MS / 2);
  const before = github.requests.length;
  await sleep(IDLE_MS);
  return isApi(github.requests.slice(before)).length;
}

/** @returns the calls of one look at GitHub: each begins with the question for failed deliveries */
async function countSweep({ github, restart }: Scene): Promise<number> {
  const from = github.requests.length;
  await restart(OFTEN_MS);
  const begins = (): number[] =>
    [...github.requests.entries()]
      .filter(([at, { path: asked }]) => at >= from && asked === "/app/hook/deliveries")
      .map(([at]) => at);
  await until("several looks at GitHub", () => begins().length > SWEEPS + 1);
  // The first one also asks for a token.
  const [, first = 0] = begins();
  const last = begins()[SWEEPS + 1] ?? 0;
  return isApi(github.requests.slice(first, last)).length / SWEEPS;
}

async function countItem(github: StandIn, title: string): Promise<Requests> {
  const mira = github.as(REQUESTER);
  const number = await mira.openIssue(REPOSITORY, { title, body: "`sum(1, 2)` gives -1." });
  await github.quiet();
  const from = github.requests.length;
  await mira.label(REPOSITORY, number, "ao");
  await until(
    `#${number} is ready`,
    () => github.issue(REPOSITORY, number).labels.includes("ao:ready"),
    60_000,
  );
  await github.quiet();
  // Reviewer, reactions and the last words of the status follow the label.
  await sleep(SETTLE_MS);
  return github.requests.slice(from);
}

function isApi(requests: Requests): Requests {
  return requests.filter(({ path: asked }) => !/\/(?:info\/refs|git-[a-z]+-pack)$/.test(asked));
}

function describe(requests: Requests): string {
  const api = isApi(requests);
  const reads = api.filter(({ method }) => method === "GET").length;
  const git = requests.length - api.length;
  return `${reads} reads, ${api.length - reads} writes, ${git} requests of git`;
}

const FILES = {
  "sum.js": "export const sum = (a, b) => a - b;\n",
  "sum.test.js": [
    'import assert from "node:assert";',
    'import { sum } from "./sum.js";',
    "assert.strictEqual(sum(1, 2), 3);",
    "",
  ].join("\n"),
  "package.json": '{ "name": "web", "type": "module" }\n',
  ".github/workflows/ci.yml": [
    "name: CI",
    "on: [push]",
    "jobs:",
    "  test:",
    "    runs-on: ubuntu-latest",
    "    steps:",
    "      - uses: actions/checkout@v4",
    "      - run: node sum.test.js",
    "",
  ].join("\n"),
};

const SCRIPT: Script = {
  turns: [
    { when: "The checks of your commit", steps: [commit("a + b")] },
    { when: "the second time", steps: [commit("a * b")] },
    { when: "", steps: [commit("a + b")] },
  ],
};

function commit(body: string): Script["turns"][number]["steps"][number] {
  const files = { "sum.js": `export const sum = (a, b) => ${body};\n` };
  return { do: "commit", message: "Add instead of subtracting", files };
}
