/** A workflow run with its jobs' logs, or what another App says of its check. */
import { html } from "hono/html";
import type { CheckRun, Job, WorkflowRun } from "../model/words.ts";
import { type Html, renderFrame } from "./layout.ts";
import { renderLog } from "./log.ts";
import { renderMarkdown } from "./markdown.ts";
import { judge, renderMark } from "./parts.ts";
import type { Place } from "./place.ts";

const REFRESH_SECONDS = 3;

/** @param jobs those to show, of any attempt */
export function renderRunPage(run: WorkflowRun, jobs: readonly Job[], place: Place): Html {
  const { repositoryPath } = place;
  const name = `${run.workflow.name} #${run.number}`;
  return renderFrame({
    title: name,
    trail: trailTo(place, name, `${repositoryPath}/actions/runs/${run.id}`),
    body: html`<h1>${run.title} <span class="number">${name}</span></h1>
      <p class="meta">
        ${renderMark(judge(run.conclusion))}${run.conclusion ?? run.status} · ${run.event} ·
        <code class="ref">${run.branch}</code> <code class="ref">${run.sha.slice(0, 7)}</code>
      </p>
      ${jobs.map((job) => renderJob(job, run))}`,
    refreshSeconds: run.conclusion === null ? REFRESH_SECONDS : null,
  });
}

export function renderCheckPage(run: CheckRun, place: Place): Html {
  const text = [run.title, run.summary, run.text].filter((part) => part !== null).join("\n\n");
  return renderFrame({
    title: run.name,
    trail: trailTo(place, run.name, `${place.repositoryPath}/runs/${run.id}`),
    body: html`<h1>${run.name}</h1>
      <p class="meta">
        ${renderMark(judge(run.conclusion))}${run.conclusion ?? run.status} · ${run.app.name}
      </p>
      <div class="markdown-body">${renderMarkdown(text, place)}</div>`,
    refreshSeconds: run.conclusion === null ? REFRESH_SECONDS : null,
  });
}

function trailTo({ repositoryPath }: Place, name: string, path: string) {
  return [
    { name: "threads", path: "/" },
    { name: repositoryPath.slice(1), path: repositoryPath },
    { name, path },
  ];
}

function renderJob(job: Job, run: WorkflowRun): Html {
  const again =
    run.attempt > 1 ? html` <span class="number">attempt ${String(job.attempt)}</span>` : "";
  const steps = job.steps.map(
    (step) => html`<span>${renderMark(judge(step.conclusion))}${step.name}</span>`,
  );
  return html`<h2>${renderMark(judge(job.conclusion))}${job.name}${again}</h2>
    ${steps.length === 0 ? "" : html`<div class="box">${steps}</div>`}
    ${job.log === "" ? html`<p class="meta">No log yet.</p>` : renderLog(job.log)}`;
}
