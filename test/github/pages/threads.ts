/** What there is to read: the repositories, and the threads and workflow runs of one. */
import { html } from "hono/html";
import type { Issue, WorkflowRun } from "../model/words.ts";
import { nameOf, type World } from "../model/world.ts";
import { type Html, renderFrame } from "./layout.ts";
import { judge, renderLabel, renderMark } from "./parts.ts";
import type { Place } from "./place.ts";
import { renderState } from "./thread.ts";

const REFRESH_SECONDS = 5;

export function renderRepositories(world: World): Html {
  const links = world.repositories.map(
    (repository) => html`<a href="/${nameOf(repository)}">${nameOf(repository)}</a>`,
  );
  return renderFrame({
    title: "Repositories",
    trail: [{ name: "threads", path: "/" }],
    body: html`<h1>Repositories</h1>
      <div class="box">${links}</div>`,
    refreshSeconds: REFRESH_SECONDS,
  });
}

export function renderThreads({ repository, repositoryPath }: Place): Html {
  const issues = [...repository.issues.values()].toReversed();
  const runs = repository.workflowRuns.toReversed().slice(0, 30);
  return renderFrame({
    title: nameOf(repository),
    trail: [
      { name: "threads", path: "/" },
      { name: nameOf(repository), path: repositoryPath },
    ],
    body: html`<h1>${nameOf(repository)}</h1>
      ${
        issues.length === 0
          ? html`<p class="meta">No issue and no pull request yet.</p>`
          : html`<div class="box">${issues.map((issue) => renderRow(issue, repositoryPath))}</div>`
      }
      ${
        runs.length === 0
          ? ""
          : html`<h2>Workflow runs</h2>
              <div class="box">${runs.map((run) => renderRun(run, repositoryPath))}</div>`
      }`,
    refreshSeconds: REFRESH_SECONDS,
  });
}

function renderRow(issue: Issue, repositoryPath: string): Html {
  const path = issue.pull === null ? "issues" : "pull";
  return html`<a href="${repositoryPath}/${path}/${String(issue.number)}">
    ${renderState(issue)} <b>${issue.title}</b> <span class="neutral">#${String(issue.number)}</span
    ><br />
    ${issue.labels.map(renderLabel)}
  </a>`;
}

function renderRun(run: WorkflowRun, repositoryPath: string): Html {
  return html`<a href="${repositoryPath}/actions/runs/${String(run.id)}">
    ${renderMark(judge(run.conclusion))}${run.workflow.name} #${String(run.number)}: ${run.title}
    <span class="neutral">${run.branch} ${run.sha.slice(0, 7)}</span>
  </a>`;
}
