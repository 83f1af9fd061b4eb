/** One runner with everything around it, real but for the app and the agent's mind: see `makeBench`. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import type { RunnerConfig } from "../../runners/config.ts";
import { realClock } from "../../runners/clock.ts";
import { type RunningRunner, startRunner } from "../../runners/daemon.ts";
import { makeMachine } from "../../runners/machine.ts";
import type { RunnerParts } from "../../runners/parts.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import type { JobOrder } from "../../src/protocol/words.ts";
import { agentCommand, type Script, writeScript } from "../support/agent.ts";
import { type App, READ_TOKEN, RUNNER_TOKEN, startApp } from "./app.ts";
import { type GitServer, startGitServer } from "./git-server.ts";

const run = promisify(execFile);

export type Bench = {
  app: App;
  github: GitServer;
  /** The runner's directory. */ directory: string;
  config: RunnerConfig;
  parts: RunnerParts;
  /** What the runner logged, one line each. */ log: string[];
  start: () => RunningRunner;
  /** Another mind for the agents that are started from now on. */ rewrite: (
    script: Script,
  ) => Promise<void>;
  /** An order with a job id of its own; the rest as `changes` says. */
  order: (changes?: Partial<JobOrder>) => JobOrder;
  /** The item's folders. */ work: (itemId?: string) => string;
  home: (itemId?: string) => string;
};

/**
 * Everything is in a fresh directory and gone after the test. The runner is not started yet. Without `preflight` it takes
 * its agents for able.
 */
export async function makeBench(
  script: Script,
  { preflight = false }: { preflight?: boolean } = {},
): Promise<Bench> {
  const root = await mkdtemp(path.join(tmpdir(), "ao-runner-"));
  const directory = path.join(root, "ao");
  const scriptFile = path.join(root, "script.json");
  const app = await startApp();
  const github = await startGitServer(root, READ_TOKEN);
  app.cloneUrl = github.cloneUrl;
  await writeScript(scriptFile, script);
  const config: RunnerConfig = {
    server: app.url,
    token: RUNNER_TOKEN,
    name: "attic",
    directory,
    agents: [{ name: "scripted", command: agentCommand(scriptFile), env: [] }],
    agentsDirectory: null,
    parallel: 1,
    sandbox: "required",
    drainMs: 500,
  };
  const log: string[] = [];
  const write = (fields: object, says: string) => {
    log.push(`${says} ${JSON.stringify(fields)}`);
  };
  const parts: RunnerParts = {
    clock: realClock,
    random: Math.random,
    log: { info: write, warn: write, error: write },
    fetch: globalThis.fetch,
    environment: { PATH: process.env["PATH"], HOME: root, LANG: "C.UTF-8" },
  };
  const running: RunningRunner[] = [];
  onTestFinished(async () => {
    await Promise.all(running.map((one) => one.stop({ drain: false })));
    await app.close();
    await github.close();
    await rm(root, { recursive: true, force: true });
  });
  let count = 0;
  return {
    app,
    github,
    directory,
    config,
    parts,
    log,
    start: () => {
      const machine = makeMachine(config, parts);
      const checkAgent = preflight ? machine.checkAgent : async () => ({ says: "not asked" });
      const runner = startRunner(config, { ...parts, machine: { ...machine, checkAgent } });
      running.push(runner);
      return runner;
    },
    rewrite: (next) => writeScript(scriptFile, next),
    work: (itemId = "item1") => path.join(directory, "work", itemId),
    home: (itemId = "item1") => path.join(directory, "homes", itemId),
    order: (changes = {}) => {
      count += 1;
      return {
        protocol: PROTOCOL_VERSION,
        jobId: `job${count}-${path.basename(root)}`,
        epoch: 1,
        itemId: "item1",
        title: "acme/web#42",
        repository: { id: 7, name: "acme/web" },
        base: { branch: "main", sha: github.base },
        branch: "ao/42-sum",
        from: github.base,
        session: null,
        brief: "Please fix the sum.",
        setup: null,
        verify: null,
        signOff: false,
        limits: { jobMs: 60_000, silenceMs: 20_000, commandMs: 10_000, packBytes: 10_000_000 },
        lease: { ttlMs: 6_000, beatMs: 300 },
        ...changes,
      };
    },
  };
}

/** Takes a job's pack in as the app does and answers the repository: self-contained, or this throws. */
export async function unpack(
  bench: Bench,
  order: JobOrder,
  outcome: { head: string; pack: string },
): Promise<(...args: string[]) => Promise<string>> {
  const bytes = bench.app.job(order.jobId).packs.get(outcome.pack);
  if (bytes === undefined) throw new Error(`no pack ${outcome.pack}`);
  const repository = await mkdtemp(path.join(path.dirname(bench.directory), "in-"));
  const git = async (...args: string[]) =>
    (await run("git", args, { cwd: repository, encoding: "utf8" })).stdout.trim();
  await git("init", "--quiet", "--bare", ".");
  await git("fetch", "--quiet", "--depth=1", bench.github.bare, `${order.from}:refs/ao/old`);
  const indexing = run("git", ["index-pack", "--fsck-objects", "--stdin"], { cwd: repository });
  indexing.child.stdin?.end(bytes);
  await indexing;
  await git("update-ref", "refs/ao/in", outcome.head);
  return git;
}

/** Waits until `look` answers something other than null or false. */
export async function until<T>(look: () => T | Promise<T>, ms = 10_000): Promise<NonNullable<T>> {
  for (const startedMs = Date.now(); ;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (Date.now() - startedMs > ms) throw new Error(`not seen within ${ms} ms: ${String(look)}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** True while a process with this id exists and is no zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  const { stdout } = await run("ps", ["-o", "stat=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }));
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}
