import { renderJob, renderWorkflow, renderWorkflowRun } from "../render/workflow.ts";
import { changeCheckRun, endSuite, openSuite, placeCheckRun } from "./checks.ts";
import { addUser } from "./users.ts";
import type { Actor, CheckSuite, Job, Repository, User, Workflow, WorkflowRun } from "./words.ts";
import { nameOf, type World } from "./world.ts";

export interface NewRun {
  readonly path: string;
  readonly workflowName: string;
  readonly event: string;
  readonly title: string;
  readonly branch: string | null;
  readonly sha: string;
  readonly checkout: string;
  readonly before: string | null;
  readonly actor: Actor;
}

/** The account that GitHub Actions acts as. */
function actionsUser(world: World): User {
  return addUser(world, "github-actions[bot]", "Bot");
}

/** A run of a workflow with its own check suite, queued and without jobs yet. */
export async function addWorkflowRun(
  world: World,
  repository: Repository,
  spec: NewRun,
): Promise<WorkflowRun> {
  const suite: CheckSuite | null = await openSuite(world, repository, {
    app: world.actionsApp,
    sha: spec.sha,
    branch: spec.branch,
    before: spec.before,
    by: spec.actor.user,
  });
  if (suite === null) throw new Error("GitHub Actions may always write checks");
  const workflow = findWorkflow(world, repository, spec);
  const at = world.now();
  const run: WorkflowRun = {
    id: world.nextId("workflowRun"),
    workflow,
    number: repository.workflowRuns.filter((one) => one.workflow === workflow).length + 1,
    attempt: 1,
    event: spec.event,
    title: spec.title,
    branch: spec.branch,
    sha: spec.sha,
    checkout: spec.checkout,
    suite,
    actor: spec.actor.user,
    status: "queued",
    conclusion: null,
    createdAt: at,
    updatedAt: at,
    startedAt: at,
    jobs: [],
    formerJobs: [],
  };
  repository.workflowRuns.push(run);
  emitRun(world, repository, run, "requested");
  return run;
}

function findWorkflow(world: World, repository: Repository, spec: NewRun): Workflow {
  const known = repository.workflows.find((one) => one.path === spec.path);
  if (known !== undefined) {
    known.name = spec.workflowName;
    return known;
  }
  const workflow: Workflow = {
    id: world.nextId("workflow"),
    path: spec.path,
    name: spec.workflowName,
    createdAt: world.now(),
  };
  repository.workflows.push(workflow);
  return workflow;
}

/** A job with the check run that shows it. */
export function addJob(
  world: World,
  repository: Repository,
  spec: { readonly run: WorkflowRun; readonly name: string; readonly labels: readonly string[] },
): Job {
  const { run } = spec;
  const check = placeCheckRun(world, repository, { suite: run.suite, name: spec.name });
  check.detailsUrl = `${world.url}/${nameOf(repository)}/actions/runs/${run.id}/job/${check.id}`;
  const at = world.now();
  const job: Job = {
    id: check.id,
    run: check,
    name: spec.name,
    labels: spec.labels,
    attempt: run.attempt,
    status: "queued",
    conclusion: null,
    createdAt: at,
    startedAt: at,
    completedAt: null,
    steps: [],
    log: "",
  };
  run.jobs.push(job);
  const actor: Actor = { user: actionsUser(world), token: null };
  changeCheckRun(world, repository, { run: check, change: {}, actor, isNew: true });
  emitJob(world, repository, { run, job, action: "queued" });
  return job;
}

export function startJob(
  world: World,
  repository: Repository,
  { run, job }: { readonly run: WorkflowRun; readonly job: Job },
): void {
  job.status = "in_progress";
  job.startedAt = world.now();
  const actor: Actor = { user: actionsUser(world), token: null };
  changeCheckRun(world, repository, {
    run: job.run,
    change: { status: "in_progress", startedAt: job.startedAt },
    actor,
  });
  emitJob(world, repository, { run, job, action: "in_progress" });
  if (run.status === "queued") {
    run.status = "in_progress";
    run.updatedAt = world.now();
    emitRun(world, repository, run, "in_progress");
  }
}

/** What a job left behind. */
export interface JobEnd {
  readonly conclusion: NonNullable<Job["conclusion"]>;
  readonly log: string;
  readonly steps: Job["steps"];
  readonly annotations: Job["run"]["annotations"];
  readonly summary: string | null;
}

export function endJob(
  world: World,
  repository: Repository,
  { run, job, end }: { readonly run: WorkflowRun; readonly job: Job; readonly end: JobEnd },
): void {
  const { conclusion, log, steps } = end;
  Object.assign(job, { status: "completed", conclusion, log, steps, completedAt: world.now() });
  emitJob(world, repository, { run, job, action: "completed" });
  changeCheckRun(world, repository, {
    run: job.run,
    change: { conclusion, annotations: end.annotations, summary: end.summary },
    actor: { user: actionsUser(world), token: null },
  });
}

export function endRun(
  world: World,
  repository: Repository,
  run: WorkflowRun,
  conclusion: NonNullable<WorkflowRun["conclusion"]>,
): void {
  run.status = "completed";
  run.conclusion = conclusion;
  run.updatedAt = world.now();
  emitRun(world, repository, run, "completed");
  endSuite(world, repository, { suite: run.suite, conclusion, by: actionsUser(world) });
}

/** The jobs of the newest attempt that "re-run failed jobs" means. */
export function listFailedJobs({ jobs }: WorkflowRun): Job[] {
  return jobs.filter(({ conclusion }) => conclusion !== "success" && conclusion !== "skipped");
}

/** A next attempt: the jobs that run again get new ids and logs, the others stay as they were. */
export function restartRun(
  world: World,
  repository: Repository,
  { run, again }: { readonly run: WorkflowRun; readonly again: readonly Job[] },
): void {
  run.attempt += 1;
  run.status = "queued";
  run.conclusion = null;
  run.startedAt = world.now();
  run.updatedAt = run.startedAt;
  Object.assign(run.suite, { status: "queued", conclusion: null, updatedAt: run.startedAt });
  run.formerJobs.push(...again);
  run.jobs = run.jobs.filter((job) => !again.includes(job));
  emitRun(world, repository, run, "requested");
}

function emitRun(
  world: World,
  repository: Repository,
  run: WorkflowRun,
  action: "requested" | "in_progress" | "completed",
): void {
  world.emit({
    event: "workflow_run",
    action,
    repository,
    sender: run.actor,
    body: {
      workflow_run: renderWorkflowRun(world, repository, run),
      workflow: renderWorkflow(world, repository, run.workflow),
    },
  });
}

function emitJob(
  world: World,
  repository: Repository,
  event: { readonly run: WorkflowRun; readonly job: Job; readonly action: string },
): void {
  const { run, job, action } = event;
  world.emit({
    event: "workflow_job",
    action,
    repository,
    sender: run.actor,
    body: { workflow_job: renderJob(world, repository, run, job) },
  });
}
