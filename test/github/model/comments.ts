import { renderComment } from "../render/comment.ts";
import { renderIssueForWebhook } from "../render/issue.ts";
import { ApiError } from "./errors.ts";
import { checkBody } from "./text.ts";
import type { Actor, Comment, Issue, Reactable, Reaction, Repository, User } from "./words.ts";
import type { World } from "./world.ts";

export interface CommentPlace {
  readonly issue: Issue;
  readonly comment: Comment;
}

/** The comment with that id and the issue it stands in; 404 where there is none. */
export function findComment(repository: Repository, id: number): CommentPlace {
  for (const issue of repository.issues.values()) {
    const comment = issue.comments.find((one) => one.id === id);
    if (comment !== undefined) return { issue, comment };
  }
  throw ApiError.notFound();
}

export function addComment(
  world: World,
  repository: Repository,
  spec: { readonly issue: Issue; readonly actor: Actor; readonly body: string },
): Comment {
  const { issue, actor, body } = spec;
  refuseLocked(issue, actor, "comment");
  if (body.trim() === "") {
    throw new ApiError(422, "Validation Failed", {
      errors: [
        {
          resource: "IssueComment",
          code: "unprocessable",
          field: "data",
          message: "Body cannot be blank",
        },
      ],
    });
  }
  checkBody("IssueComment", body);
  const at = world.now();
  const comment: Comment = {
    id: world.nextId("comment"),
    author: actor.user,
    viaApp: actor.token !== null,
    body,
    createdAt: at,
    updatedAt: at,
    edits: [],
    reactions: [],
    minimized: null,
  };
  issue.comments.push(comment);
  issue.updatedAt = at;
  emitComment(world, repository, { issue, comment, actor, action: "created" });
  return comment;
}

/** 403 for an App that speaks or reacts where only people who may write still do. */
export function refuseLocked(issue: Issue, actor: Actor, what: "comment" | "reaction"): void {
  if (!issue.locked || actor.token === null) return;
  throw new ApiError(403, `Unable to create ${what} because issue is locked.`);
}

export function editComment(
  world: World,
  repository: Repository,
  change: CommentPlace & { readonly actor: Actor; readonly body: string },
): void {
  const { issue, comment, actor, body } = change;
  checkBody("IssueComment", body);
  const from = comment.body;
  comment.edits.push({ editor: actor.user.login, from, at: world.now() });
  comment.body = body;
  comment.updatedAt = world.now();
  emitComment(world, repository, {
    issue,
    comment,
    actor,
    action: "edited",
    changes: { body: { from } },
  });
}

export function deleteComment(
  world: World,
  repository: Repository,
  change: CommentPlace & { readonly actor: Actor },
): void {
  const { issue, comment, actor } = change;
  issue.comments.splice(issue.comments.indexOf(comment), 1);
  issue.updatedAt = world.now();
  emitComment(world, repository, { issue, comment, actor, action: "deleted" });
}

/** Adds a reaction, or gives the one this person left before. GitHub sends no webhook for it. */
export function react(
  world: World,
  reactions: Reaction[],
  user: User,
  content: Reactable,
): { readonly reaction: Reaction; readonly isNew: boolean } {
  const known = reactions.find((one) => one.user === user && one.content === content);
  if (known !== undefined) return { reaction: known, isNew: false };
  const reaction = { id: world.nextId("reaction"), user, content, createdAt: world.now() };
  reactions.push(reaction);
  return { reaction, isNew: true };
}

/** Takes a reaction back; only who left it may. */
export function unreact(reactions: Reaction[], id: number, user: User): void {
  const index = reactions.findIndex((one) => one.id === id);
  if (index === -1) throw ApiError.notFound();
  if (reactions[index]?.user !== user) throw ApiError.notPermitted();
  reactions.splice(index, 1);
}

function emitComment(
  world: World,
  repository: Repository,
  change: CommentPlace & {
    readonly actor: Actor;
    readonly action: "created" | "edited" | "deleted";
    readonly changes?: object;
  },
): void {
  const { issue, comment, actor, action, changes } = change;
  world.emit({
    event: "issue_comment",
    action,
    repository,
    sender: actor.user,
    body: {
      ...(changes === undefined ? {} : { changes }),
      issue: renderIssueForWebhook(world, repository, issue),
      comment: renderComment(world, repository, { issue, comment }),
    },
  });
}
