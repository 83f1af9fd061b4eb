import { associationOf } from "../model/permissions.ts";
import type { Issue, Repository, Review, ReviewComment } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { issuePage } from "./issue.ts";
import { type Json, nodeId, renderTime } from "./json.ts";
import { rollUpReactions } from "./reaction.ts";
import { repositoryUrl } from "./repository.ts";
import { renderUser } from "./user.ts";

export function renderReview(
  world: World,
  repository: Repository,
  { issue, review }: { readonly issue: Issue; readonly review: Review },
): Json {
  const page = `${issuePage(world, repository, issue)}#pullrequestreview-${review.id}`;
  const pull = `${repositoryUrl(world, repository)}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: renderUser(world, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pull,
    _links: { html: { href: page }, pull_request: { href: pull } },
    submitted_at: renderTime(review.at),
    commit_id: review.commit,
    author_association: associationOf(repository, review.author),
  };
}

/** Webhooks write the state small, and know when a review changed. */
export function renderReviewForWebhook(
  world: World,
  repository: Repository,
  place: { readonly issue: Issue; readonly review: Review },
): Json {
  return {
    ...renderReview(world, repository, place),
    state: place.review.state.toLowerCase(),
    updated_at: renderTime(place.review.at),
  };
}

export function renderReviewComment(
  world: World,
  repository: Repository,
  { issue, comment }: { readonly issue: Issue; readonly comment: ReviewComment },
): Json {
  const root = repositoryUrl(world, repository);
  const url = `${root}/pulls/comments/${comment.id}`;
  const page = `${issuePage(world, repository, issue)}#discussion_r${comment.id}`;
  const pull = `${root}/pulls/${issue.number}`;
  return {
    id: comment.id,
    node_id: nodeId("PRRC", comment.id),
    url,
    html_url: page,
    pull_request_url: pull,
    pull_request_review_id: comment.review,
    ...(comment.replyTo === null ? {} : { in_reply_to_id: comment.replyTo }),
    diff_hunk: `@@ -${comment.line} +${comment.line} @@`,
    path: comment.path,
    position: comment.line,
    original_position: comment.line,
    commit_id: comment.commit,
    original_commit_id: comment.commit,
    user: renderUser(world, comment.author),
    body: comment.body,
    created_at: renderTime(comment.at),
    updated_at: renderTime(comment.updatedAt),
    author_association: associationOf(repository, comment.author),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pull } },
    start_line: null,
    original_start_line: null,
    start_side: null,
    line: comment.line,
    original_line: comment.line,
    side: "RIGHT",
    subject_type: "line",
    reactions: rollUpReactions(comment.reactions, url),
  };
}
