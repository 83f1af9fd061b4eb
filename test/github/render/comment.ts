import { associationOf } from "../model/permissions.ts";
import type { Comment, Issue, Repository } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { issuePage, issueUrl } from "./issue.ts";
import { type Json, nodeId, renderTime } from "./json.ts";
import { rollUpReactions } from "./reaction.ts";
import { repositoryUrl } from "./repository.ts";
import { renderApp, renderUser } from "./user.ts";

export function renderComment(
  world: World,
  repository: Repository,
  { issue, comment }: { readonly issue: Issue; readonly comment: Comment },
): Json {
  const url = `${repositoryUrl(world, repository)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    url,
    html_url: `${issuePage(world, repository, issue)}#issuecomment-${comment.id}`,
    issue_url: issueUrl(world, repository, issue),
    user: renderUser(world, comment.author),
    created_at: renderTime(comment.createdAt),
    updated_at: renderTime(comment.updatedAt),
    body: comment.body,
    author_association: associationOf(repository, comment.author),
    reactions: rollUpReactions(comment.reactions, url),
    performed_via_github_app: comment.viaApp ? renderApp(world, world.app) : null,
  };
}
