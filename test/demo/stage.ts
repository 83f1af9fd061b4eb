/** Everything the demo starts: the stand-in for GitHub in this process, app and runner as an operator would. */
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { realClock } from "../../runners/clock.ts";
import { killOrphans } from "../../runners/orphans.ts";
import { startGitHub } from "../github/stand-in.ts";
import type { StandIn } from "../github/stand-in.ts";
import type { DemoAgent } from "./agents.ts";
import { unlessInterrupted } from "./interrupt.ts";
import type { Victim } from "./options.ts";
import type { DemoPlace } from "./place.ts";
import { keepProcess } from "./kept-process.ts";
import type { KeptProcess } from "./kept-process.ts";
import { FILES, REPOSITORY, REQUESTER } from "./story.ts";

export interface Stage {
  github: StandIn;
  repositoryId: number;
  /** The app's database, as a file's address. */ databaseUrl: string;
  /** Rejects when app or runner end by themselves. */ broken: Promise<never>;
  /** Ends app and runner; the stand-in stays. */ stopWorking(): Promise<void>;
  /** SIGKILL. */ kill(victim: Victim): Promise<void>;
  /** As it was before it was killed. `wasLeft`: a killed runner's agent still ran. */
  startAgain(victim: Victim): Promise<{ wasLeft: boolean }>;
}

const RUNNER = "demo";

/** @throws {Error} when something does not start, with its last words */
export async function setStage(agent: DemoAgent, place: DemoPlace): Promise<Stage> {
  const { directory, stack, signal } = place;
  const folders = await makeFolders(directory);
  const github = await startGitHub({ directory: folders.github });
  stack.defer(() => github.stop());
  github.addUser(REQUESTER);
  const token = randomBytes(32).toString("hex");
  const databaseUrl = `file:${path.join(folders.app, "ao.db")}`;

  const app = startApp(github, { token, databaseUrl, folders });
  stack.defer(() => app.stop());
  const url = await unlessInterrupted(app.started, signal);
  github.deliverTo(`${url}/api/github/webhooks`);
  const runner = await startRunner(agent, { token, url, folders });
  const stopRunner = async (): Promise<void> => {
    await runner.stop();
    await killOrphans(folders.runner, realClock);
  };
  stack.defer(stopRunner);
  const { id: repositoryId } = await github.addRepository({
    name: REPOSITORY,
    files: FILES,
    collaborators: { [REQUESTER]: "write" },
  });
  await unlessInterrupted(Promise.all([runner.started, waitForLabels(github)]), signal);
  return {
    github,
    repositoryId,
    databaseUrl,
    broken: Promise.race([app.broken, runner.broken]),
    stopWorking: async () => {
      await stopRunner();
      await app.stop();
    },
    kill: (victim) => (victim === "app" ? app : runner).kill(),
    startAgain: async (victim) => {
      if (victim === "runner") return runner.startAgain();
      // Where runners and GitHub look for it.
      await app.startAgain({ PORT: new URL(url).port });
      return { wasLeft: false };
    },
  };
}

interface Folders {
  github: string;
  app: string;
  runner: string;
  home: string;
  tmp: string;
}

async function makeFolders(directory: string): Promise<Folders> {
  const at = (name: string): string => path.join(directory, name);
  const folders = {
    github: at("github"),
    app: at("app"),
    runner: at("runner"),
    home: at("home"),
    tmp: at("tmp"),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  return folders;
}

/** Resolves with its address. */
function startApp(
  github: StandIn,
  { token, databaseUrl, folders }: { token: string; databaseUrl: string; folders: Folders },
): KeptProcess<string> {
  return keepProcess({
    name: "the app",
    script: fileURLToPath(new URL("app.ts", import.meta.url)),
    directory: folders.app,
    environment: {
      ...baseEnvironment(folders),
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.app.webhookSecret,
      GITHUB_URL: github.url,
      AO_RUNNER_TOKEN: token,
      DATABASE_URL: databaseUrl,
      PORT: "0",
      // Seconds; a watcher does not want to wait as long as github.com may need.
      AO_QUIET_SECONDS: "1.5",
      AO_POLL_SECONDS: "2",
      AO_NO_CHECKS_SECONDS: "30",
    },
    read: ({ msg, url }) => (msg === "AO is ready" && typeof url === "string" ? url : null),
  });
}

async function startRunner(
  agent: DemoAgent,
  { token, url, folders }: { token: string; url: string; folders: Folders },
): Promise<KeptProcess<{ wasLeft: boolean }>> {
  const file = path.join(folders.runner, "demo.yml");
  const agents = agent.agents.map(({ name, command, env }) => [
    name,
    { env, ...(command !== null && { command }) },
  ]);
  const settings = {
    server: url,
    name: RUNNER,
    directory: folders.runner,
    agents: Object.fromEntries(agents),
    ...(agent.agentsDirectory !== null && { agentsDirectory: agent.agentsDirectory }),
    drainSeconds: 0,
  };
  await writeFile(file, stringify(settings));
  let wasLeft = false;
  return keepProcess({
    name: "the runner",
    script: fileURLToPath(new URL("../../runners/daemon.ts", import.meta.url)),
    args: [file],
    directory: folders.runner,
    environment: {
      ...baseEnvironment(folders),
      // So that the first try passes on this machine, wherever it stands.
      TZ: "UTC",
      AO_RUNNER_TOKEN: token,
      ...agent.environment,
    },
    read: ({ msg, orphans }) => {
      wasLeft ||= typeof orphans === "number" && orphans > 0;
      return msg === "ready for work" ? { wasLeft } : null;
    },
  });
}

/** Nothing of whoever starts the demo gets in but where programs are. */
function baseEnvironment(folders: Folders): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: folders.home,
    TMPDIR: folders.tmp,
    LANG: "C.UTF-8",
    NODE_NO_WARNINGS: "1",
  };
}

/** AO makes its labels when it is installed; a phone can't add one that does not exist. */
async function waitForLabels(github: StandIn): Promise<void> {
  const made = (): number =>
    github.requests.filter((one) => one.method === "POST" && one.path.endsWith("/labels")).length;
  for (const giveUpAt = performance.now() + 20_000; made() < 3;) {
    if (performance.now() > giveUpAt) throw new Error("AO did not make its labels within 20 s");
    await sleep(20);
  }
}
