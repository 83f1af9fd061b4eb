/**
 * The environment of an agent and of the repository's own commands: an allow-list, nothing else of the daemon's.
 * What is not named here does not exist for them; a GitHub token never is.
 */
import path from "node:path";
import { knownAgents } from "./agents/known.ts";
import type { AgentChoice } from "./config.ts";
import { committer } from "./git.ts";

/** Taken from the daemon as they are. */
const inherited = ["PATH", "LANG", "LC_ALL", "TERM", "TZ"];

/**
 * The folders of one work item below the runner's directory. `home` is kept: conversations live in it. `packs` is the
 * runner's own; the others are the agent's.
 */
export type ItemFolders = { work: string; home: string; tmp: string; packs: string };

export function itemFolders(directory: string, itemId: string): ItemFolders {
  // The id names folders: nothing in it may climb out of them.
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(itemId)) throw new RangeError(`item id: ${itemId}`);
  return {
    work: path.join(directory, "work", itemId),
    home: path.join(directory, "homes", itemId),
    tmp: path.join(directory, "tmp", itemId),
    packs: path.join(directory, "packs"),
  };
}

/** The same for setup, verify, git in the worktree, and the agent. By `marks` the processes are found again. */
export function makeEnvironment(
  agent: AgentChoice,
  folders: ItemFolders,
  options: {
    marks: Readonly<Record<string, string>>;
    daemon: Readonly<Record<string, string | undefined>>;
  },
): Record<string, string> {
  const environment: Record<string, string> = {
    ...pick(options.daemon, inherited),
    ...knownAgents[agent.name]?.sets,
    ...pick(options.daemon, passedNames(agent)),
    HOME: folders.home,
    TMPDIR: folders.tmp,
    ...options.marks,
    ...gitDefaults(),
  };
  environment["TERM"] ??= "dumb";
  return environment;
}

/** Names that may be taken from the daemon for this agent: its row in the table, and what the operator listed. */
function passedNames(agent: AgentChoice): string[] {
  return [...(knownAgents[agent.name]?.passes ?? []), ...agent.env];
}

/** Values that must never leave in a report or a progress line. Short ones are no secrets, only ordinary words. */
export function secretValues(
  agents: readonly AgentChoice[],
  daemon: Readonly<Record<string, string | undefined>>,
): string[] {
  const names = agents
    .flatMap(passedNames)
    .filter((name) => /KEY|TOKEN|SECRET|PASS|AUTH|CREDENTIAL/i.test(name));
  return Object.values(pick(daemon, names)).filter((value) => value.length >= 8);
}

/** A git that runs nothing of the repository's and asks nobody. */
function gitDefaults(): Record<string, string> {
  const settings: [string, string][] = [
    ["core.hooksPath", "/dev/null"],
    ["core.fsmonitor", "false"],
    ["credential.helper", ""],
    ["submodule.recurse", "false"],
    ["gc.auto", "0"],
    ["maintenance.auto", "false"],
    ["commit.gpgSign", "false"],
    ["advice.detachedHead", "false"],
  ];
  const numbered = settings.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return {
    ...committer,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(numbered),
    GIT_TERMINAL_PROMPT: "0",
    // A commit or merge without a message would wait for an editor for ever.
    GIT_EDITOR: "true",
    GIT_PAGER: "cat",
    PAGER: "cat",
  };
}

function pick(
  from: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = from[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
