/** Which agent works in the demo, and what the runner must know to start it. */
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { knownAgents } from "../../runners/agents/known.ts";
import { locateAgent } from "../../runners/agents/locate.ts";
import type { AgentChoice } from "../../runners/config.ts";
import { JobFailure } from "../../runners/endings.ts";
import { agentNames } from "../agents/install.ts";
import type { AgentName } from "../agents/install.ts";
import { launchAgent } from "../agents/launch.ts";
import { startModel } from "../agents/model.ts";
import { agentCommand, writeScript } from "../support/agent.ts";
import { unlessInterrupted } from "./interrupt.ts";
import type { DemoPlace } from "./place.ts";
import { startProcess } from "./processes.ts";
import { scriptBehaviours } from "./script.ts";
import { BEHAVIOURS, FILES } from "./story.ts";

export interface DemoAgent {
  /** For people: who works. */ title: string;
  /** A model answers that has a mind of its own: it takes as long as it takes. */ isReal: boolean;
  /** For the runner's file. */ agents: AgentChoice[];
  agentsDirectory: string | null;
  /** For the runner's environment, over the demo's own. */ environment: Record<string, string>;
}

/** The agent whose model is scripted: the smallest real one. */
const MOCKED: AgentName = "qwen";
const THINK_MS = 200;

/**
 * @param name as `DemoOptions.agent`
 * @throws {Error} with what to do: no login, no program, no npm registry
 */
export async function prepareAgent(name: string, place: DemoPlace): Promise<DemoAgent> {
  if (name === "scripted") return prepareScripted(place);
  if (name === "mock") return prepareMocked(place);
  return prepareReal(name, place);
}

async function prepareScripted({ directory }: DemoPlace): Promise<DemoAgent> {
  const file = path.join(directory, "script.json");
  await writeScript(file, scriptBehaviours(BEHAVIOURS, FILES));
  return {
    title: "a scripted agent",
    isReal: false,
    agents: [{ name: "scripted", command: agentCommand(file), env: [] }],
    agentsDirectory: null,
    environment: {},
  };
}

async function prepareMocked(place: DemoPlace): Promise<DemoAgent> {
  const directory = await install(MOCKED, place);
  const model = await startModel(BEHAVIOURS, { thinkMs: THINK_MS });
  place.stack.defer(() => model.stop());
  const installed = { directory, bytes: 0, alreadyThere: true };
  const launch = launchAgent(MOCKED, installed, model);
  return { title: `${MOCKED} (its model is scripted)`, isReal: false, ...launch };
}

async function prepareReal(name: string, place: DemoPlace): Promise<DemoAgent> {
  const environment = await findLogin(name);
  const agents = [{ name, command: null, env: [] }];
  const agentsDirectory = await findProgram(name, agents[0], place);
  place.screen.text(
    `${name} works for real now: with your login, at your cost, as your user and without a sandbox,\nin a repository of its own below ${place.directory}.`,
    "bold",
  );
  return { title: name, isReal: true, agents, agentsDirectory, environment };
}

/** Where an agent keeps the login a person made at the keyboard, below the home directory. */
const logins: Readonly<Record<string, { variable: string; folder: string; file: string }>> = {
  claude: { variable: "CLAUDE_CONFIG_DIR", folder: ".claude", file: ".credentials.json" },
  codex: { variable: "CODEX_HOME", folder: ".codex", file: "auth.json" },
};

/** The variables that the table of agents lets through, when one of them is a login. Files are not opened. */
async function findLogin(name: string): Promise<Record<string, string>> {
  const known = knownAgents[name];
  if (known === undefined) throw new RangeError(`not a known agent: ${name}`);
  const environment: Record<string, string> = {};
  for (const variable of known.passes) {
    const value = process.env[variable];
    if (value !== undefined && value !== "") environment[variable] = value;
  }
  if (known.login.some((variable) => environment[variable] !== undefined)) return environment;
  const kept = logins[name];
  if (kept !== undefined) {
    const folder = path.join(homedir(), kept.folder);
    if (await isThere(path.join(folder, kept.file)))
      return { ...environment, [kept.variable]: folder };
  }
  throw new Error(
    `${name} has no login here. Set one of ${known.login.join(", ")} and start again.`,
  );
}

/** The folder to look in besides PATH, or null when PATH has it. */
async function findProgram(
  name: string,
  choice: AgentChoice | undefined,
  place: DemoPlace,
): Promise<string | null> {
  if (choice === undefined) throw new RangeError("no agent chosen");
  try {
    await locateAgent(choice, { agentsDirectory: null }, process.env);
    return null;
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error;
    const installable = agentNames.find((one) => one === name);
    if (installable === undefined) throw new Error(error.diagnosis.says, { cause: error });
    return install(installable, place);
  }
}

/** @returns the folder that holds `node_modules` */
async function install(name: AgentName, place: DemoPlace): Promise<string> {
  const { screen, stack, directory, signal } = place;
  const npm = startProcess<string>({
    name: "the agent's installation",
    script: fileURLToPath(new URL("install-agent.ts", import.meta.url)),
    args: [name],
    directory,
    environment: process.env,
    read: ({ says, directory: there }) => {
      if (typeof says === "string") screen.step(says);
      return typeof there === "string" ? there : null;
    },
  });
  stack.defer(() => npm.stop());
  return unlessInterrupted(npm.started, signal);
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
