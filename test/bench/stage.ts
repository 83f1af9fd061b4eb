/** All of AO on loopback: the stand-in for GitHub here, app and runner as processes of their own, a scripted agent. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { startProcess } from "../demo/processes.ts";
import { startGitHub } from "../github/stand-in.ts";
import type { StandIn, StandInOptions } from "../github/stand-in.ts";
import { agentCommand, writeScript } from "../support/agent.ts";
import type { Script } from "../support/agent.ts";
import type { Place } from "./place.ts";
import { baseEnvironment, RUNNER_TOKEN, startAo } from "./start-ao.ts";

export const REPOSITORY = "acme/web";
export const REQUESTER = "mira";

export interface StageSpec {
  files: Readonly<Record<string, string>>;
  /** Settings of the app over the README's defaults. */ settings?: Readonly<
    Record<string, string>
  >;
  github?: StandInOptions;
}

export interface Stage {
  github: StandIn;
  /** The app's. */ url: string;
}

/** The app with one repository, AO's labels made; no runner yet. */
export async function setStage(place: Place, spec: StageSpec): Promise<Stage> {
  const github = await startGitHub(spec.github);
  place.stack.defer(() => github.stop());
  github.addUser(REQUESTER);
  const { app, url: githubUrl } = github;
  const { url } = await startAo(place, { githubUrl, app, settings: spec.settings ?? {} });
  github.deliverTo(`${url}/api/github/webhooks`);
  await addRepository(github, spec.files);
  return { github, url };
}

/** Resolves when AO has made its labels there: nobody can put on one that does not exist. */
export async function addRepository(
  github: StandIn,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await github.addRepository({
    name: REPOSITORY,
    files,
    collaborators: { [REQUESTER]: "write" },
  });
  const made = (): number =>
    github.requests.filter((one) => one.method === "POST" && one.path.endsWith("/labels")).length;
  await until("AO makes its labels", () => made() === 3);
  await github.quiet();
}

/** @returns the runner's directory */
export async function addRunner(place: Place, url: string, script: Script): Promise<string> {
  const home = path.join(place.directory, "runner");
  await mkdir(home);
  const scriptFile = path.join(place.directory, "script.json");
  await writeScript(scriptFile, script);
  const file = path.join(place.directory, "runner.yml");
  const agents = { scripted: { command: agentCommand(scriptFile) } };
  await writeFile(
    file,
    stringify({ server: url, name: "bench", directory: home, agents, drainSeconds: 0 }),
  );
  const runner = startProcess({
    name: "the runner",
    script: fileURLToPath(new URL("../../runners/daemon.ts", import.meta.url)),
    args: [file],
    directory: place.directory,
    environment: { ...baseEnvironment(home), AO_RUNNER_TOKEN: RUNNER_TOKEN },
    read: ({ msg }) => (msg === "ready for work" ? true : null),
  });
  place.stack.defer(() => runner.stop());
  await runner.started;
  return home;
}

/** @throws {Error} naming `what` when it is not so within the time */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs = 30_000,
): Promise<void> {
  for (const giveUpAtMs = performance.now() + withinMs; !(await isSo());) {
    if (performance.now() > giveUpAtMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(5);
  }
}
