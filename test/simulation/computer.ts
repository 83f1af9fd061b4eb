/**
 * A team's machine: what outlives the runner's process on it. Worktrees, what the runner remembers, running agents.
 * An agent whose runner is gone ends by itself within moments: its input has ended.
 */
import type { Result } from "../../src/protocol/outcome-file.ts";
import type { Memory } from "../../runners/memory.ts";
import type { SimCommit } from "./github/words.ts";
import type { SimProcess } from "./sim-process.ts";
import type { World } from "./world.ts";

export interface SimAgent {
  jobId: string;
  /** `repository id#issue number`. */
  subject: string;
  computer: string;
  startedAt: number;
  endedAt: number | null;
}

export interface Tree {
  head: string;
  /** Commits made here and not known to be pushed, oldest first. */
  commits: SimCommit[];
  dirty: boolean;
  /** How its agent says that it ended without a commit, until that is read. */
  result: Result | null;
}

export interface Computer {
  name: string;
  trees: Map<string, Tree>;
  memories: Map<string, Memory>;
  sessions: Set<string>;
  packs: Map<string, Uint8Array<ArrayBuffer>>;
  startAgent(runner: SimProcess, about: { jobId: string; subject: string }): SimAgent;
  endAgent(agent: SimAgent, why: string): void;
  /** Those that run, of one job or of all. */
  agents(jobId?: string): SimAgent[];
}

/** @param onStart told of each agent while it starts, with all that run anywhere */
export function makeComputer(
  world: World,
  name: string,
  { all, onStart }: { all: SimAgent[]; onStart: (agent: SimAgent) => void },
): Computer {
  const chance = world.chance.fork(`computer ${name}`);
  const computer: Computer = {
    name,
    trees: new Map(),
    memories: new Map(),
    sessions: new Set(),
    packs: new Map(),
    startAgent(runner, { jobId, subject }) {
      const agent: SimAgent = {
        jobId,
        subject,
        computer: name,
        startedAt: world.now(),
        endedAt: null,
      };
      world.trace(`${name} starts an agent for ${subject}, job ${jobId}`);
      onStart(agent);
      all.push(agent);
      runner.onDeath(() => {
        world.after(chance.between(0, 3_000), null, () =>
          computer.endAgent(agent, "its runner is gone"),
        );
      });
      return agent;
    },
    endAgent(agent, why) {
      if (agent.endedAt !== null) return;
      agent.endedAt = world.now();
      world.trace(`${name}: the agent of job ${agent.jobId} ends: ${why}`);
    },
    agents: (jobId) =>
      all.filter(
        (one) =>
          one.computer === name &&
          one.endedAt === null &&
          (jobId === undefined || one.jobId === jobId),
      ),
  };
  return computer;
}
