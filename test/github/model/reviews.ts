import { renderPullInList } from "../render/pull.ts";
import { renderReviewComment, renderReviewForWebhook } from "../render/review.ts";
import { refuseLocked } from "./comments.ts";
import { ApiError } from "./errors.ts";
import { recordEvent } from "./issue-events.ts";
import { checkBody } from "./text.ts";
import type { Actor, Issue, Repository, Review, ReviewComment } from "./words.ts";
import type { World } from "./world.ts";

export interface NewReview {
  readonly issue: Issue;
  readonly actor: Actor;
  readonly state: Review["state"];
  readonly body: string;
  readonly comments: readonly {
    readonly path: string;
    readonly line: number;
    readonly body: string;
  }[];
}

/** A review with its comments on lines, each told by a webhook of its own. */
export function addReview(world: World, repository: Repository, spec: NewReview): Review {
  const { issue, actor, state } = spec;
  if (issue.pull === null) throw ApiError.notFound();
  refuseLocked(issue, actor, "comment");
  if (issue.author === actor.user && state !== "COMMENTED") {
    throw new ApiError(422, "Can not approve your own pull request");
  }
  checkBody("PullRequestReview", spec.body);
  const review: Review = {
    id: world.nextId("review"),
    author: actor.user,
    body: spec.body,
    state,
    commit: issue.pull.headSha,
    at: world.now(),
  };
  issue.pull.reviews.push(review);
  issue.pull.requestedReviewers = issue.pull.requestedReviewers.filter((one) => one !== actor.user);
  recordEvent(world, issue, { event: "reviewed", actor });
  world.emit({
    event: "pull_request_review",
    action: "submitted",
    repository,
    sender: actor.user,
    body: {
      review: renderReviewForWebhook(world, repository, { issue, review }),
      pull_request: renderPullInList(world, repository, issue),
    },
  });
  for (const comment of spec.comments) {
    addReviewComment(world, repository, { issue, actor, ...comment, review: review.id });
  }
  return review;
}

/** A comment on a line, or an answer to one. */
export function addReviewComment(
  world: World,
  repository: Repository,
  spec: {
    readonly issue: Issue;
    readonly actor: Actor;
    readonly path: string;
    readonly line: number;
    readonly body: string;
    readonly review?: number;
    readonly replyTo?: number;
  },
): ReviewComment {
  const { issue, actor } = spec;
  refuseLocked(issue, actor, "comment");
  if (issue.pull === null) throw ApiError.notFound();
  checkBody("PullRequestReviewComment", spec.body);
  const at = world.now();
  const comment: ReviewComment = {
    id: world.nextId("reviewComment"),
    review: spec.review ?? null,
    replyTo: spec.replyTo ?? null,
    author: actor.user,
    body: spec.body,
    path: spec.path,
    line: spec.line,
    commit: issue.pull.headSha,
    at,
    updatedAt: at,
    reactions: [],
  };
  issue.pull.reviewComments.push(comment);
  world.emit({
    event: "pull_request_review_comment",
    action: "created",
    repository,
    sender: actor.user,
    body: {
      comment: renderReviewComment(world, repository, { issue, comment }),
      pull_request: renderPullInList(world, repository, issue),
    },
  });
  return comment;
}
