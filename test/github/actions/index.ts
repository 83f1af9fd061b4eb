import { ApiError } from "../model/errors.ts";
import { readFile, resolveCommit } from "../model/git.ts";
import type { Job, Repository, WorkflowRun } from "../model/words.ts";
import { addWorkflowRun, endRun, type NewRun, restartRun } from "../model/workflow-runs.ts";
import type { WorkflowStarter, World } from "../model/world.ts";
import { nameRun, planJobs, readWorkflow } from "../workflows/index.ts";
import { type Attempt, runAttempt } from "./attempt.ts";
import {
  type Cause,
  causeOfDispatch,
  causeOfGroup,
  causeOfPull,
  causeOfPush,
  type Dispatch,
  listWorkflows,
} from "./causes.ts";
import { makeGate } from "./gate.ts";

/** GitHub Actions: reads the workflows of what was pushed and runs their jobs for real. */
export interface Actions extends WorkflowStarter {
  readonly dispatch: (repository: Repository, asked: Omit<Dispatch, "sha">) => Promise<WorkflowRun>;
  readonly cancel: (run: WorkflowRun) => void;
  readonly isIdle: () => boolean;
  readonly stop: () => Promise<void>;
}

const MAX_JOBS_AT_ONCE = 2;

export function makeActions(getWorld: () => World, report: (violation: string) => void): Actions {
  const stopped = new AbortController();
  const under = new Set<Promise<void>>();
  const attempts = new Map<WorkflowRun, Attempt>();
  const gate = makeGate(MAX_JOBS_AT_ONCE);
  let line: Promise<void> = Promise.resolve();

  const inBackground = (work: Promise<void>): Promise<void> => {
    const watched = work.catch((error: unknown) =>
      report(`GitHub Actions broke: ${explain(error)}`),
    );
    under.add(watched);
    void watched.finally(() => under.delete(watched));
    return watched;
  };

  const begin = (attempt: Attempt): void => {
    attempts.set(attempt.run, attempt);
    void inBackground(runAttempt(getWorld(), attempt, gate, stopped.signal));
  };

  const start = async (cause: Cause, file: string): Promise<WorkflowRun | null> => {
    const world = getWorld();
    const { repository, event } = cause;
    const text = (await readFile(repository.directory, event.sha, file)) ?? "";
    const workflow = await readWorkflow(file, text);
    const named = (workflowName: string, title: string): NewRun => ({
      path: file,
      workflowName,
      event: event.name,
      title,
      branch: cause.branch,
      sha: cause.sha,
      checkout: event.sha,
      before: cause.before,
      actor: cause.actor,
    });
    if ("errors" in workflow) {
      // A broken file shows once, at the push.
      if (event.name !== "push") return null;
      const run = await addWorkflowRun(world, repository, named(file, file));
      endRun(world, repository, run, "startup_failure");
      return run;
    }
    const plans = planJobs(workflow, event);
    if (plans.length === 0) return null;
    const spec = named(workflow.name, nameRun(workflow, event) ?? cause.title);
    const run = await addWorkflowRun(world, repository, spec);
    const cancel = new AbortController();
    begin({ repository, run, plans, finished: new Map(), planOf: new Map(), cancel });
    return run;
  };

  /** One event after the other, as they came. */
  const startAll = (cause: Promise<Cause | null>): void => {
    const before = line;
    const work = async (): Promise<void> => {
      const [found] = await Promise.all([cause, before]);
      if (found === null || stopped.signal.aborted) return;
      const files = await listWorkflows(found.repository, found.event.sha);
      for (const file of files) await start(found, file);
    };
    line = inBackground(work());
  };

  return {
    afterPush: (push) => startAll(causeOfPush(getWorld(), push)),
    afterPullEvent: (event) => startAll(causeOfPull(getWorld(), event)),
    afterMergeGroup: (event) => startAll(Promise.resolve(causeOfGroup(getWorld(), event))),
    dispatch: async (repository, asked) => {
      const sha = await resolveCommit(repository.directory, `refs/heads/${asked.branch}`);
      if (sha === null) throw new ApiError(422, `No ref found for: ${asked.branch}`);
      const cause = causeOfDispatch(getWorld(), repository, { ...asked, sha });
      if (!(await listWorkflows(repository, sha)).includes(asked.file)) throw ApiError.notFound();
      const run = await start(cause, asked.file);
      if (run === null) {
        throw new ApiError(422, "Workflow does not have 'workflow_dispatch' trigger");
      }
      return run;
    },
    rerun: async (repository, jobIds) => {
      const attempt = [...attempts.values()].find(({ run }) =>
        run.jobs.some((job) => jobIds.includes(job.id)),
      );
      if (attempt === undefined || attempt.run.status !== "completed") {
        throw new ApiError(403, "This workflow run cannot be retried");
      }
      const again = withDependents(attempt, jobIds);
      restartRun(getWorld(), repository, { run: attempt.run, again });
      begin(nextAttempt(attempt, again));
    },
    cancel: (run) => attempts.get(run)?.cancel.abort(),
    isIdle: () => under.size === 0,
    stop: async () => {
      stopped.abort();
      await Promise.allSettled(under);
    },
  };
}

/** The jobs asked for and everything that needs them. */
function withDependents({ run, planOf }: Attempt, jobIds: readonly number[]): Job[] {
  const again = new Set(run.jobs.filter((job) => jobIds.includes(job.id)));
  let before = -1;
  while (before !== again.size) {
    before = again.size;
    const names = new Set([...again].map((job) => planOf.get(job.id)?.id));
    for (const job of run.jobs) {
      if (planOf.get(job.id)?.needs.some((id) => names.has(id)) === true) again.add(job);
    }
  }
  return [...again];
}

function nextAttempt(attempt: Attempt, again: readonly Job[]): Attempt {
  const plans = new Set(again.map((job) => attempt.planOf.get(job.id)));
  const kept = [...attempt.finished].filter(([plan]) => !plans.has(plan));
  return { ...attempt, finished: new Map(kept), cancel: new AbortController() };
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
