/** Where the program of an agent is on this machine. */
import { access, constants, open, realpath } from "node:fs/promises";
import path from "node:path";
import type { AgentChoice, RunnerConfig } from "../config.ts";
import { diagnose, JobFailure } from "../endings.ts";
import { knownAgents } from "./known.ts";

/**
 * The command that starts `agent`: the operator's own, or the known program from `agentsDirectory` or PATH.
 * A script for Node runs in this very Node: the one on PATH is often too old for it.
 * @throws {JobFailure} `start_failed` with where it was looked for and how to install it
 */
export async function locateAgent(
  agent: AgentChoice,
  config: Pick<RunnerConfig, "agentsDirectory">,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  if (agent.command !== null) return agent.command;
  const known = knownAgents[agent.name];
  if (known === undefined) throw new RangeError(`agent without a command: ${agent.name}`);
  const folders = (environment["PATH"] ?? "").split(path.delimiter).filter((one) => one !== "");
  if (config.agentsDirectory !== null) {
    folders.unshift(path.join(config.agentsDirectory, "node_modules", ".bin"));
  }
  for (const folder of folders) {
    const file = path.join(folder, known.program);
    if (!(await isExecutable(file))) continue;
    const script = await realpath(file);
    return (await isNodeScript(script))
      ? [process.execPath, script, ...known.args]
      : [file, ...known.args];
  }
  const where = config.agentsDirectory === null ? "on PATH" : "in agentsDirectory and on PATH";
  const says = `${agent.name}: no program ${known.program} ${where}. Install it: npm install ${known.npm}`;
  throw new JobFailure(diagnose("start_failed", says, { checked: folders.slice(0, 20) }));
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function isNodeScript(file: string): Promise<boolean> {
  const opened = await open(file);
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(64), 0, 64, 0);
    return /^#!.*\bnode\b/.test(buffer.toString("latin1", 0, bytesRead));
  } finally {
    await opened.close();
  }
}
