/** Jobs for daemons that dial out: leased by long poll, told by long poll, waking in milliseconds. */
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import type { JobOrder, LeaseRequest } from "../protocol/words.ts";
import { briefFor, briefForWords } from "../core/briefs/brief.ts";
import type { Effect, WorkItem } from "../core/work-item.ts";
import type { Topic } from "../store/bell.ts";
import { offeredJobs, renewLease, saveTell } from "../store/jobs.ts";
import type { JobRow } from "../store/jobs.ts";
import type { Parts } from "../parts.ts";

export interface DispatchParts extends Pick<
  Parts,
  "clock" | "ids" | "commit" | "database" | "bell"
> {
  lease: JobOrder["lease"];
  jobLimits: JobOrder["limits"];
  /** Aborted when the app stops: whoever waits then gets nothing, at once. */
  stopping: AbortSignal;
  /** Asks for the status to be shown anew; coalesced and paced elsewhere. */
  showProgress(jobId: string): Promise<void>;
}

/** Leases one offered job to a runner. @returns null when nothing is offered, or others were faster */
export async function leaseJob(
  parts: DispatchParts,
  asked: Pick<LeaseRequest, "runner" | "agents">,
): Promise<JobOrder | null> {
  for (const job of await offeredJobs(parts.database, parts.clock.now())) {
    const order = await tryToLease(parts, job, asked);
    if (order !== null) return order;
  }
  return null;
}

async function tryToLease(
  parts: DispatchParts,
  row: JobRow,
  asked: Pick<LeaseRequest, "runner" | "agents">,
): Promise<JobOrder | null> {
  const fact = {
    id: parts.ids.next(),
    at: parts.clock.now(),
    type: "job_leased",
    jobId: row.id,
    runner: asked.runner,
  } as const;
  const { decisions } = await parts.commit({ facts: [{ to: { item: row.itemId }, fact }] });
  const item = decisions[0]?.next ?? null;
  // The effects tell whether this very fact leased it: two runners may bear the same name.
  const leased = (decisions[0]?.effects.length ?? 0) > 0;
  if (item === null || item.state.name !== "working" || !leased) return null;
  const { job } = item.state;
  const until = parts.clock.now() + parts.lease.ttlMs;
  if (!(await renewLease(parts.database, { jobId: job.id, epoch: job.epoch, until }))) return null;
  return orderFor(parts, item, job.epoch);
}

function orderFor(parts: DispatchParts, item: WorkItem, epoch: number): JobOrder | null {
  if (item.state.name !== "working" || item.base === null || item.branch === null) return null;
  const { job, turn } = item.state;
  return {
    protocol: PROTOCOL_VERSION,
    jobId: job.id,
    epoch,
    itemId: item.workspace,
    title: item.title.slice(0, 200),
    repository: { id: item.repository.id, name: item.repository.name },
    base: item.base,
    branch: item.branch,
    from: item.head ?? item.base.sha,
    session: item.session,
    brief: briefFor(item, turn, job.id),
    setup: item.policy?.setup ?? null,
    verify: item.policy?.verify ?? null,
    signOff: item.conventions?.signOff ?? false,
    limits: parts.jobLimits,
    lease: parts.lease,
  };
}

/** Performs `cancel_job`. Where a runner dials in, the tell stands there since the decision: once per job is enough. */
export async function cancelJob(
  parts: DispatchParts,
  effect: Extract<Effect, { type: "cancel_job" }>,
): Promise<void> {
  const id = `cancel:${effect.jobId}`;
  const tell = { kind: "cancel", id, why: effect.why.slice(0, 500) } as const;
  await saveTell(parts.database, effect.jobId, tell);
  parts.bell.ring(`tells:${effect.jobId}`);
}

/** Performs `tell_job`. The words' own id goes with them, so that the report can say what was heard. */
export async function tellJob(
  parts: DispatchParts,
  effect: Extract<Effect, { type: "tell_job" }>,
): Promise<void> {
  const brief = briefForWords(effect.words, effect.jobId);
  await saveTell(parts.database, effect.jobId, { kind: "words", id: effect.words.id, brief });
  parts.bell.ring(`tells:${effect.jobId}`);
}

/** Looks, and looks again at each ring of `topic`, until something is found, `waitMs` is over, or the app stops. */
export async function waitFor<T>(
  parts: Pick<DispatchParts, "bell" | "clock" | "stopping">,
  wait: { topic: Topic; waitMs: number; signal: AbortSignal },
  look: () => Promise<T | null>,
): Promise<T | null> {
  const until = parts.clock.now() + wait.waitMs;
  const gone = AbortSignal.any([wait.signal, parts.stopping]);
  while (!gone.aborted) {
    const woken = new AbortController();
    // Listening begins before looking, so that nothing is missed between the two.
    const unlisten = parts.bell.listen(wait.topic, () => woken.abort());
    try {
      const found = await look();
      if (found !== null) return found;
      const leftMs = until - parts.clock.now();
      if (leftMs <= 0) return null;
      await parts.clock.sleep(leftMs, AbortSignal.any([woken.signal, gone]));
    } finally {
      unlisten();
    }
  }
  return null;
}
