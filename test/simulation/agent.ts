/** A coding agent as far as a job sees it: it thinks for a while, commits or not, crashes, hangs, and goes on when asked. */
import type { Agent, Turn } from "../../runners/agents/agent.ts";
import { diagnose, JobFailure } from "../../runners/endings.ts";
import type { Result } from "../../src/protocol/outcome-file.ts";
import type { JobPlace } from "../../runners/machine.ts";
import type { AgentHabits, MachineParts } from "./machine-parts.ts";
import { never } from "./world.ts";

export const GOOD_HABITS: AgentHabits = {
  gitFails: 0,
  startFails: 0,
  crashes: 0,
  hangs: 0,
  doesNothing: 0,
  reports: 0,
  leavesDirty: 0,
  red: 0,
};
export const BAD_HABITS: AgentHabits = {
  gitFails: 0.02,
  startFails: 0.03,
  crashes: 0.06,
  hangs: 0.02,
  doesNothing: 0.04,
  reports: 0.08,
  leavesDirty: 0.05,
  red: 0.4,
};

export interface AgentParts extends MachineParts {
  place: JobPlace;
  onProgress: () => void;
  take: (what: string, ms: number, signal?: AbortSignal) => Promise<void>;
}

export function startSimAgent(parts: AgentParts): Agent {
  const { runner, computer, chance, place } = parts;
  const { order, agent: choice } = place;
  const number = /^ao\/(\d+)-/.exec(order.branch)?.[1] ?? "?";
  const subject = `${order.repository.id}#${number}`;
  const running = computer.startAgent(runner, { jobId: order.jobId, subject });
  if (chance.hits(parts.habits().startFails)) {
    computer.endAgent(running, "it fails at its start");
    throw new JobFailure(diagnose("start_failed", "It did not start."));
  }
  const resumed = order.session !== null && computer.sessions.has(order.session.id);
  const session =
    resumed && order.session !== null
      ? order.session
      : { id: `session-${chance.text(12, "abcdefghijklmnop")}`, agent: choice.name };
  computer.sessions.add(session.id);
  let toolCalls = 0;
  return {
    session,
    resumed,
    state: () => ({
      plan: [],
      lastTool: "edit sum.js",
      toolCalls,
      tokens: toolCalls * 100,
      costUsd: 0.01,
    }),
    sessionCostUsd: () => 0.01,
    async prompt() {
      for (let left = chance.between(1, 10); left > 0; left -= 1) {
        await parts.take("turn", chance.between(2_000, 15_000), place.signal);
        if (running.endedAt !== null) throw exited();
        toolCalls += 1;
        parts.onProgress();
      }
      return endTurn(parts, running);
    },
    async close() {
      await runner.sleep(chance.between(5, 200));
      if (!runner.alive) return never();
      computer.endAgent(running, "it has finished");
    },
  };
}

async function endTurn(
  parts: AgentParts,
  running: Parameters<AgentParts["computer"]["endAgent"]>[0],
): Promise<Turn> {
  const { chance, computer, place, runner } = parts;
  const habits = parts.habits();
  const fate = chance.next();
  if (fate < habits.crashes) {
    computer.endAgent(running, "it crashes");
    throw exited();
  }
  if (fate < habits.crashes + habits.hangs) {
    await parts.take("hang", place.order.limits.silenceMs, place.signal);
    throw new JobFailure(diagnose("silent", "It has said nothing for too long."));
  }
  const turn = { stopReason: "end_turn", says: "Done.", empty: false, looksFailed: false };
  const idle = habits.crashes + habits.hangs + habits.doesNothing;
  if (fate < idle) return turn;
  const tree = computer.trees.get(place.order.itemId);
  if (tree === undefined) throw new Error(`${runner.name} lost a tree`);
  if (fate < idle + habits.reports) {
    tree.result = anyResult(parts);
    return turn;
  }
  if (chance.hits(habits.leavesDirty)) {
    tree.dirty = true;
    return turn;
  }
  const sha = chance.text(40, "0123456789abcdef");
  const red = chance.hits(habits.red);
  const error = red ? `expected ${chance.between(1, 9)} to be 0` : "";
  tree.commits.push({ sha, parent: tree.head, red, error });
  Object.assign(tree, { head: sha, dirty: false });
  return turn;
}

/** Of commits it names one that the base has, or one that nobody has. */
function anyResult({ chance, place }: AgentParts): Result {
  const ran = [{ command: "npm test", exitCode: 0, output: "1 passed" }];
  const says = "It adds.";
  const commit = chance.hits(0.5) ? place.order.base.sha : chance.text(40, "0123456789abcdef");
  const parts = ["Numbers", "Strings"].map((title) => ({ title, why: "It stands alone." }));
  const results: Result[] = [
    { outcome: "already_fixed", commit, ran, says },
    { outcome: "cannot_reproduce", ran, says },
    { outcome: "needs_info", question: "Which?", options: ["This", "That"] },
    { outcome: "too_big", parts, says },
  ];
  return chance.pick(results);
}

function exited(): JobFailure {
  return new JobFailure(diagnose("exited", "It ended with exit code 1.", { exitCode: 1 }));
}
