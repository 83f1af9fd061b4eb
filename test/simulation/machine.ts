/** The runner's `Machine` over a simulated computer: git, agents and commands that take their time and fail at times. */
import { createHash } from "node:crypto";
import { diagnose, JobFailure } from "../../runners/endings.ts";
import { GitError } from "../../runners/git.ts";
import type { Pack } from "../../runners/pack.ts";
import type { JobPlace, Machine } from "../../runners/machine.ts";
import type { Workspace } from "../../runners/workspace.ts";
import { startSimAgent } from "./agent.ts";
import type { Chance } from "./chance.ts";
import type { Computer, Tree } from "./computer.ts";
import type { MachineParts } from "./machine-parts.ts";
import type { SimPack } from "./github/words.ts";
import type { SimProcess } from "./sim-process.ts";
import { never } from "./world.ts";

export function simulateMachine(parts: MachineParts): Machine {
  const { runner, computer, chance } = parts;
  /** Takes `ms`, passes the port, and ends with the job. */
  const take = async (what: string, ms: number, signal?: AbortSignal): Promise<void> => {
    if (!runner.pass(`${what} asked`)) return never();
    signal?.throwIfAborted();
    await runner.sleep(ms, signal);
    if (!runner.pass(`${what} answered`)) return never();
    signal?.throwIfAborted();
  };
  return {
    async removeExpired() {},
    async tidyUp() {
      await take("tidy up", chance.between(5, 100));
      const left = computer.agents();
      for (const agent of left) computer.endAgent(agent, "its runner was gone");
      return left.length;
    },
    async checkAgent() {
      await take("check agent", chance.between(50, 500));
      return { says: "a simulated agent" };
    },
    async openWorkspace(place) {
      await take("open workspace", chance.between(200, 5_000), place.signal);
      if (chance.hits(parts.habits().gitFails)) throw new GitError("fetch", 128, "could not read");
      return workspaceOf(place, computer, chance);
    },
    async startAgent(place, onProgress) {
      await take("start agent", chance.between(200, 3_000), place.signal);
      return startSimAgent({ ...parts, place, onProgress, take });
    },
    async runCommand(place, command) {
      const durationMs = chance.between(500, 20_000);
      await take("run command", durationMs, place.signal);
      return { command, exitCode: 0, signal: null, timedOut: false, durationMs, output: "ok" };
    },
    async makePack(place, workspace, head) {
      await take("make pack", chance.between(50, 500), place.signal);
      return packOf(place, { computer, runner, workspace, head });
    },
    async hasUnpushedWork(place) {
      await take("look for work", chance.between(10, 300));
      const tree = computer.trees.get(place.order.itemId);
      return tree !== undefined && (tree.dirty || tree.head !== place.order.from);
    },
    async killJob(jobId) {
      if (!runner.pass("kill job")) return never();
      await runner.sleep(chance.between(5, 400));
      for (const agent of computer.agents(jobId)) computer.endAgent(agent, "it is killed");
      return runner.pass("killed job") ? 0 : never();
    },
    async readMemory(itemId) {
      await take("read memory", 0);
      return computer.memories.get(itemId) ?? { sessionId: null, costUsd: 0, leftovers: [] };
    },
    async writeMemory(itemId, memory) {
      await take("write memory", 0);
      computer.memories.set(itemId, memory);
    },
  };
}

/** The item's tree at `from`, or where an agent left it when that follows from it. */
function workspaceOf(place: JobPlace, computer: Computer, chance: Chance): Workspace {
  const { order } = place;
  const kept = computer.trees.get(order.itemId);
  const at = kept?.commits.findIndex((commit) => commit.sha === order.from) ?? -1;
  const follows =
    kept !== undefined &&
    (kept.head === order.from || at !== -1 || kept.commits[0]?.parent === order.from);
  const tree: Tree = follows ? kept : { head: order.from, commits: [], dirty: false, result: null };
  // What an earlier job left is stale.
  tree.result = null;
  if (at !== -1) tree.commits = tree.commits.slice(at + 1);
  computer.trees.set(order.itemId, tree);
  const collect = async () => {
    const from = tree.commits.findIndex((commit) => commit.sha === order.from);
    const count = tree.commits.length - (from + 1);
    const handed = tree.head === order.from ? 0 : count;
    return { head: tree.head, count: handed, subject: "Mend it", reattached: false };
  };
  return {
    directory: `/simulated/${order.itemId}`,
    mirror: {
      directory: "/simulated/mirror",
      git: async () => "",
      baseTip: async () => order.base.sha,
      has: async () => true,
      take: async () => {},
    },
    head: async () => tree.head,
    listDirty: async () => (tree.dirty ? ["sum.js"] : []),
    commitPaths: async (paths) => {
      if (paths.length === 0) return;
      const sha = chance.text(40, "0123456789abcdef");
      tree.commits.push({ sha, parent: tree.head, red: false, error: "" });
      Object.assign(tree, { head: sha, dirty: false });
    },
    collect,
    takeOutcome: async () => {
      const { result } = tree;
      tree.result = null;
      return result === null ? null : { result, mistakes: [] };
    },
  };
}

function packOf(
  { order }: JobPlace,
  about: { computer: Computer; runner: SimProcess; workspace: Workspace; head: string },
): Pack {
  const tree = about.computer.trees.get(order.itemId);
  if (tree === undefined) throw new JobFailure(diagnose("workspace", "the tree is gone"));
  const from = tree.commits.findIndex((commit) => commit.sha === order.from);
  const commits = tree.commits.slice(from + 1);
  const pack: SimPack = { jobId: order.jobId, runner: about.runner.name, commits };
  const bytes = new Uint8Array(Buffer.from(JSON.stringify(pack)));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  about.computer.packs.set(sha256, bytes);
  // The simulated network takes the bytes by their hash: reading a `Blob` takes real time.
  return { sha256, bytes: bytes.length, open: async () => new Blob([]) };
}
