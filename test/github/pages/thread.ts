/** An issue or a pull request as its readers see it. */
import { html } from "hono/html";
import { type Commit, listCommits } from "../model/git.ts";
import type { Issue, Pull } from "../model/words.ts";
import { renderChecks } from "./checks.ts";
import { renderSaid } from "./comment.ts";
import { type Html, renderFrame } from "./layout.ts";
import { renderAuthor, renderLabel } from "./parts.ts";
import type { Place } from "./place.ts";
import { renderTimeline } from "./timeline.ts";

const REFRESH_SECONDS = 5;

export async function renderThread(issue: Issue, place: Place): Promise<Html> {
  const { pull } = issue;
  const { repositoryPath } = place;
  const commits = pull === null ? [] : await readCommits(pull, place);
  const number = `#${issue.number}`;
  const description = {
    author: issue.author,
    body: issue.body ?? "",
    at: issue.createdAt,
    reactions: issue.reactions,
    edits: 0,
    minimized: null,
    note: "",
  };
  const body = html`
    <h1>${issue.title} <span class="number">${number}</span></h1>
    <p class="meta">${renderState(issue)} ${pull === null ? "" : renderBranches(issue, pull)}</p>
    ${issue.labels.length === 0 ? "" : html`<p>${issue.labels.map(renderLabel)}</p>`}
    ${renderSaid(description, place)} ${renderTimeline(issue, commits, place)}
    ${pull === null ? "" : renderEnd(pull, place)}
  `;
  return renderFrame({
    title: `${issue.title} · ${number}`,
    trail: [
      { name: "threads", path: "/" },
      { name: repositoryPath.slice(1), path: repositoryPath },
      {
        name: number,
        path: `${repositoryPath}/${pull === null ? "issues" : "pull"}/${issue.number}`,
      },
    ],
    body,
    refreshSeconds: REFRESH_SECONDS,
  });
}

export function renderState(issue: Issue): Html {
  const { kind, text } = describeState(issue);
  return html`<span class="state ${kind}">${text}</span>`;
}

function describeState({ state, stateReason, pull }: Issue): { kind: string; text: string } {
  if (pull?.mergedAt !== null && pull !== null) return { kind: "merged", text: "Merged" };
  if (state === "closed") {
    const isDone = pull === null && stateReason === "completed";
    return { kind: isDone ? "completed" : "closed", text: "Closed" };
  }
  return pull?.draft === true ? { kind: "draft", text: "Draft" } : { kind: "open", text: "Open" };
}

function renderBranches({ author }: Issue, { baseRef, headRef }: Pull): Html {
  return html`${renderAuthor(author)} wants to merge into <code class="ref">${baseRef}</code> from
    <code class="ref">${headRef}</code>`;
}

/** What decides about the merge: who is asked, what was checked. */
function renderEnd(pull: Pull, place: Place): Html {
  const asked = pull.requestedReviewers.map((user) => html`<b>${user.login}</b> `);
  const { commits, additions, deletions, changedFiles } = pull.size;
  const size = `${count(commits, "commit")} · ${count(changedFiles, "file")}`;
  return html`${renderChecks(pull.headSha, place)}
    <p class="meta">
      ${asked.length === 0 ? "" : html`Waiting for a review from ${asked} ·`} ${size}
      <span class="good">+${String(additions)}</span> <span class="bad">−${String(deletions)}</span>
    </p>`;
}

function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? "" : "s"}`;
}

async function readCommits(pull: Pull, { repository }: Place): Promise<Commit[]> {
  return listCommits(repository.directory, [`${pull.baseSha}..${pull.headSha}`]);
}
