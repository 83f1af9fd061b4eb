import type { Job, Repository, Workflow, WorkflowRun } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { renderSimpleCommit } from "./commit.ts";
import { type Json, nodeId, renderTime, renderTimeOrNull } from "./json.ts";
import { renderPullsAt } from "./pull.ts";
import { renderSimpleRepository, repositoryPage, repositoryUrl } from "./repository.ts";
import { renderUser } from "./user.ts";

export function renderWorkflow(world: World, repository: Repository, workflow: Workflow): Json {
  const page = repositoryPage(world, repository);
  return {
    id: workflow.id,
    node_id: nodeId("W", workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: "active",
    created_at: renderTime(workflow.createdAt),
    updated_at: renderTime(workflow.createdAt),
    url: `${repositoryUrl(world, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${page}/blob/${repository.defaultBranch}/${workflow.path}`,
    badge_url: `${page}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}

export function renderWorkflowRun(world: World, repository: Repository, run: WorkflowRun): Json {
  const root = repositoryUrl(world, repository);
  const url = `${root}/actions/runs/${run.id}`;
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId("WFR", run.id),
    head_branch: run.branch,
    head_sha: run.sha,
    path: run.workflow.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow.id,
    check_suite_id: run.suite.id,
    check_suite_node_id: nodeId("CS", run.suite.id),
    url,
    html_url: `${repositoryPage(world, repository)}/actions/runs/${run.id}`,
    pull_requests: renderPullsAt(world, repository, run.sha),
    created_at: renderTime(run.createdAt),
    updated_at: renderTime(run.updatedAt),
    run_started_at: renderTime(run.startedAt),
    actor: renderUser(world, run.actor),
    triggering_actor: renderUser(world, run.actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${root}/check-suites/${run.suite.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${root}/actions/workflows/${run.workflow.id}`,
    referenced_workflows: [],
    head_commit: renderSimpleCommit(run.suite.commit),
    repository: renderSimpleRepository(world, repository),
    head_repository: renderSimpleRepository(world, repository),
  };
}

export function renderJob(world: World, repository: Repository, run: WorkflowRun, job: Job): Json {
  const root = repositoryUrl(world, repository);
  const isStarted = job.status !== "queued";
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: run.branch,
    run_url: `${root}/actions/runs/${run.id}`,
    run_attempt: job.attempt,
    node_id: nodeId("CR", job.id),
    head_sha: run.sha,
    url: `${root}/actions/jobs/${job.id}`,
    html_url: `${repositoryPage(world, repository)}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: renderTime(job.createdAt),
    started_at: renderTime(job.startedAt),
    completed_at: renderTimeOrNull(job.completedAt),
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      number: step.number,
      status: "completed",
      conclusion: step.conclusion,
      started_at: renderTime(step.startedAt),
      completed_at: renderTime(step.completedAt),
    })),
    check_run_url: `${root}/check-runs/${job.id}`,
    labels: [...job.labels],
    runner_id: isStarted ? 1 : null,
    runner_name: isStarted ? "GitHub Actions 1" : null,
    runner_group_id: isStarted ? 1 : null,
    runner_group_name: isStarted ? "GitHub Actions" : null,
  };
}
