/**
 * An agent that does the same in whatever state it finds the tree: it looks what is there, does the rest, and leaves
 * what is done alone, as a person would. Its commits are named by their content, so that the same work has the same name.
 */
import { createHash } from "node:crypto";
import type { Agent } from "../../runners/agents/agent.ts";
import { diagnose, JobFailure } from "../../runners/endings.ts";
import type { JobPlace } from "../../runners/machine.ts";
import type { Computer } from "../simulation/computer.ts";
import type { SimCommit } from "../simulation/github/words.ts";
import type { SimProcess } from "../simulation/sim-process.ts";
import { never } from "../simulation/world.ts";
import type { World } from "../simulation/world.ts";

export interface SteadyAgentParts {
  world: World;
  runner: SimProcess;
  computer: Computer;
  place: JobPlace;
  onProgress: () => void;
}

const START_MS = 1_000;
const THINK_MS = 5_000;

export async function startSteadyAgent(parts: SteadyAgentParts): Promise<Agent> {
  const { world, runner, computer, place, onProgress } = parts;
  const { order } = place;
  const running = computer.startAgent(runner, { jobId: order.jobId, subject: order.branch });
  await runner.sleep(START_MS, place.signal);
  place.signal.throwIfAborted();
  const resumed = order.session !== null && computer.sessions.has(order.session.id);
  const id = resumed && order.session !== null ? order.session.id : `session of ${order.jobId}`;
  computer.sessions.add(id);
  let toolCalls = 0;
  /** What it does takes its time, and happens whether its runner lives to see it or not. */
  const act = async (does: () => void): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    world.after(THINK_MS, null, () => {
      if (running.endedAt === null) does();
      world.after(0, runner, () => resolve(undefined));
    });
    await promise;
    place.signal.throwIfAborted();
    if (running.endedAt !== null) throw new JobFailure(diagnose("exited", "It was ended."));
    toolCalls += 1;
    onProgress();
  };
  return {
    session: { id, agent: place.agent.name },
    resumed,
    state: () => ({ plan: [], lastTool: "edit sum.js", toolCalls, tokens: null, costUsd: null }),
    sessionCostUsd: () => null,
    async prompt(brief) {
      const isFix = brief.includes("The checks of your commit");
      await act(() => edit(parts, isFix));
      await act(() => commit(parts, isFix));
      return { stopReason: "end_turn", says: "Done.", empty: false, looksFailed: false };
    },
    async close() {
      await runner.sleep(100);
      if (!runner.alive) return never();
      computer.endAgent(running, "it has finished");
    },
  };
}

function edit({ computer, place }: SteadyAgentParts, isFix: boolean): void {
  const tree = treeOf(computer, place);
  if (!isDone(tree.commits, isFix)) tree.dirty = true;
}

function commit({ computer, place }: SteadyAgentParts, isFix: boolean): void {
  const tree = treeOf(computer, place);
  if (!tree.dirty) return;
  const error = isFix ? "" : "expected 4 to be 3";
  const sha = createHash("sha1").update(`${tree.head} ${error}`).digest("hex");
  tree.commits.push({ sha, parent: tree.head, red: !isFix, error });
  Object.assign(tree, { head: sha, dirty: false });
}

function isDone(commits: readonly SimCommit[], isFix: boolean): boolean {
  const last = commits.at(-1);
  return last !== undefined && last.red === !isFix;
}

function treeOf(computer: Computer, { order }: JobPlace): ReturnType<typeof findTree> & object {
  const tree = findTree(computer, order.itemId);
  if (tree === undefined) throw new Error(`${computer.name} has no tree for ${order.itemId}`);
  return tree;
}

function findTree(computer: Computer, itemId: string): ReturnType<Computer["trees"]["get"]> {
  return computer.trees.get(itemId);
}
