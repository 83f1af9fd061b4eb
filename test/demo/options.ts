/** The command line of `npm run demo`. */
import { parseArgs } from "node:util";
import { knownAgents } from "../../runners/agents/known.ts";

/** What can be killed. */
export type Victim = "app" | "runner";

/**
 * Who works: `mock` is a real agent with a scripted model behind it, `scripted` an agent for tests that is a script
 * itself, any other name a real agent with the login it has on this machine.
 */
export interface DemoOptions {
  agent: string;
  /** What is killed in the agent's second turn. */ crash: Victim | null;
  keep: boolean;
  help: boolean;
}

/** What is wrong with the command line, in one line for the terminal. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** @throws {UsageError} for anything that is not in `usage` */
export function readOptions(args: readonly string[]): DemoOptions {
  const { agent, crash = null, keep, help } = parse(args);
  const names = Object.keys(knownAgents);
  if (agent !== undefined && agent !== "scripted" && !names.includes(agent)) {
    throw new UsageError(`--agent: one of ${names.join(", ")}, not “${agent}”`);
  }
  if (crash !== null && crash !== "app" && crash !== "runner") {
    throw new UsageError(`--crash: app or runner, not “${crash}”`);
  }
  return { agent: agent ?? "mock", crash, keep: keep === true, help: help === true };
}

interface Flags {
  agent?: string | undefined;
  crash?: string | undefined;
  keep?: boolean | undefined;
  help?: boolean | undefined;
}

function parse(args: readonly string[]): Flags {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        agent: { type: "string" },
        crash: { type: "string" },
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

export const usage = `usage: npm run demo [-- --keep] [-- --crash app|runner] [-- --agent <name>]

Plays AO's whole journey on this machine, with nothing but loopback: an issue gets the label \`ao\`,
a coding agent works on it, its pull request goes red, the log goes back to it, and it gets green.
GitHub is a stand-in, app and runner are the real ones, and so is the agent; a scripted model
answers it, so no login is needed and nothing is billed.

  --keep           leave the stand-in up and print its address: the threads can be read as pages
  --crash <which>  kill the app or the runner while the agent mends the red check, start it again a
                   moment later, and see that the threads show nothing of it
  --agent <name>   use this agent with the login it has here, for real, at its real cost:
                   ${Object.keys(knownAgents).join(", ")}
  --help           this text
`;
