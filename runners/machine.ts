/** What one job needs of the machine it runs on: git, an agent, commands, and an end to all of them. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { CommandRun, JobOrder, ReadToken } from "../src/protocol/words.ts";
import { checkAcpAgent, startAcpAgent } from "./agents/acp.ts";
import type { Agent, AgentStart } from "./agents/agent.ts";
import { knownAgents } from "./agents/known.ts";
import { locateAgent } from "./agents/locate.ts";
import type { Clock, Log } from "./clock.ts";
import { runCommand } from "./command.ts";
import type { AgentChoice, RunnerConfig } from "./config.ts";
import { itemFolders, makeEnvironment } from "./environment.ts";
import { markUsed, removeExpired } from "./expiry.ts";
import { gitIn, mirrorEnvironment } from "./git.ts";
import { type Memory, readMemory, writeMemory } from "./memory.ts";
import { freeMirrors, makeMirrorQueue, openMirror } from "./mirror.ts";
import { killOrphans, runnerMark } from "./orphans.ts";
import { makePack, type Pack } from "./pack.ts";
import { killMarked } from "./processes.ts";
import { isTreeAhead, openWorkspace, type Workspace } from "./workspace.ts";

/** One job on this machine: the order, the agent chosen for it, and what ends it. */
export type JobPlace = { order: JobOrder; agent: AgentChoice; signal: AbortSignal };

export type Machine = {
  /** Makes this machine ready for a runner that starts: kills what one before it left running, and answers how much. */
  tidyUp: () => Promise<number>;
  /** Removes what nobody has used for 30 days; what was never pushed is rescued first. */
  removeExpired: () => Promise<void>;
  /** A clean place to work in, with `from` checked out. */
  openWorkspace: (place: JobPlace, access: ReadToken) => Promise<Workspace>;
  runCommand: (place: JobPlace, command: string) => Promise<CommandRun>;
  startAgent: (place: JobPlace, onProgress: () => void) => Promise<Agent>;
  makePack: (place: JobPlace, workspace: Workspace, head: string) => Promise<Pack>;
  /** Whether the item's tree holds edits or commits that no report has carried away. Never throws; takes 3 s at most. */
  hasUnpushedWork: (place: JobPlace) => Promise<boolean>;
  /** Kills every process of the job; answers how many could not be killed. */
  killJob: (jobId: string) => Promise<number>;
  readMemory: (itemId: string) => Promise<Memory>;
  writeMemory: (itemId: string, memory: Memory) => Promise<void>;
  /** Starts the agent as this user and hears its first answer. Throws `JobFailure`. */
  checkAgent: (agent: AgentChoice) => Promise<{ says: string }>;
};

type MachineParts = {
  clock: Clock;
  log: Log;
  /** The daemon's own. */ environment: Readonly<Record<string, string | undefined>>;
};

export function makeMachine(config: RunnerConfig, parts: MachineParts): Machine {
  const { directory } = config;
  const daemon = parts.environment;
  const runner = runnerMark(directory);
  const queue = makeMirrorQueue();
  const folders = (order: JobOrder) => itemFolders(directory, order.itemId);
  const environment = ({ order, agent }: JobPlace) =>
    makeEnvironment(agent, folders(order), { marks: { ...runner, AO_JOB: order.jobId }, daemon });

  return {
    tidyUp: async () => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const orphans = await killOrphans(directory, parts.clock);
      await freeMirrors(directory);
      return orphans;
    },
    removeExpired: () => removeExpired(directory, { ...parts, daemon, marks: runner }),
    readMemory: (itemId) => readMemory(directory, itemId),
    writeMemory: (itemId, memory) => writeMemory(directory, itemId, memory),
    killJob: (jobId) => killMarked({ name: "AO_JOB", value: jobId }, parts.clock),
    openWorkspace: async (place, access) => {
      const { order, signal } = place;
      const mirror = await openMirror(order, access, {
        directory,
        queue,
        daemon,
        signal,
        onStale: ({ says }) =>
          parts.log.warn({ says, repository: order.repository.name }, "fetch failed, mirror used"),
      });
      await markUsed(directory, order.itemId, parts.clock.now());
      return openWorkspace(order, {
        now: parts.clock.now,
        mirror,
        folders: folders(order),
        environment: environment(place),
        cloneUrl: access.cloneUrl,
        signal,
      });
    },
    runCommand: ({ order, agent, signal }, command) =>
      runCommand(
        {
          command,
          cwd: folders(order).work,
          environment: environment({ order, agent, signal }),
          timeoutMs: order.limits.commandMs,
          mark: { name: "AO_COMMAND", value: `${order.jobId}.${parts.clock.monotonicMs()}` },
          signal,
        },
        parts.clock,
      ),
    startAgent: async (place, onProgress) => {
      const { order, agent, signal } = place;
      const { sessionId, costUsd } = await readMemory(directory, order.itemId);
      const session = order.session?.agent === agent.name ? order.session : null;
      const { home, work } = folders(order);
      await writeKnownFiles(agent, home);
      return startAcpAgent(
        {
          name: agent.name,
          command: await locateAgent(agent, config, daemon),
          cwd: work,
          environment: environment(place),
          session,
          silenceMs: order.limits.silenceMs,
          usage: knownAgents[agent.name]?.usage ?? "turn",
          costBeforeUsd: session !== null && session.id === sessionId ? costUsd : 0,
          onProgress,
          signal,
        },
        parts.clock,
      );
    },
    makePack: ({ order, signal }, { mirror }, head) =>
      mirror.baseTip().then((tip) =>
        makePack(
          {
            head,
            without: [order.from, order.base.sha, tip],
            maxBytes: order.limits.packBytes,
            file: path.join(folders(order).packs, `${order.itemId}.pack`),
          },
          { cwd: mirror.directory, environment: mirrorEnvironment(daemon), signal },
        ),
      ),
    hasUnpushedWork: (place) =>
      hasUnpushedWork(place.order, folders(place.order).work, {
        ...parts,
        env: environment(place),
      }),
    checkAgent: (agent) => checkAgent(agent, config, parts),
  };
}

async function hasUnpushedWork(
  order: JobOrder,
  work: string,
  { clock, log, env }: MachineParts & { env: Record<string, string> },
): Promise<boolean> {
  // The job's own signal is aborted already when this is asked.
  const late = new AbortController();
  const stopTimer = clock.setTimer(3_000, () => late.abort(new Error("took longer than 3 s")));
  try {
    return await isTreeAhead(work, order.from, gitIn(work, env, late.signal));
  } catch (error) {
    log.warn({ item: order.itemId, err: error }, "could not look for unfinished work");
    // Nothing is deleted, so what cannot be looked at is still there.
    return true;
  } finally {
    stopTimer();
  }
}

/** In an empty home, as a work item would have: a login that only works from the operator's own home is found out here. */
async function checkAgent(
  agent: AgentChoice,
  config: RunnerConfig,
  parts: MachineParts,
): Promise<{ says: string }> {
  const folders = itemFolders(config.directory, `check-${agent.name.replaceAll(".", "-")}`);
  for (const folder of [folders.home, folders.tmp, folders.work]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  await writeKnownFiles(agent, folders.home);
  const jobId = `check.${process.pid}.${agent.name}.${parts.clock.now()}`;
  const start: AgentStart = {
    name: agent.name,
    command: await locateAgent(agent, config, parts.environment),
    cwd: folders.work,
    environment: makeEnvironment(agent, folders, {
      marks: { ...runnerMark(config.directory), AO_JOB: jobId },
      daemon: parts.environment,
    }),
    session: null,
    silenceMs: 60_000,
    usage: "none",
    costBeforeUsd: 0,
    onProgress: () => {},
    signal: new AbortController().signal,
  };
  try {
    return await checkAcpAgent(start, parts.clock);
  } finally {
    await killMarked({ name: "AO_JOB", value: jobId }, parts.clock);
  }
}

/** Settings an agent needs before its first start. A file that is there is the operator's or the agent's own. */
async function writeKnownFiles(agent: AgentChoice, home: string): Promise<void> {
  for (const [name, text] of Object.entries(knownAgents[agent.name]?.files ?? {})) {
    const file = path.join(home, name);
    const there = await readFile(file).catch(() => null);
    if (there !== null) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
