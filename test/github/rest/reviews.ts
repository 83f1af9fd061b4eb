import { z } from "zod";
import { ApiError } from "../model/errors.ts";
import { addReview, addReviewComment } from "../model/reviews.ts";
import type { Issue, Pull, Repository, ReviewComment } from "../model/words.ts";
import { findPull, listPulls } from "../model/world.ts";
import { renderReview, renderReviewComment } from "../render/review.ts";
import { NEED } from "./needs.ts";
import {
  actorOf,
  type Answer,
  type Call,
  created,
  numberOf,
  ok,
  paginate,
  readBody,
  repositoryOf,
  type Route,
} from "./route.ts";

const ROOT = "/repos/:owner/:repo/pulls";

/** Reviews and the comments on lines. */
export const reviewRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${ROOT}/comments/:id`,
    access: NEED.readPulls,
    run: (call) => {
      const { repository, issue, comment } = findReviewComment(call);
      return ok(renderReviewComment(call.world, repository, { issue, comment }));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/:number/reviews`,
    access: NEED.readPulls,
    run: (call) => {
      const { repository, issue, pull } = pullOf(call);
      return paginate(
        call,
        pull.reviews.map((review) => renderReview(call.world, repository, { issue, review })),
      );
    },
  },
  { method: "POST", path: `${ROOT}/:number/reviews`, access: NEED.review, run: submit },
  {
    method: "GET",
    path: `${ROOT}/:number/comments`,
    access: NEED.readPulls,
    run: (call) => {
      const { repository, issue, pull } = pullOf(call);
      return paginate(
        call,
        pull.reviewComments.map((comment) =>
          renderReviewComment(call.world, repository, { issue, comment }),
        ),
      );
    },
  },
  {
    method: "POST",
    path: `${ROOT}/:number/comments/:id/replies`,
    access: NEED.review,
    run: (call) => {
      const { repository, issue } = pullOf(call);
      const { comment: asked } = findReviewComment(call);
      const { body } = readBody(call, z.object({ body: z.string() }));
      const comment = addReviewComment(call.world, repository, {
        issue,
        actor: actorOf(call),
        body,
        path: asked.path,
        line: asked.line,
        replyTo: asked.replyTo ?? asked.id,
      });
      return created(renderReviewComment(call.world, repository, { issue, comment }));
    },
  },
];

const newReview = z.object({
  event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]),
  body: z.string().optional(),
  comments: z.array(z.object({ path: z.string(), line: z.number(), body: z.string() })).optional(),
});
const STATES = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
} as const;

function submit(call: Call): Answer {
  const { repository, issue } = pullOf(call);
  const body = readBody(call, newReview);
  const made = addReview(call.world, repository, {
    issue,
    actor: actorOf(call),
    state: STATES[body.event],
    body: body.body ?? "",
    comments: body.comments ?? [],
  });
  return ok(renderReview(call.world, repository, { issue, review: made }));
}

/** The comment on a line that the path names, and the pull request it stands in. */
export function findReviewComment(call: Call): {
  repository: Repository;
  issue: Issue;
  comment: ReviewComment;
} {
  const repository = repositoryOf(call);
  const id = numberOf(call, "id");
  for (const { issue, pull } of listPulls(repository)) {
    const comment = pull.reviewComments.find((one) => one.id === id);
    if (comment !== undefined) return { repository, issue, comment };
  }
  throw ApiError.notFound();
}

function pullOf(call: Call): { repository: Repository; issue: Issue; pull: Pull } {
  const repository = repositoryOf(call);
  return { repository, ...findPull(repository, numberOf(call, "number")) };
}
