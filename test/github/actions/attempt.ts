import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { worstOf } from "../model/checks.ts";
import { runGit } from "../model/git.ts";
import type { Annotation, Job, Repository, WorkflowRun } from "../model/words.ts";
import { addJob, endJob, endRun, type JobEnd, startJob } from "../model/workflow-runs.ts";
import type { World } from "../model/world.ts";
import {
  decideJob,
  type FinishedJob,
  type JobPlan,
  type JobResult,
  runJob,
} from "../workflows/index.ts";

/** One attempt at a workflow run: what is planned, what is done, and how to end it. */
export interface Attempt {
  readonly repository: Repository;
  readonly run: WorkflowRun;
  /** Every job of the workflow. */
  readonly plans: readonly JobPlan[];
  /** Jobs that are over, those of an earlier attempt that stay among them. */
  readonly finished: Map<JobPlan, FinishedJob>;
  /** Which plan a job follows, by the job's id. */
  readonly planOf: Map<number, JobPlan>;
  readonly cancel: AbortController;
}

export type Gate = (work: () => Promise<void>) => Promise<void>;

/**
 * Runs every job that is not over yet, each as soon as what it needs is. As on GitHub a job does
 * not show before that, so that a suite can be unfinished while all its runs are.
 */
export async function runAttempt(
  world: World,
  attempt: Attempt,
  gate: Gate,
  stopped: AbortSignal,
): Promise<void> {
  const { run, repository, plans, finished } = attempt;
  const waiting = new Set(plans.filter((plan) => !finished.has(plan)));
  const going = new Map<JobPlan, Promise<void>>();
  const isOver = (id: string): boolean =>
    plans.every((plan) => plan.id !== id || finished.has(plan));
  while ((waiting.size > 0 || going.size > 0) && !stopped.aborted) {
    for (const plan of waiting) {
      if (!plan.needs.every(isOver)) continue;
      waiting.delete(plan);
      const work = carryOut(world, attempt, plan, { gate, stopped });
      going.set(
        plan,
        work.finally(() => going.delete(plan)),
      );
    }
    if (going.size === 0) throw new Error(`jobs of ${run.workflow.path} wait for each other`);
    await Promise.race(going.values());
  }
  if (!stopped.aborted) endRun(world, repository, run, conclude(attempt));
}

async function carryOut(
  world: World,
  attempt: Attempt,
  plan: JobPlan,
  { gate, stopped }: { readonly gate: Gate; readonly stopped: AbortSignal },
): Promise<void> {
  const { repository, run, cancel } = attempt;
  const job = addJob(world, repository, { run, name: plan.name, labels: plan.runsOn });
  attempt.planOf.set(job.id, plan);
  const end = (result: JobEnd, outputs: Record<string, string>): void => {
    const { conclusion } = result;
    attempt.finished.set(plan, { job: plan, conclusion: foldConclusion(conclusion), outputs });
    endJob(world, repository, { run, job, end: result });
  };
  if (cancel.signal.aborted) return end({ ...NOTHING_RAN, conclusion: "cancelled" }, {});
  const finished = [...attempt.finished.values()];
  if (decideJob(plan, finished) === "skip") return end(NOTHING_RAN, {});
  await gate(async () => {
    if (stopped.aborted) return;
    if (cancel.signal.aborted) return end({ ...NOTHING_RAN, conclusion: "cancelled" }, {});
    startJob(world, repository, { run, job });
    const broken = takeBreakdown(world, repository, plan.name);
    if (broken !== null) return end(broken, {});
    const result = await runInCheckout(
      world,
      attempt,
      plan,
      AbortSignal.any([stopped, cancel.signal]),
    );
    if (!stopped.aborted) end(readEnd(result), result.outputs);
  });
}

async function runInCheckout(
  world: World,
  { repository, run, finished }: Attempt,
  plan: JobPlan,
  signal: AbortSignal,
): Promise<JobResult> {
  const directory = await mkdtemp(path.join(world.directory, "job-"));
  const from = repository.directory;
  try {
    const clone = ["clone", "--quiet", "--shared", "--no-checkout", from, directory];
    await runGit(world.directory, clone);
    await runGit(directory, ["checkout", "--quiet", "--detach", run.checkout]);
    return await runJob(plan, {
      directory,
      signal,
      finished: [...finished.values()],
      env: {
        GITHUB_RUN_ID: String(run.id),
        GITHUB_RUN_NUMBER: String(run.number),
        GITHUB_RUN_ATTEMPT: String(run.attempt),
        GITHUB_SERVER_URL: world.url,
        GITHUB_API_URL: world.url,
      },
      now: () => new Date(world.now()),
    });
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A runner that is lost: a failed job with a note and nothing else. */
function takeBreakdown(world: World, repository: Repository, name: string): JobEnd | null {
  const found = world.breakdowns.find(
    (one) =>
      one.repository === repository && one.times > 0 && (one.job === null || one.job === name),
  );
  if (found === undefined) return null;
  found.times -= 1;
  const { message } = found;
  const note = { path: ".github", startLine: 1, endLine: 1, level: "failure", message } as const;
  return {
    ...NOTHING_RAN,
    conclusion: "failure",
    annotations: [{ ...note, title: null, rawDetails: null }],
  };
}

const NOTHING_RAN: JobEnd = {
  conclusion: "skipped",
  log: "",
  steps: [],
  annotations: [],
  summary: null,
};

function readEnd(result: JobResult): JobEnd {
  return {
    conclusion: result.conclusion,
    log: result.log,
    steps: result.steps.map((step) => ({
      name: step.name,
      number: step.number,
      conclusion: step.conclusion,
      startedAt: step.startedAt.getTime(),
      completedAt: step.completedAt.getTime(),
    })),
    annotations: result.annotations.map((one): Annotation => ({
      path: one.path,
      startLine: one.start_line,
      endLine: one.end_line,
      level: one.annotation_level,
      message: one.message,
      title: one.title,
      rawDetails: null,
    })),
    summary: result.summary === "" ? null : result.summary,
  };
}

/** What the next job's `needs` can say. */
function foldConclusion(conclusion: NonNullable<Job["conclusion"]>): FinishedJob["conclusion"] {
  if (conclusion === "success" || conclusion === "skipped" || conclusion === "cancelled") {
    return conclusion;
  }
  return "failure";
}

function conclude({ finished }: Attempt) {
  const counted = [...finished.values()].map(({ job, conclusion }) => ({
    conclusion: conclusion === "failure" && job.continueOnError ? ("success" as const) : conclusion,
  }));
  return worstOf(counted) ?? "success";
}
