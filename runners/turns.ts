/**
 * What a job does between its order and its outcome: a place to work in, setup, the agent's turns, verify, the pack.
 * Every step ends by itself or by the job's signal; what goes wrong is a `JobFailure`.
 */
import { fence } from "../src/protocol/fence.ts";
import type { CommandRun, Outcome, Session } from "../src/protocol/words.ts";
import type { Agent, Turn } from "./agents/agent.ts";
import { AoRefused, type AoServer, keepTrying } from "./ao-server.ts";
import type { RunnerConfig } from "./config.ts";
import { diagnose, JobFailure } from "./endings.ts";
import { GitError } from "./git.ts";
import type { JobPlace, Machine } from "./machine.ts";
import {
  addToSummary,
  describeMistakes,
  type Found,
  NOTHING_FOUND,
  redactResult,
  sayMistakes,
} from "./outcome-file.ts";
import type { Outlet } from "./outlet.ts";
import type { RunnerParts } from "./parts.ts";
import type { ProgressBoard } from "./progress.ts";
import { refuseUnboxed } from "./sandbox.ts";
import type { Inbox } from "./tells.ts";
import type { Collected, Workspace } from "./workspace.ts";

/** One job with everything it needs. `record` is filled in on the way, so that a report of a half-done job knows it. */
export type JobRun = {
  place: JobPlace;
  config: Pick<RunnerConfig, "sandbox">;
  parts: RunnerParts;
  machine: Machine;
  server: AoServer;
  outlet: Outlet;
  progress: ProgressBoard;
  inbox: Inbox;
  record: JobRecord;
  /** The runner may not serve this repository; it should stop taking work. */
  onRefused: (says: string) => void;
};
export type JobRecord = {
  session: Session | null;
  setup: CommandRun | null;
  verify: CommandRun | null;
  /** The agent's closing words, redacted. */ summary: string;
};
/** What the agent's turns came to. `found` is how it says it ended without a commit; `worked` when this job has new ones. */
type Conversed = { collected: Collected; found: Found; worked: boolean };
/** Paths that setup and verify left dirty; nobody is asked to commit them. */
type Leftovers = Set<string>;

const commitPlease =
  "You left changes that are in no commit. Only commits count. " +
  "Please commit now what belongs to this task, and remove what does not. Change nothing else.";
const lostConversation =
  "(The earlier conversation about this task is not available on this machine. " +
  "What was done so far is in the commits of this branch.)\n\n";

/** Carries the order out. Throws `JobFailure`, or the signal's reason when the job is ended from outside. */
export async function carryOut(run: JobRun): Promise<Outcome> {
  const { machine, progress, place } = run;
  const { order } = place;
  const workspace = await prepare(run);
  const memory = await machine.readMemory(order.itemId);
  const leftovers = new Set(memory.leftovers);
  await runSetup(run, workspace, leftovers);
  progress.phase("agent");
  const agent = await machine.startAgent(place, progress.touch);
  run.record.session = agent.session;
  progress.watch(agent.state);
  try {
    const conversed = await converse(run, agent, { workspace, leftovers });
    await agent.close();
    return await handOver(run, workspace, conversed);
  } finally {
    await machine.writeMemory(order.itemId, {
      sessionId: agent.session.id,
      costUsd: agent.sessionCostUsd() ?? memory.costUsd,
      leftovers: [...leftovers].slice(0, 10_000),
    });
  }
}

async function prepare(run: JobRun): Promise<Workspace> {
  const { place, parts, server } = run;
  const { order, signal } = place;
  run.progress.phase("preparing");
  try {
    const ask = () => server.token(order.jobId, order.epoch, signal);
    const access = await keepTrying(ask, parts, signal);
    run.outlet.learn(access.token);
    const refusal = refuseUnboxed(run.config, access.cloneUrl);
    if (refusal !== null) {
      run.onRefused(refusal);
      throw new JobFailure(diagnose("start_failed", refusal));
    }
    return await run.machine.openWorkspace(place, access);
  } catch (error) {
    if (error instanceof AoRefused) {
      const says = `AO gave no token to read ${order.repository.name}: ${error.message}`;
      throw new JobFailure(diagnose("workspace", says), error);
    }
    if (!(error instanceof GitError)) throw error;
    const says = `git could not prepare the worktree: ${error.says}`;
    throw new JobFailure(diagnose("workspace", says, { checked: [error.message] }), error);
  }
}

async function runSetup(run: JobRun, workspace: Workspace, leftovers: Leftovers): Promise<void> {
  const { place, machine, record, progress } = run;
  const dirty = new Set(await workspace.listDirty());
  for (const path of leftovers) if (!dirty.has(path)) leftovers.delete(path);
  if (place.order.setup === null) return;
  progress.phase("setup");
  const setup = run.outlet.command(await machine.runCommand(place, place.order.setup));
  record.setup = setup;
  for (const path of await workspace.listDirty()) if (!dirty.has(path)) leftovers.add(path);
  if (setup.exitCode === 0) return;
  throw new JobFailure(
    diagnose("setup_failed", `The setup command ${sayHow(setup)}: ${setup.command}`, {
      exitCode: setup.exitCode,
      signal: setup.signal,
      lastOutput: setup.output.slice(-4_000),
      checked: ["the exit code and output of setup"],
    }),
  );
}

/** The agent's turns until nothing is left to say to it. One prompt at a time, each sent when the one before has ended. */
async function converse(
  run: JobRun,
  agent: Agent,
  { workspace, leftovers }: { workspace: Workspace; leftovers: Leftovers },
): Promise<Conversed> {
  const { place, outlet, record, progress } = run;
  const { order } = place;
  const headBefore = await workspace.head();
  const asked = { commit: false, verify: false, outcome: false };
  let found = NOTHING_FOUND;
  let isPlea = false;
  let prompt = `${order.session !== null && !agent.resumed ? lostConversation : ""}${order.brief}`;
  for (;;) {
    progress.phase("agent");
    const turn = await agent.prompt(prompt);
    // What it says to a plea for a commit or a better file is not what it says about its work.
    if (!isPlea || record.summary === "") {
      record.summary = outlet.tail(turn.says.trim(), 4_000);
    }
    isPlea = false;
    found = (await workspace.takeOutcome()) ?? found;
    const words = run.inbox.takeWords();
    if (words.length > 0) {
      // They may change what it would say.
      found = NOTHING_FOUND;
      prompt = words.map((one) => one.brief).join("\n\n");
      continue;
    }
    if (found.mistakes.length > 0 && !asked.outcome) {
      asked.outcome = true;
      isPlea = true;
      prompt = describeMistakes(found.mistakes);
      found = NOTHING_FOUND;
      continue;
    }
    // Edits of a turn that ended with a result wait in the tree: the answer goes on with them.
    const waits = found.result !== null && (await workspace.head()) === headBefore;
    const unsaved = waits ? [] : await workspace.listDirty();
    const dirty = unsaved.filter((path) => !leftovers.has(path));
    if (dirty.length > 0 && !asked.commit) {
      asked.commit = true;
      isPlea = true;
      prompt = commitPlease;
      continue;
    }
    await workspace.commitPaths(dirty);
    const collected = await workspace.collect();
    const worked = collected.head !== headBefore && collected.count > 0;
    const silent = found === NOTHING_FOUND && collected.head === headBefore;
    if (silent) requireSense(turn, agent.session.agent);
    // Commits of this very job say more than a file beside them.
    const ended = collected.count === 0 || (found.result !== null && !worked);
    if (ended) return { collected, found, worked };
    const failed = await verify(run, workspace, leftovers);
    const late = run.inbox.takeWords().map((one) => one.brief);
    if (failed !== null && !asked.verify) {
      asked.verify = true;
      prompt = [describeFailure(failed, makeNonce(run.parts)), ...late].join("\n\n");
    } else if (late.length > 0) {
      prompt = late.join("\n\n");
    } else {
      return { collected, found, worked };
    }
  }
}

/** Some agents end their turn as if all were well when their model did not answer. */
function requireSense(turn: Turn, name: string): void {
  if (!turn.empty && !turn.looksFailed) return;
  const says = turn.empty
    ? `${name} ended its turn without a word, a tool call or a commit: its model did not answer.`
    : `${name} did nothing and ended with an error message.`;
  throw new JobFailure(
    diagnose("model_failed", says, {
      lastOutput: turn.says.slice(-4_000),
      checked: ["its messages and tool calls", "new commits: none"],
    }),
  );
}

/** Evidence, not a gate. Null when it passed or there is none. */
async function verify(
  run: JobRun,
  workspace: Workspace,
  leftovers: Leftovers,
): Promise<CommandRun | null> {
  const { place, machine, outlet, record, progress } = run;
  if (place.order.verify === null) return null;
  progress.phase("verify");
  const ran = outlet.command(await machine.runCommand(place, place.order.verify));
  record.verify = ran;
  for (const path of await workspace.listDirty()) leftovers.add(path);
  return ran.exitCode === 0 ? null : ran;
}

function describeFailure(ran: CommandRun, nonce: string): string {
  return [
    `Your commits are there, but \`${ran.command}\` ${sayHow(ran)}. This is the end of its output:`,
    fence("output of the verify command", ran.output.slice(-8_000), nonce),
    "If your change caused this, mend it and commit. If it did not, say so and change nothing.",
  ].join("\n\n");
}

function sayHow(ran: CommandRun): string {
  if (ran.timedOut)
    return `took longer than ${Math.round(ran.durationMs / 1_000)} s and was stopped`;
  if (ran.signal !== null) return `was killed by ${ran.signal}`;
  return ran.exitCode === null ? "could not be run" : `failed with exit code ${ran.exitCode}`;
}

function makeNonce({ random }: Pick<RunnerParts, "random">): string {
  const digit = () => Math.floor(random() * 36).toString(36);
  return Array.from({ length: 24 }, digit).join("");
}

async function handOver(
  run: JobRun,
  workspace: Workspace,
  { collected, found, worked }: Conversed,
): Promise<Outcome> {
  const { place, machine, server, parts, outlet, record } = run;
  const { order, signal } = place;
  const { result, mistakes } = found;
  if (result !== null && !worked) return { kind: "result", result: redactResult(result, outlet) };
  if (collected.count === 0) {
    const says = mistakes.length === 0 ? record.summary : sayMistakes(mistakes, record.summary);
    return { kind: "nothing", says: outlet.head(says, 4_000) };
  }
  if (result !== null) record.summary = addToSummary(record.summary, result, outlet);
  run.progress.phase("packing");
  const pack = await machine.makePack(place, workspace, collected.head);
  const send = () => server.sendPack(order.jobId, order.epoch, pack, signal);
  await keepTrying(send, parts, signal).catch((error: unknown) => {
    if (!(error instanceof AoRefused)) throw error;
    const says = `AO did not accept the commits (${pack.bytes} bytes): ${error.message}`;
    throw new JobFailure(diagnose("workspace", says), error);
  });
  const { head, count } = collected;
  const subject = run.outlet.head(collected.subject, 300);
  return { kind: "commits", head, pack: pack.sha256, count, subject };
}
