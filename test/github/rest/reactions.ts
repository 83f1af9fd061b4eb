import { z } from "zod";
import { findComment, react, refuseLocked, unreact } from "../model/comments.ts";
import type { Issue, Reaction } from "../model/words.ts";
import { REACTIONS, renderReaction } from "../render/reaction.ts";
import { NEED, onIssue } from "./needs.ts";
import { findReviewComment } from "./reviews.ts";
import {
  actorOf,
  type Answer,
  type Call,
  issueOf,
  NO_CONTENT,
  numberOf,
  paginate,
  readBody,
  repositoryOf,
  type Route,
} from "./route.ts";

const ROOT = "/repos/:owner/:repo";

/** Reactions on issues, comments and review comments. */
export const reactionRoutes: readonly Route[] = [
  ...reactionsUnder(
    `${ROOT}/issues/:number`,
    { read: onIssue("read", "read"), write: onIssue("write", "read") },
    (call) => ({ issue: issueOf(call), reactions: issueOf(call).reactions }),
  ),
  ...reactionsUnder(
    `${ROOT}/issues/comments/:id`,
    { read: NEED.readIssues, write: NEED.comment },
    (call) => {
      const { issue, comment } = findComment(repositoryOf(call), numberOf(call, "id"));
      return { issue, reactions: comment.reactions };
    },
  ),
  ...reactionsUnder(
    `${ROOT}/pulls/comments/:id`,
    { read: NEED.readPulls, write: NEED.review },
    (call) => {
      const { issue, comment } = findReviewComment(call);
      return { issue, reactions: comment.reactions };
    },
  ),
];

function reactionsUnder(
  path: string,
  access: { readonly read: Route["access"]; readonly write: Route["access"] },
  find: (call: Call) => { readonly issue: Issue; readonly reactions: Reaction[] },
): Route[] {
  return [
    {
      method: "GET",
      path: `${path}/reactions`,
      access: access.read,
      run: (call) => {
        const content = call.query.get("content");
        const items = find(call).reactions.filter(
          (one) => content === null || one.content === content,
        );
        return paginate(
          call,
          items.map((reaction) => renderReaction(call.world, reaction)),
        );
      },
    },
    {
      method: "POST",
      path: `${path}/reactions`,
      access: access.write,
      run: (call) => addReaction(call, find(call)),
    },
    {
      method: "DELETE",
      path: `${path}/reactions/:reaction`,
      access: access.write,
      run: (call) => {
        unreact(find(call).reactions, numberOf(call, "reaction"), actorOf(call).user);
        return NO_CONTENT;
      },
    },
  ];
}

/** The same reaction again is answered 200 with the first one. */
function addReaction(
  call: Call,
  { issue, reactions }: { readonly issue: Issue; readonly reactions: Reaction[] },
): Answer {
  refuseLocked(issue, actorOf(call), "reaction");
  const { content } = readBody(call, z.object({ content: z.enum(REACTIONS) }));
  const { reaction, isNew } = react(call.world, reactions, actorOf(call).user, content);
  return { status: isNew ? 201 : 200, body: renderReaction(call.world, reaction) };
}
