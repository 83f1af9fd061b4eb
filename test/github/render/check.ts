import type { Annotation, CheckRun, CheckSuite, Repository } from "../model/words.ts";
import { nameOf, type World } from "../model/world.ts";
import { renderSimpleCommit } from "./commit.ts";
import { type Json, nodeId, renderTime, renderTimeOrNull } from "./json.ts";
import { renderPullsAt } from "./pull.ts";
import { renderRepository, repositoryPage, repositoryUrl } from "./repository.ts";
import { renderApp } from "./user.ts";

export function renderCheckRun(world: World, repository: Repository, run: CheckRun): Json {
  const url = `${repositoryUrl(world, repository)}/check-runs/${run.id}`;
  const page = `${repositoryPage(world, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId("CR", run.id),
    name: run.name,
    head_sha: run.sha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: renderTime(run.startedAt),
    completed_at: renderTimeOrNull(run.completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: renderApp(world, run.app),
    pull_requests: renderPullsAt(world, repository, run.sha),
  };
}

export function renderCheckRunForWebhook(
  world: World,
  repository: Repository,
  run: CheckRun,
): Json {
  const { suite } = run;
  return {
    ...renderCheckRun(world, repository, run),
    check_suite: {
      id: suite.id,
      node_id: nodeId("CS", suite.id),
      head_branch: suite.branch,
      head_sha: suite.sha,
      status: suite.status,
      conclusion: suite.conclusion,
      url: suiteUrl(world, repository, suite),
      before: suite.before,
      after: suite.sha,
      pull_requests: renderPullsAt(world, repository, suite.sha),
      app: renderApp(world, suite.app),
      created_at: renderTime(suite.createdAt),
      updated_at: renderTime(suite.updatedAt),
    },
  };
}

function renderSuite(world: World, repository: Repository, suite: CheckSuite): Json {
  const url = suiteUrl(world, repository, suite);
  return {
    id: suite.id,
    node_id: nodeId("CS", suite.id),
    head_branch: suite.branch,
    head_sha: suite.sha,
    status: suite.status,
    conclusion: suite.conclusion,
    url,
    before: suite.before,
    after: suite.sha,
    pull_requests: renderPullsAt(world, repository, suite.sha),
    app: renderApp(world, suite.app),
    created_at: renderTime(suite.createdAt),
    updated_at: renderTime(suite.updatedAt),
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: repository.checkRuns.filter((run) => run.suite === suite).length,
    check_runs_url: `${url}/check-runs`,
    head_commit: renderSimpleCommit(suite.commit),
  };
}

export function renderSuiteInList(world: World, repository: Repository, suite: CheckSuite): Json {
  return {
    ...renderSuite(world, repository, suite),
    repository: renderRepository(world, repository),
  };
}

export function renderSuiteForWebhook(
  world: World,
  repository: Repository,
  suite: CheckSuite,
): Json {
  return renderSuite(world, repository, suite);
}

function suiteUrl(world: World, repository: Repository, suite: CheckSuite): string {
  return `${repositoryUrl(world, repository)}/check-suites/${suite.id}`;
}

export function renderAnnotation(
  world: World,
  repository: Repository,
  run: CheckRun,
  annotation: Annotation,
): Json {
  return {
    path: annotation.path,
    blob_href: `${world.url}/${nameOf(repository)}/blob/${run.sha}/${annotation.path}`,
    start_line: annotation.startLine,
    start_column: null,
    end_line: annotation.endLine,
    end_column: null,
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
    raw_details: annotation.rawDetails,
  };
}
