/** The command line of `npm run demo`. */
import { parseArgs } from "node:util";
import { knownAgents } from "../../runners/agents/known.ts";

/**
 * Who works: `mock` is a real agent with a scripted model behind it, `scripted` an agent for tests that is a script
 * itself, any other name a real agent with the login it has on this machine.
 */
export interface DemoOptions {
  agent: string;
  keep: boolean;
  help: boolean;
}

/** What is wrong with the command line, in one line for the terminal. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** @throws {UsageError} for anything that is not in `usage` */
export function readOptions(args: readonly string[]): DemoOptions {
  const { agent, keep, help } = parse(args);
  const names = Object.keys(knownAgents);
  if (agent !== undefined && agent !== "scripted" && !names.includes(agent)) {
    throw new UsageError(`--agent: one of ${names.join(", ")}, not “${agent}”`);
  }
  return { agent: agent ?? "mock", keep: keep === true, help: help === true };
}

interface Flags {
  agent?: string | undefined;
  keep?: boolean | undefined;
  help?: boolean | undefined;
}

function parse(args: readonly string[]): Flags {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        agent: { type: "string" },
        keep: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [says = error.message] = error.message.split(". ", 1);
    throw new UsageError(`${says} (npm run demo -- --help lists what there is)`);
  }
}

export const usage = `usage: npm run demo [-- --keep] [-- --agent <name>]

Plays AO's whole journey on this machine, with nothing but loopback: an issue gets the label \`ao\`,
a coding agent works on it, its pull request goes red, the log goes back to it, and it gets green.
GitHub is a stand-in, app and runner are the real ones, and so is the agent; a scripted model
answers it, so no login is needed and nothing is billed.

  --keep           leave the stand-in up and print its address: the threads can be read as pages
  --agent <name>   use this agent with the login it has here, for real, at its real cost:
                   ${Object.keys(knownAgents).join(", ")}
  --help           this text
`;
