import { renderIssueForWebhook } from "../render/issue.ts";
import { renderLabel } from "../render/label.ts";
import { renderPullForWebhook } from "../render/pull.ts";
import { renderUser } from "../render/user.ts";
import type { Actor, Issue, IssueEvent, Label, Repository, User } from "./words.ts";
import type { World } from "./world.ts";

export interface IssueChange {
  readonly issue: Issue;
  readonly action: string;
  readonly actor: Actor;
  readonly label?: Label;
  readonly assignee?: User;
  readonly reviewer?: User;
  /** What an edit replaced, as the webhook tells it. */
  readonly changes?: Readonly<Record<string, { from: string } | object>>;
  /** More of the payload (before and after of a push). */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Adds a line to the timeline. */
export function recordEvent(
  world: World,
  issue: Issue,
  event: Omit<IssueEvent, "id" | "viaApp" | "at" | "actor"> & { readonly actor: Actor },
): void {
  issue.events.push({
    ...event,
    id: world.nextId("event"),
    actor: event.actor.user,
    viaApp: event.actor.token !== null,
    at: world.now(),
  });
}

/** Sends `issues` or `pull_request`, whichever the issue is. */
export function emitIssue(world: World, repository: Repository, change: IssueChange): void {
  const { issue, action, actor } = change;
  const isPull = issue.pull !== null;
  world.emit({
    event: isPull ? "pull_request" : "issues",
    action,
    repository,
    sender: actor.user,
    body: {
      ...(isPull
        ? {
            number: issue.number,
            pull_request: renderPullForWebhook(world, repository, issue),
          }
        : { issue: renderIssueForWebhook(world, repository, issue) }),
      ...(change.label === undefined
        ? {}
        : { label: renderLabel(world, repository, change.label) }),
      ...(change.assignee === undefined ? {} : { assignee: renderUser(world, change.assignee) }),
      ...(change.reviewer === undefined
        ? {}
        : { requested_reviewer: renderUser(world, change.reviewer) }),
      ...(change.changes === undefined ? {} : { changes: change.changes }),
      ...change.more,
    },
  });
  if (isPull) world.workflows?.afterPullEvent({ repository, issue, action, actor });
}
