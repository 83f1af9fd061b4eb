/** The checks of a commit, as a pull request lists them. */
import { html } from "hono/html";
import type { CheckRun, CommitStatus, Repository } from "../model/words.ts";
import type { Html } from "./layout.ts";
import { judge, judgeAll, type Outcome, renderMark } from "./parts.ts";
import type { Place } from "./place.ts";

/** The one mark beside a commit; null where nothing checked it. */
export function judgeCommit(repository: Repository, sha: string): Outcome | null {
  const runs = repository.checkRuns.filter((run) => run.sha === sha);
  const statuses = newestStatuses(repository, sha);
  return judgeAll([...runs.map((run) => judge(run.conclusion)), ...statuses.map(judgeStatus)]);
}

export function renderChecks(sha: string, { repository, repositoryPath }: Place): Html {
  const runs = newestRuns(repository, sha);
  const statuses = newestStatuses(repository, sha);
  if (runs.length + statuses.length === 0) return html``;
  return html`<h2>Checks</h2>
    <div class="box">
      ${runs.map(
        (run) =>
          html`<a href="${repositoryPath}/runs/${String(run.id)}"
            >${renderMark(judge(run.conclusion))}${run.app.name} / ${run.name} ${sayHow(run)}</a
          >`,
      )}
      ${statuses.map(
        (status) =>
          html`<span
            >${renderMark(judgeStatus(status))}${status.context} ${status.description}</span
          >`,
      )}
    </div>`;
}

function sayHow({ status, conclusion, startedAt, completedAt }: CheckRun): Html {
  const seconds = completedAt === null ? null : Math.round((completedAt - startedAt) / 1_000);
  const how = conclusion === null ? status.replaceAll("_", " ") : conclusion.replaceAll("_", " ");
  return html`<span class="neutral">${how}${seconds === null ? "" : ` in ${seconds} s`}</span>`;
}

/** A rerun has the same name. */
function newestRuns(repository: Repository, sha: string): CheckRun[] {
  const runs = repository.checkRuns.filter((run) => run.sha === sha);
  return [...new Map(runs.map((run) => [`${run.app.id}:${run.name}`, run])).values()];
}

function newestStatuses(repository: Repository, sha: string): CommitStatus[] {
  const statuses = repository.statuses.filter((status) => status.sha === sha);
  return [...new Map(statuses.map((status) => [status.context, status])).values()];
}

function judgeStatus({ state }: CommitStatus): Outcome {
  if (state === "success") return "good";
  return state === "pending" ? "running" : "bad";
}
