/**
 * A whole AO on loopback for one story: GitHub's stand-in, the app with a real database, a runner with a scripted agent
 * as a real process. `story` starts it, plays, and at the end checks what must hold after every story.
 */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import type { Logger } from "pino";
import { expect } from "vitest";
import { makeParts } from "../../runners/parts.ts";
import { startRunner } from "../../runners/daemon.ts";
import type { RunningRunner } from "../../runners/daemon.ts";
import type { RunnerConfig } from "../../runners/config.ts";
import type { Config } from "../../src/config.ts";
import type { WorkItem } from "../../src/core/work-item.ts";
import { PACE, startApp } from "../../src/start.ts";
import type { Pace, RunningApp } from "../../src/start.ts";
import { newestItemOf } from "../../src/store/queries.ts";
import { startGitHub } from "../github/stand-in.ts";
import type { IssueView, PullView, StandIn, StandInOptions } from "../github/stand-in.ts";
import { agentCommand, writeScript } from "./agent.ts";
import { keepPages } from "./keep-pages.ts";
import type { Script } from "./agent.ts";

export const REPOSITORY = "acme/web";

export interface StoryOptions {
  github?: StandInOptions;
  config?: Partial<Config>;
  pace?: Partial<Pace>;
  /** false: the story starts its runner by itself. */
  runner?: boolean;
  files?: Record<string, string>;
  /** Another agent than the scripted one; `environment` lies over the runner's own. */
  agent?: Pick<RunnerConfig, "agents" | "agentsDirectory"> & {
    environment: Record<string, string>;
  };
  /** Where the app finds GitHub when something stands between; given the stand-in's own address. */
  githubUrl?: (standIn: string) => string;
  /** Accepted beside the current webhook secret. */
  previousSecret?: string;
  /** Gets each line of the app's log. */
  onLog?: (line: string) => void;
  private?: boolean;
  drafts?: boolean;
}

export interface Ao {
  github: StandIn;
  app: RunningApp;
  directory: string;
  /** What the agent does from now on. */
  script(script: Script): Promise<void>;
  startRunner(name?: string): Promise<RunningRunner>;
  /** The same as a process of its own, to be killed. */
  spawnRunner(name: string): Promise<{ kill(): Promise<void> }>;
  restartApp(): Promise<void>;
  /** Opens an issue as its author and gives its number. */
  openIssue(title: string, body?: string): Promise<number>;
  issue(number: number): IssueView;
  /** The only pull request. @throws when there is none, or more than one */
  pull(): PullView;
  item(number: number): Promise<WorkItem | null>;
  /** Waits until `what` is true (or does not throw), at most `withinMs`. */
  until(what: () => unknown, withinMs?: number): Promise<void>;
  untilState(
    number: number,
    state: WorkItem["state"]["name"],
    withinMs?: number,
  ): Promise<WorkItem>;
}

/** A repository whose only check is its own test. */
export const FILES: Record<string, string> = {
  "README.md": "# web\n",
  "sum.js": "export const sum = (a, b) => a - b;\n",
  "sum.test.js": [
    'import assert from "node:assert";',
    'import { sum } from "./sum.js";',
    'assert.strictEqual(sum(1, 2), 3, "sum(1, 2)");',
    'console.log("1 passed");',
    "",
  ].join("\n"),
  "package.json":
    '{ "name": "web", "type": "module", "scripts": { "test": "node sum.test.js" } }\n',
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

/** The agent mends `sum.js`. */
export const GOOD_SUM = "export const sum = (a, b) => a + b;\n";

const FAST: Pace = {
  ...PACE,
  lease: { ttlMs: 4_000, beatMs: 300 },
  jobLimits: { ...PACE.jobLimits, silenceMs: 20_000 },
  reconcile: { tickMs: 100, sweepMs: 3_600_000 },
};

export async function story(
  play: (ao: Ao) => Promise<void>,
  options: StoryOptions = {},
): Promise<void> {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), "ao-story-")));
  const github = await startGitHub(options.github);
  const runners: RunningRunner[] = [];
  const spawned: (() => Promise<void>)[] = [];
  const log = keepLog(options.onLog);
  let app: RunningApp | null = null;
  try {
    for (const login of ["mira", "jo", "sam", "eve"]) github.addUser(login);
    const config = makeConfig(github, directory, options.config);
    config.githubUrl = options.githubUrl?.(github.url) ?? config.githubUrl;
    if (options.previousSecret !== undefined) config.webhookSecrets.push(options.previousSecret);
    // A second start takes the first one's port, as an operator's would: runners find it again.
    let port = 0;
    const start = async (): Promise<RunningApp> => {
      const started = await startApp({ ...config, port }, log.logger, {
        ...FAST,
        ...options.pace,
      });
      port = Number(new URL(started.url).port);
      github.deliverTo(`${started.url}/api/github/webhooks`);
      return started;
    };
    app = await start();
    await github.addRepository({
      name: REPOSITORY,
      files: options.files ?? FILES,
      collaborators: { mira: "write", jo: "maintain", sam: "triage" },
      ...(options.private !== undefined && { private: options.private }),
      ...(options.drafts !== undefined && { drafts: options.drafts }),
    });
    await labelsMade(github);
    const inside = { github, directory, runners, spawned, app: () => app, config, options, log };
    const ao = makeStory(inside);
    const whole: Ao = Object.assign(ao, {
      async restartApp() {
        await app?.stop();
        app = await start();
        Object.assign(ao, { app });
      },
      app,
    });
    await whole.script({ turns: [{ when: "", steps: [fixSum()] }] });
    if (options.runner !== false) await whole.startRunner();
    await play(whole);
    expect(github.violations).toEqual([]);
  } catch (error) {
    throw withEvidence(error, [...github.violations, ...log.kept]);
  } finally {
    await keepPages(github, REPOSITORY);
    await Promise.all(spawned.map((kill) => kill()));
    await Promise.all(runners.map((runner) => runner.stop({ drain: false })));
    await app?.stop();
    await github.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** At installation AO makes its labels; a phone can't add one that does not exist. */
async function labelsMade(github: StandIn): Promise<void> {
  const made = (): number =>
    github.requests.filter((one) => one.method === "POST" && one.path.endsWith("/labels")).length;
  for (const giveUpAt = performance.now() + 10_000; made() < 3;) {
    if (performance.now() > giveUpAt) throw new Error("the labels were not made");
    await sleep(10);
  }
}

/** One commit that mends the bug. */
export function fixSum(text = GOOD_SUM): {
  do: "commit";
  message: string;
  files: Record<string, string>;
} {
  return { do: "commit", message: "Add instead of subtracting", files: { "sum.js": text } };
}

interface Inside {
  github: StandIn;
  directory: string;
  runners: RunningRunner[];
  spawned: (() => Promise<void>)[];
  app(): RunningApp | null;
  config: Config;
  options: StoryOptions;
  log: KeptLog;
}

function makeStory(inside: Inside): Omit<Ao, "app" | "restartApp"> {
  const { github, directory, runners } = inside;
  const { agent } = inside.options;
  const scriptFile = path.join(directory, "script.json");
  const item = async (number: number): Promise<WorkItem | null> => {
    const app = inside.app();
    if (app === null) return null;
    const repositoryId = await repositoryIdOf(app, number);
    return repositoryId === null ? null : newestItemOf(app.parts.database, repositoryId, number);
  };
  return {
    github,
    directory,
    script: (script) => writeScript(scriptFile, script),
    async startRunner(name = `attic-${runners.length + 1}`) {
      const app = inside.app();
      if (app === null) throw new Error("the app is not running");
      const home = path.join(directory, name);
      await mkdir(home, { recursive: true });
      const runner = startRunner(
        {
          server: app.url,
          token: inside.config.runnerToken,
          name,
          directory: home,
          agents: agent?.agents ?? [
            { name: "scripted", command: agentCommand(scriptFile), env: [] },
          ],
          agentsDirectory: agent?.agentsDirectory ?? null,
          parallel: 2,
          sandbox: "required",
          drainMs: 5_000,
        },
        {
          ...makeParts(),
          log: inside.log.logger,
          environment: { ...process.env, ...agent?.environment },
        },
      );
      runners.push(runner);
      return runner;
    },
    async spawnRunner(name) {
      const app = inside.app();
      if (app === null) throw new Error("the app is not running");
      const file = path.join(directory, `${name}.yml`);
      const command = JSON.stringify(agentCommand(scriptFile));
      const lines = [
        `server: ${app.url}`,
        `name: ${name}`,
        `directory: ${path.join(directory, name)}`,
        `agents: { scripted: { command: ${command} } }`,
      ];
      await writeFile(file, `${lines.join("\n")}\n`);
      const daemon = fileURLToPath(new URL("../../runners/daemon.ts", import.meta.url));
      const child = spawn(process.execPath, [daemon, file], {
        env: { ...process.env, AO_RUNNER_TOKEN: inside.config.runnerToken },
        stdio: "ignore",
      });
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      const kill = async (): Promise<void> => {
        child.kill("SIGKILL");
        await gone;
      };
      inside.spawned.push(kill);
      return { kill };
    },
    openIssue: (title, body = "`sum(1, 2)` gives -1") =>
      github.as("mira").openIssue(REPOSITORY, { title, body }),
    issue: (number) => github.issue(REPOSITORY, number),
    pull() {
      const pulls = github.pulls(REPOSITORY);
      const [pull] = pulls;
      if (pull === undefined || pulls.length > 1) throw new Error(`${pulls.length} pull requests`);
      return pull;
    },
    item,
    until,
    async untilState(number, state, withinMs) {
      await until(async () => {
        const now = await item(number);
        if (now?.state.name === state) return;
        const trail = now?.trail.map((one) => one.why).join("\n  ") ?? "never asked";
        throw new Error(`#${number} is ${now?.state.name ?? "nothing"}, not ${state}:\n  ${trail}`);
      }, withinMs);
      const found = await item(number);
      if (found === null) throw new Error(`#${number} has no work item`);
      return found;
    },
  };
}

async function until(what: () => unknown, withinMs = 20_000): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      if ((await what()) !== false) return;
      if (performance.now() > giveUpAt)
        throw new Error(`not within ${withinMs} ms: ${String(what)}`);
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
    }
    await sleep(20);
  }
}

async function repositoryIdOf(app: RunningApp, number: number): Promise<number | null> {
  const { rows } = await app.parts.database.client.execute({
    sql: "SELECT repository_id FROM items WHERE number = ? LIMIT 1",
    args: [number],
  });
  const id = rows[0]?.["repository_id"];
  return typeof id === "number" ? id : null;
}

function makeConfig(github: StandIn, directory: string, change: Partial<Config> = {}): Config {
  return {
    appId: github.app.id,
    privateKey: github.app.privateKey,
    webhookSecrets: [github.app.webhookSecret],
    githubUrl: github.url,
    runnerToken: "runner-token-for-stories-0123456789abcdef",
    databaseUrl: `file:${path.join(directory, "ao.db")}`,
    databaseToken: undefined,
    host: "127.0.0.1",
    port: 0,
    limits: { parallel: 2, budgetIssueUsd: 5, budgetDayUsd: 20, attempts: 5 },
    timing: {
      quietMs: 150,
      noChecksMs: 3_000,
      pollMs: 1_000,
      unclaimedMs: 60_000,
      remindMs: 3_600_000,
      stopMs: 10_000,
      stuckMs: 7_200_000,
      statusMs: 300,
    },
    ...change,
  };
}

interface KeptLog {
  logger: Logger;
  /** The last lines, so that a story that fails tells what happened. */
  kept: readonly string[];
}

const KEPT_LINES = 60;

/** `AO_LOG=1 npm test` shows what the app and the runner say while they say it. */
function keepLog(onLog: ((line: string) => void) | undefined): KeptLog {
  const kept: string[] = [];
  const write = (line: string): void => {
    kept.push(line.trimEnd());
    if (kept.length > KEPT_LINES) kept.shift();
    onLog?.(line);
    if (process.env["AO_LOG"] !== undefined) process.stdout.write(line);
  };
  return { logger: pino({ level: "info" }, { write }), kept };
}

function withEvidence(error: unknown, evidence: readonly string[]): unknown {
  if (!(error instanceof Error) || evidence.length === 0) return error;
  error.message += `\n\nThe app and the runner said:\n${evidence.join("\n")}`;
  return error;
}
