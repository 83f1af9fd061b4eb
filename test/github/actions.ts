import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { ApiError } from "./model/errors.ts";
import { listChanges, readFile, resolveCommit, runGit } from "./model/git.ts";
import { worstOf } from "./model/checks.ts";
import type { Actor, Annotation, Job, Repository, WorkflowRun } from "./model/words.ts";
import {
  addJob,
  addWorkflowRun,
  endJob,
  endRun,
  type JobEnd,
  restartRun,
  startJob,
} from "./model/workflow-runs.ts";
import { nameOf, type PullEvent, type PushedBranch, type World } from "./model/world.ts";
import { renderPull } from "./render/pull.ts";
import { renderRepository } from "./render/repository.ts";
import { renderUser } from "./render/user.ts";
import type { RerunJobs } from "./rest/route.ts";
import { decideJob, nameRun, planJobs } from "./workflows/plan.ts";
import { readWorkflow } from "./workflows/read.ts";
import { runJob } from "./workflows/run.ts";
import type { EventSeen, FinishedJob, JobPlan, JobResult } from "./workflows/words.ts";

export interface Actions {
  readonly afterPush: (push: PushedBranch) => Promise<void>;
  readonly afterPullEvent: (event: PullEvent) => Promise<void>;
  readonly rerun: RerunJobs;
  readonly isIdle: () => boolean;
  readonly stop: () => Promise<void>;
}

const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const MAX_JOBS_AT_ONCE = 2;

/** What a pushed tree's workflows are asked, and where their jobs check out. */
interface Cause {
  readonly repository: Repository;
  readonly event: EventSeen;
  /** Where the checks show. */
  readonly sha: string;
  readonly branch: string;
  readonly before: string | null;
  readonly title: string;
  readonly actor: Actor;
}

/** GitHub Actions: reads the workflows of what was pushed and runs their jobs for real. */
export function makeActions(getWorld: () => World): Actions {
  const stopped = new AbortController();
  const under = new Set<Promise<void>>();
  const plans = new WeakMap<Job, JobPlan>();
  const results = new WeakMap<Job, FinishedJob>();
  const gate = makeGate(MAX_JOBS_AT_ONCE);

  const inBackground = (work: Promise<void>): void => {
    under.add(work);
    void work.finally(() => under.delete(work));
  };

  const runOne = async (repository: Repository, run: WorkflowRun, job: Job): Promise<void> => {
    const world = getWorld();
    const plan = planOf(plans, job);
    const finished = run.jobs.flatMap((one) => results.get(one) ?? []);
    if (decideJob(plan, finished) === "skip") {
      results.set(job, { job: plan, conclusion: "skipped", outputs: {} });
      endJob(world, repository, { run, job, end: NOTHING_RAN });
      return;
    }
    await gate(async () => {
      startJob(world, repository, { run, job });
      const result = await runInCheckout(world, repository, {
        run,
        plan,
        finished,
        signal: stopped.signal,
      });
      if (stopped.signal.aborted) return;
      const { conclusion, outputs } = result;
      results.set(job, { job: plan, conclusion, outputs });
      endJob(world, repository, { run, job, end: readEnd(result) });
    });
  };

  /** Runs what is queued as soon as everything it needs is done. */
  const runJobs = async (repository: Repository, run: WorkflowRun): Promise<void> => {
    const world = getWorld();
    const attempt = run.attempt;
    const waiting = new Set(run.jobs.filter((job) => job.status === "queued"));
    while (waiting.size > 0 && !stopped.signal.aborted) {
      const ready = [...waiting].filter((job) =>
        planOf(plans, job).needs.every((id) =>
          run.jobs.every((one) => planOf(plans, one).id !== id || one.status === "completed"),
        ),
      );
      for (const job of ready) waiting.delete(job);
      await Promise.all(ready.map((job) => runOne(repository, run, job)));
      if (ready.length === 0) throw new Error(`jobs of ${run.workflow.path} need each other`);
    }
    if (stopped.signal.aborted || run.attempt !== attempt) return;
    endRun(world, repository, run, conclude(run, plans));
  };

  const start = async (cause: Cause, file: string): Promise<void> => {
    const world = getWorld();
    const { repository, event } = cause;
    const text = (await readFile(repository.directory, event.sha, file)) ?? "";
    const workflow = await readWorkflow(file, text);
    const spec = {
      path: file,
      event: event.name,
      branch: cause.branch,
      sha: cause.sha,
      checkout: event.sha,
      before: cause.before,
      actor: cause.actor,
    };
    if ("errors" in workflow) {
      // GitHub shows a broken file once, at the push.
      if (event.name !== "push") return;
      const named = { ...spec, workflowName: file, title: file };
      endRun(world, repository, await addWorkflowRun(world, repository, named), "startup_failure");
      return;
    }
    const jobs = planJobs(workflow, event);
    if (jobs.length === 0) return;
    const run = await addWorkflowRun(world, repository, {
      ...spec,
      workflowName: workflow.name,
      title: nameRun(workflow, event) ?? cause.title,
    });
    for (const plan of jobs) {
      const { name, runsOn } = plan;
      plans.set(addJob(world, repository, { run, name, labels: runsOn }), plan);
    }
    inBackground(runJobs(repository, run));
  };

  const startAll = async (cause: Cause): Promise<void> => {
    if (stopped.signal.aborted) return;
    for (const file of await listWorkflows(cause.repository, cause.event.sha)) {
      await start(cause, file);
    }
  };

  return {
    afterPush: async (push) => startAll(await causeOfPush(getWorld(), push)),
    afterPullEvent: async (event) => {
      const cause = await causeOfPull(getWorld(), event);
      if (cause !== null) await startAll(cause);
    },
    rerun: async (repository, { jobIds }) => {
      const world = getWorld();
      const run = repository.workflowRuns.find(({ jobs }) =>
        jobs.some((job) => jobIds.includes(job.id)),
      );
      if (run === undefined || run.status !== "completed") {
        throw new ApiError(403, "The workflow run cannot be retried");
      }
      const again = withDependents(run, jobIds, plans);
      restartRun(world, repository, { run, again });
      for (const job of again) {
        const { name, labels } = job;
        plans.set(addJob(world, repository, { run, name, labels }), planOf(plans, job));
      }
      inBackground(runJobs(repository, run));
    },
    isIdle: () => under.size === 0,
    stop: async () => {
      stopped.abort();
      await Promise.allSettled(under);
    },
  };
}

const NOTHING_RAN: JobEnd = {
  conclusion: "skipped",
  log: "",
  steps: [],
  annotations: [],
  summary: null,
};

function planOf(plans: WeakMap<Job, JobPlan>, job: Job): JobPlan {
  const plan = plans.get(job);
  if (plan === undefined) throw new Error(`job ${job.id} was never planned`);
  return plan;
}

async function runInCheckout(
  world: World,
  repository: Repository,
  work: {
    readonly run: WorkflowRun;
    readonly plan: JobPlan;
    readonly finished: FinishedJob[];
    readonly signal: AbortSignal;
  },
): Promise<JobResult> {
  const { run, plan, finished, signal } = work;
  const directory = await mkdtemp(path.join(world.directory, "job-"));
  try {
    await runGit(world.directory, [
      "clone",
      "--quiet",
      "--shared",
      "--no-checkout",
      repository.directory,
      directory,
    ]);
    await runGit(directory, ["checkout", "--quiet", "--detach", run.checkout]);
    return await runJob(plan, {
      directory,
      signal,
      finished,
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

function conclude(run: WorkflowRun, plans: WeakMap<Job, JobPlan>) {
  const counted = run.jobs.map((job) => ({
    conclusion:
      job.conclusion === "failure" && planOf(plans, job).continueOnError
        ? ("success" as const)
        : job.conclusion,
  }));
  return worstOf(counted) ?? "success";
}

/** The jobs asked for and everything that needs them. */
function withDependents(
  run: WorkflowRun,
  jobIds: readonly number[],
  plans: WeakMap<Job, JobPlan>,
): Job[] {
  const again = new Set(run.jobs.filter((job) => jobIds.includes(job.id)));
  let before = -1;
  while (before !== again.size) {
    before = again.size;
    const names = new Set([...again].map((job) => planOf(plans, job).id));
    for (const job of run.jobs) {
      if (planOf(plans, job).needs.some((id) => names.has(id))) again.add(job);
    }
  }
  return [...again];
}

async function listWorkflows(repository: Repository, sha: string): Promise<string[]> {
  const output = await runGit(repository.directory, [
    "ls-tree",
    "-z",
    "--name-only",
    sha,
    "--",
    ".github/workflows/",
  ]);
  return output.split("\0").filter((name) => /\.ya?ml$/.test(name));
}

async function causeOfPush(world: World, push: PushedBranch): Promise<Cause> {
  const { repository, branch, before, after, actor } = push;
  const main = await resolveCommit(repository.directory, `refs/heads/${repository.defaultBranch}`);
  const from = before ?? (main === after ? EMPTY_TREE : (main ?? EMPTY_TREE));
  const changes = await listChanges(repository.directory, from, after);
  const message = await runGit(repository.directory, ["log", "-1", "--format=%s", after]);
  return {
    repository,
    sha: after,
    branch,
    before,
    title: message.trim(),
    actor,
    event: {
      name: "push",
      ref: `refs/heads/${branch}`,
      sha: after,
      repository: nameOf(repository),
      changedPaths: changes.map((change) => change.path),
      payload: {
        ref: `refs/heads/${branch}`,
        before: before ?? "0".repeat(40),
        after,
        repository: renderRepository(world, repository),
        sender: renderUser(world, actor.user),
      },
    },
  };
}

/** null where GitHub starts nothing: a closed pull request's merge is gone, and so is one in conflict. */
async function causeOfPull(world: World, seen: PullEvent): Promise<Cause | null> {
  const { repository, issue, action, actor } = seen;
  const { pull } = issue;
  if (pull === null || pull.mergeCommit === null) return null;
  const { directory } = repository;
  const base = await runGit(directory, ["merge-base", pull.baseSha, pull.headSha]);
  const changes = await listChanges(directory, base.trim(), pull.headSha);
  return {
    repository,
    sha: pull.headSha,
    branch: pull.headRef,
    before: null,
    title: issue.title,
    actor,
    event: {
      name: "pull_request",
      ref: `refs/pull/${issue.number}/merge`,
      sha: pull.mergeCommit,
      repository: nameOf(repository),
      changedPaths: changes.map((change) => change.path),
      payload: {
        action,
        number: issue.number,
        pull_request: renderPull(world, repository, issue),
        repository: renderRepository(world, repository),
        sender: renderUser(world, actor.user),
      },
    },
  };
}

/** Lets so many through at a time. */
function makeGate(places: number) {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work: () => Promise<void>): Promise<void> => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
