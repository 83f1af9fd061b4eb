/** What happened in a thread, in the order it happened: comments, commits, labels, reviews. */
import { html } from "hono/html";
import type { Commit } from "../model/git.ts";
import type { Issue, IssueEvent, Review, ReviewComment } from "../model/words.ts";
import { listPulls } from "../model/world.ts";
import { findClosedIssues } from "../model/text.ts";
import { judgeCommit } from "./checks.ts";
import { describeComment, renderNotice, renderSaid } from "./comment.ts";
import type { Html } from "./layout.ts";
import { renderAgo, renderAuthor, renderLabel, renderMark } from "./parts.ts";
import type { Place } from "./place.ts";

interface Entry {
  at: number;
  shown: Html;
}

/** @param commits those of a pull request, none for an issue */
export function renderTimeline(issue: Issue, commits: readonly Commit[], place: Place): Html {
  const entries: Entry[] = [
    ...issue.comments.map((comment) => ({
      at: comment.createdAt,
      shown: renderSaid(describeComment(comment), place),
    })),
    ...issue.events.map((event) => ({ at: event.at, shown: renderEvent(event, issue, place) })),
    ...commits.map((commit) => ({ at: commit.at * 1_000, shown: renderCommit(commit, place) })),
    ...listLinks(issue, place),
    ...listReviews(issue, place),
  ];
  return html`${entries.toSorted((a, b) => a.at - b.at).map(({ shown }) => shown)}`;
}

function renderEvent(event: IssueEvent, issue: Issue, place: Place): Html {
  const { actor, label, reviewer, rename, commit } = event;
  const line = (what: Html): Html =>
    html`<p class="event">${renderAuthor(actor)} ${what} · ${renderAgo(event.at, place.now)}</p>`;
  switch (event.event) {
    case "labeled":
      return line(html`added ${label === undefined ? "a label" : renderLabel(label)}`);
    case "unlabeled":
      return line(html`removed ${label === undefined ? "a label" : renderLabel(label)}`);
    case "renamed":
      return line(html`changed the title <del>${rename?.from}</del> ${rename?.to}`);
    case "review_requested": {
      const asked = line(html`requested a review from <b>${reviewer?.login}</b>`);
      const notice = `${actor.login} requested your review · ${place.repositoryPath.slice(1)}`;
      return html`${asked}${actor.type === "Bot" ? renderNotice(notice, issue.title) : ""}`;
    }
    case "review_request_removed":
      return line(html`no longer asks <b>${reviewer?.login}</b> for a review`);
    case "ready_for_review":
      return line(html`marked this pull request as ready for review`);
    case "convert_to_draft":
    case "converted_to_draft":
      return line(html`made this pull request a draft`);
    case "merged":
      return line(html`merged this as <code class="ref">${commit?.slice(0, 7)}</code>`);
    case "reviewed":
      return html``;
    default:
      return line(html`${event.event.replaceAll("_", " ")} this`);
  }
}

function renderCommit(commit: Commit, place: Place): Html {
  const outcome = judgeCommit(place.repository, commit.sha);
  const [subject = ""] = commit.message.split("\n", 1);
  return html`<p class="event">
    ${outcome === null ? "" : renderMark(outcome)}<code class="ref">${commit.sha.slice(0, 7)}</code>
    ${subject} · ${commit.author.name}
  </p>`;
}

/** Pull requests that say they close this issue. */
function listLinks(issue: Issue, { repository, repositoryPath, now }: Place): Entry[] {
  return listPulls(repository)
    .filter(({ issue: pull }) => findClosedIssues(pull.body ?? "").includes(issue.number))
    .map(({ issue: pull }) => ({
      at: pull.createdAt,
      shown: html`<p class="event">
        ${renderAuthor(pull.author)} linked a pull request that will close this:
        <a href="${repositoryPath}/pull/${String(pull.number)}"
          >${pull.title} #${String(pull.number)}</a
        >
        · ${renderAgo(pull.createdAt, now)}
      </p>`,
    }));
}

function listReviews({ pull }: Issue, place: Place): Entry[] {
  if (pull === null) return [];
  const reviews = pull.reviews
    .filter((review) => review.body !== "" || review.state !== "COMMENTED")
    .map((review) => ({ at: review.at, shown: renderReview(review, place) }));
  const comments = pull.reviewComments.map((comment) => ({
    at: comment.at,
    shown: renderReviewComment(comment, place),
  }));
  return [...reviews, ...comments];
}

const REVIEWED: Record<Review["state"], string> = {
  APPROVED: "approved these changes",
  CHANGES_REQUESTED: "requested changes",
  COMMENTED: "reviewed",
};

function renderReview({ author, body, at, state }: Review, place: Place): Html {
  const note = REVIEWED[state];
  if (body !== "") {
    const said = { author, body, at, reactions: [], edits: 0, minimized: null, note };
    return renderSaid(said, place);
  }
  return html`<p class="event">${renderAuthor(author)} ${note} · ${renderAgo(at, place.now)}</p>`;
}

function renderReviewComment(comment: ReviewComment, place: Place): Html {
  const { author, body, at, reactions, path, line, replyTo } = comment;
  const note = replyTo === null ? `on ${path} line ${line}` : "replied";
  return renderSaid({ author, body, at, reactions, edits: 0, minimized: null, note }, place);
}
