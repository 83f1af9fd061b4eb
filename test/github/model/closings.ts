import { emitIssue, recordEvent } from "./issue-events.ts";
import { closeIssue } from "./issues.ts";
import { findClosedIssues } from "./text.ts";
import type { Actor, Issue, Repository } from "./words.ts";
import type { World } from "./world.ts";

/** Records that a pull request is in its base, however that came about. */
export function markMerged(
  world: World,
  repository: Repository,
  request: { readonly issue: Issue; readonly actor: Actor; readonly sha: string },
): void {
  const { issue, actor, sha } = request;
  if (issue.pull === null) return;
  const at = world.now();
  Object.assign(issue.pull, { mergedAt: at, mergedBy: actor.user, mergeCommit: sha });
  Object.assign(issue, { state: "closed", closedAt: at, closedBy: actor.user, updatedAt: at });
  recordEvent(world, issue, { event: "merged", actor, commit: sha });
  recordEvent(world, issue, { event: "closed", actor, commit: sha });
  emitIssue(world, repository, { issue, action: "closed", actor });
}

/** Closes the open issues that "Fixes #1" in a text names. */
export function closeNamedIssues(
  world: World,
  repository: Repository,
  cause: { readonly text: string; readonly actor: Actor; readonly sha: string },
): void {
  for (const number of findClosedIssues(cause.text)) {
    const issue = repository.issues.get(number);
    if (issue === undefined || issue.pull !== null) continue;
    closeIssue(world, repository, { issue, actor: cause.actor, commit: cause.sha });
  }
}
