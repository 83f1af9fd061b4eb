/**
 * P6: from a job that is handed to a runner until the agent's process runs, against what somebody would do by hand: `git
 * worktree add` in a clone that is there, and start the same program. The runner does more: it asks for a token, fetches
 * (the mirror is there, nothing is new), pins what it works from, and makes a repository of its own that borrows the
 * mirror's objects. So the fetch is in a third variant: by hand, but with a fetch from the same server.
 */
import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { stringify } from "yaml";
import type { JobOrder } from "../../src/protocol/words.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { startProcess } from "../demo/processes.ts";
import { READ_TOKEN, RUNNER_TOKEN, startApp } from "../runners/app.ts";
import type { App } from "../runners/app.ts";
import { startGitServer } from "../runners/git-server.ts";
import type { GitServer } from "../runners/git-server.ts";
import type { Figure, Row } from "./figure.ts";
import { interleave } from "./measure.ts";
import type { Place } from "./place.ts";
import { baseEnvironment } from "./start-ao.ts";

const run = promisify(execFile);

const SIZES = [
  { name: "2 files", files: 1 },
  { name: "3,000 files", files: 3_000 },
];

interface Scene {
  app: App;
  github: GitServer;
  /** The commit with so many files. */ sha: string;
  /** A clone somebody has by hand. */ clone: string;
  program: string[];
  /** Where `program` writes when it began. */ began: string;
  directory: string;
}

export const startAgent: Figure = {
  id: "P6",
  meaning: "job handed over until the agent's process runs",
  async measure(place, { rounds }) {
    const rows: Row[] = [];
    for (const { name, files } of SIZES) {
      const scene = await setScene(place, files);
      // Makes the mirror and warms the disk's cache, as after the first job in a repository.
      await throughRunner(scene);
      await byHand(scene, { fetch: true });
      const series = await interleave(
        {
          ao: () => throughRunner(scene),
          hand: () => byHand(scene, { fetch: false }),
          fetched: () => byHand(scene, { fetch: true }),
        },
        rounds,
      );
      const what = `job → agent runs, ${name}`;
      const row = (who: string, against: number[], limit: number | null): Row => ({
        what,
        ours: series.ao,
        unit: "ms",
        against: { who, series: against },
        better: "lower",
        aim: limit === null ? null : { of: "ratio", limit },
      });
      rows.push(row("worktree add + spawn", series.hand, 1.1));
      rows.push(row("fetch + worktree add + spawn", series.fetched, null));
    }
    return {
      rows,
      notes: [
        "the program is a bare Node process that notes when it began; git over HTTP on loopback",
      ],
    };
  },
};

async function setScene(place: Place, count: number): Promise<Scene> {
  const directory = path.join(place.directory, `with-${count}`);
  await mkdir(directory);
  const github = await startGitServer(directory, READ_TOKEN);
  place.stack.defer(() => github.close());
  const app = await startApp();
  place.stack.defer(() => app.close());
  app.cloneUrl = github.cloneUrl;
  const sha = await github.commit("main", makeFiles(count));
  const clone = path.join(directory, "clone");
  await run("git", ["clone", "--quiet", "--no-checkout", github.bare, clone]);
  await run("git", ["config", "remote.origin.url", github.cloneUrl], { cwd: clone });
  const began = path.join(directory, "began");
  const program = [
    process.execPath,
    fileURLToPath(new URL("servers/idle-agent.ts", import.meta.url)),
  ];
  const scene = { app, github, sha, clone, program: [...program, began], began, directory };
  await startRunner(place, scene);
  return scene;
}

/** Folders of about twenty files, about two kilobytes each. */
function makeFiles(count: number): Record<string, string> {
  const text = "export const answer = 42; // what every file of a repository says, more or less\n";
  return Object.fromEntries(
    Array.from({ length: count }, (_unused, at) => [
      `src/part-${Math.floor(at / 20)}/file-${at}.js`,
      `// ${at}\n${text.repeat(25)}`,
    ]),
  );
}

/** As an operator starts it. */
async function startRunner({ stack }: Place, { app, program, directory }: Scene): Promise<void> {
  const home = path.join(directory, "runner");
  await mkdir(home);
  const file = path.join(directory, "runner.yml");
  const agents = { idle: { command: program } };
  const settings = { server: app.url, name: "bench", directory: home, agents, drainSeconds: 0 };
  await writeFile(file, stringify(settings));
  const runner = startProcess({
    name: "the runner",
    script: fileURLToPath(new URL("../../runners/daemon.ts", import.meta.url)),
    args: [file],
    directory,
    environment: { ...baseEnvironment(home), AO_RUNNER_TOKEN: RUNNER_TOKEN },
    read: ({ msg }) => (msg === "ready for work" ? true : null),
  });
  stack.defer(() => runner.stop());
  await runner.started;
}

/** @returns milliseconds from the order's leaving until the agent began */
async function throughRunner(scene: Scene): Promise<number> {
  const { app } = scene;
  await rm(scene.began, { force: true });
  const order = makeOrder(scene);
  const startedNs = process.hrtime.bigint();
  void app.offer(order);
  const began = await waitForBegin(scene);
  // The runner kills the agent, and leases again when nothing of the job is left.
  const leases = app.leases.length;
  app.lose(order.jobId);
  await until(() => app.leases.length > leases);
  return Number(began - startedNs) / 1e6;
}

function makeOrder({ sha }: Scene): JobOrder {
  const id = randomUUID();
  return {
    protocol: PROTOCOL_VERSION,
    jobId: id,
    epoch: 1,
    itemId: id,
    title: "acme/web#42",
    repository: { id: 7, name: "acme/web" },
    base: { branch: "main", sha },
    branch: "ao/42-sum",
    from: sha,
    session: null,
    brief: "Please fix the sum.",
    setup: null,
    verify: null,
    signOff: false,
    limits: { jobMs: 60_000, silenceMs: 60_000, commandMs: 10_000, packBytes: 10_000_000 },
    lease: { ttlMs: 30_000, beatMs: 8_000 },
  };
}

async function byHand(scene: Scene, { fetch }: { fetch: boolean }): Promise<number> {
  const { clone, sha, program, directory } = scene;
  await rm(scene.began, { force: true });
  const tree = path.join(directory, "by-hand");
  const git = async (...args: string[]): Promise<void> => {
    await run("git", args, { cwd: clone });
  };
  const startedNs = process.hrtime.bigint();
  if (fetch) {
    const basic = Buffer.from(`x-access-token:${READ_TOKEN}`).toString("base64");
    const header = `http.extraHeader=Authorization: Basic ${basic}`;
    await git("-c", header, "fetch", "--quiet", "origin", "main");
  }
  await git("worktree", "add", "--quiet", "-B", "ao/by-hand", tree, sha);
  const [file = "", ...args] = program;
  const child = spawn(file, args, { cwd: tree, stdio: ["pipe", "ignore", "ignore"] });
  const began = await waitForBegin(scene);
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  await git("worktree", "remove", "--force", tree);
  return Number(began - startedNs) / 1e6;
}

/** @returns when the program began, by the clock all processes of a machine share */
async function waitForBegin({ began }: Scene): Promise<bigint> {
  let text = "";
  await until(async () => {
    text = await readFile(began, "utf8").catch(() => "");
    return text !== "";
  });
  return BigInt(text);
}

async function until(look: () => boolean | Promise<boolean>): Promise<void> {
  for (const giveUpAtMs = performance.now() + 30_000; !(await look());) {
    if (performance.now() > giveUpAtMs) throw new Error(`not within 30 s: ${String(look)}`);
    await sleep(5);
  }
}
