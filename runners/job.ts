/**
 * One job, from order to report. Around the work itself stand the lease with its watchdog, the signs of life, the ear for
 * what people say, and the end from outside. Whatever happens inside, no process of the job is left when this returns.
 */
import type { JobOrder, JobReport, Outcome } from "../src/protocol/words.ts";
import { AoRefused, type AoServer, keepTrying, LeaseLost } from "./ao-server.ts";
import { startBeating } from "./beat.ts";
import type { AgentChoice, RunnerConfig } from "./config.ts";
import {
  diagnose,
  type Ending,
  type JobControl,
  JobFailure,
  makeJobControl,
  untilEnded,
} from "./endings.ts";
import { secretValues } from "./environment.ts";
import type { JobPlace, Machine } from "./machine.ts";
import { makeOutlet } from "./outlet.ts";
import type { RunnerParts } from "./parts.ts";
import { makeProgressBoard } from "./progress.ts";
import { listenForTells } from "./tells.ts";
import { carryOut, type JobRecord, type JobRun } from "./turns.ts";
import { startWatchdog } from "./watchdog.ts";

/** What a job is run with. `drain` aborts when the runner is being stopped and may wait no longer. */
export type JobDesk = {
  config: RunnerConfig;
  parts: RunnerParts;
  machine: Machine;
  server: AoServer;
  drain: AbortSignal;
  /** Told when the runner may not serve what the app sent it to. */ onRefused: (
    says: string,
  ) => void;
};
type Ended = { outcome: Outcome } | { lost: string };

/** ACP's `session/cancel` gets 2 s (see `agents/acp.ts`); what is not back by then is killed. */
const GRACE_MS = 2_500;

/**
 * Runs one job and reports it. Answers the report that the app accepted, or null when the lease was lost: then nothing was
 * reported, and what the agent did stays in its worktree.
 */
export async function runJob(
  order: JobOrder,
  agent: AgentChoice,
  desk: JobDesk,
): Promise<JobReport | null> {
  const { parts, machine, server } = desk;
  const { clock, log } = parts;
  const startedMs = clock.monotonicMs();
  const control = makeJobControl();
  const { signal } = control;
  const outlet = makeOutlet([
    desk.config.token,
    ...secretValues(desk.config.agents, parts.environment),
  ]);
  const progress = makeProgressBoard(outlet);
  const over = new AbortController();
  const onLost = (says: string) => control.end({ kind: "lost", says });
  const lease = { sentMs: startedMs, ttlMs: order.lease.ttlMs };
  const watchdog = startWatchdog(clock, lease, () => onLost("the lease ran out unrenewed"));
  const { jobId, epoch } = order;
  const { beatMs } = order.lease;
  const heart = { jobId, epoch, beatMs, server, watchdog, progress, parts, onLost };
  const beats = startBeating(heart, over.signal);
  const onCancel = (why: string) =>
    control.end({ kind: "cancelled", atMs: clock.monotonicMs(), why });
  const ear = listenForTells({ jobId, epoch, server, parts, onCancel, onLost }, over.signal);
  const stopLate = clock.setTimer(order.limits.jobMs, () =>
    control.end({ kind: "late", afterMs: order.limits.jobMs }),
  );
  const onDrain = () => control.end({ kind: "drained", atMs: clock.monotonicMs() });
  desk.drain.addEventListener("abort", onDrain, { once: true });
  if (desk.drain.aborted) onDrain();
  const record: JobRecord = { session: order.session, setup: null, verify: null, summary: "" };
  const place: JobPlace = { order, agent, signal };
  const run: JobRun = {
    place,
    config: desk.config,
    parts,
    machine,
    server,
    outlet,
    progress,
    inbox: ear.inbox,
    record,
    onRefused: desk.onRefused,
  };
  try {
    const ended = await supervise(run, control, beats.ready);
    if ("lost" in ended) {
      log.warn({ job: jobId, says: ended.lost }, "lease lost, nothing reported");
      return null;
    }
    const state = progress.state();
    const report: JobReport = {
      epoch,
      outcome: ended.outcome,
      session: record.session,
      heard: ear.inbox.heard(),
      setup: record.setup,
      verify: record.verify,
      summary: record.summary,
      plan: state.plan,
      tokens: state.tokens,
      costUsd: state.costUsd,
      durationMs: Math.round(clock.monotonicMs() - startedMs),
    };
    return await send(report, run, control);
  } finally {
    desk.drain.removeEventListener("abort", onDrain);
    stopLate();
    watchdog.stop();
    over.abort();
    await Promise.all([beats.stopped, ear.stopped]);
  }
}

/** Does the work until it ends or is ended, and kills what is left of it either way. */
async function supervise(
  run: JobRun,
  control: JobControl,
  leaseConfirmed: Promise<void>,
): Promise<Ended> {
  const { parts, machine, place } = run;
  const { jobId } = place.order;
  // Nothing is started under a lease that may be over already: this process may have slept since it was given.
  const work = untilEnded(leaseConfirmed, control.signal)
    .then(() => carryOut(run))
    .then(
      (outcome): Outcome => outcome,
      (error: unknown) => judgeFailure(error, run, control),
    );
  const deadline = waitForDeadline(control, parts);
  const outcome = await Promise.race([work, deadline.reached]);
  deadline.stop();
  const left = await machine.killJob(jobId);
  if (left > 0) parts.log.error({ job: jobId, left }, "processes that could not be killed");
  const ending = control.ending();
  if (ending === null && outcome !== null) return { outcome };
  if (ending === null) throw new Error("a job ended without an outcome or an ending");
  if (ending.kind === "lost") return { lost: ending.says };
  return { outcome: await describeEnding(ending, run) };
}

/** Null when the job was ended from outside: the ending says more than what broke because of it. */
function judgeFailure(error: unknown, run: JobRun, control: JobControl): Outcome | null {
  if (error instanceof LeaseLost) control.end({ kind: "lost", says: error.message });
  if (control.ending() !== null) return null;
  const { outlet, parts, place } = run;
  if (error instanceof JobFailure) {
    return { kind: "crashed", diagnosis: outlet.diagnosis(error.diagnosis) };
  }
  // Our own mistake. It must end the job readably all the same.
  parts.log.error({ job: place.order.jobId, err: error }, "the runner itself failed");
  const says = `The runner itself failed: ${error instanceof Error ? error.message : String(error)}`;
  return { kind: "crashed", diagnosis: outlet.diagnosis(diagnose("workspace", says)) };
}

/** When the work must be given up after the job was ended: at once for a lost lease, else after a moment of grace. */
function waitForDeadline(
  { signal, lost }: JobControl,
  { clock }: RunnerParts,
): { reached: Promise<null>; stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<null>();
  let stopTimer: (() => void) | null = null;
  const giveUp = () => resolve(null);
  const wait = () => {
    stopTimer = clock.setTimer(GRACE_MS, giveUp);
  };
  signal.addEventListener("abort", wait, { once: true });
  lost.addEventListener("abort", giveUp, { once: true });
  return {
    reached: promise,
    stop: () => {
      stopTimer?.();
      signal.removeEventListener("abort", wait);
      lost.removeEventListener("abort", giveUp);
    },
  };
}

async function describeEnding(
  ending: Exclude<Ending, { kind: "lost" }>,
  run: JobRun,
): Promise<Outcome> {
  const { parts, place, machine, outlet } = run;
  if (ending.kind === "late") {
    const says = `The job took longer than ${Math.round(ending.afterMs / 60_000)} min and was stopped. Its work is kept.`;
    return { kind: "crashed", diagnosis: outlet.diagnosis(diagnose("silent", says)) };
  }
  const killedAfterMs = Math.round(parts.clock.monotonicMs() - ending.atMs);
  return { kind: "cancelled", killedAfterMs, keptEdits: await machine.hasUnpushedWork(place) };
}

/** Keeps trying as long as the lease holds; after that the app has given the job up by itself. */
async function send(
  report: JobReport,
  run: JobRun,
  control: JobControl,
): Promise<JobReport | null> {
  const { server, parts, place } = run;
  const { jobId } = place.order;
  const { lost } = control;
  try {
    await keepTrying(() => server.report(jobId, report, lost), parts, lost);
    return report;
  } catch (error) {
    const givenUp = error instanceof LeaseLost || error instanceof AoRefused || lost.aborted;
    if (!givenUp) throw error;
    parts.log.error({ job: jobId, says: String(error) }, "the report was not accepted");
    return null;
  }
}
