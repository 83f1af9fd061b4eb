import { renderIssueForWebhook } from "../render/issue.ts";
import { renderRepository } from "../render/repository.ts";
import { ApiError } from "./errors.ts";
import { emitIssue, recordEvent } from "./issue-events.ts";
import { closeIssue, nextNumber } from "./issues.ts";
import type { Actor, Issue, Repository } from "./words.ts";
import type { World } from "./world.ts";

interface Ending {
  readonly issue: Issue;
  readonly actor: Actor;
}

/** Only who may write goes on talking, and no App at all; or everybody again. */
export function setLocked(
  world: World,
  repository: Repository,
  { issue, actor, locked }: Ending & { readonly locked: boolean },
): void {
  if (issue.locked === locked) return;
  issue.locked = locked;
  const action = locked ? "locked" : "unlocked";
  recordEvent(world, issue, { event: action, actor });
  emitIssue(world, repository, { issue, action, actor });
}

/** Gone for good: whoever asks is told 410, and its number is never used again. */
export function deleteIssue(world: World, repository: Repository, { issue, actor }: Ending): void {
  refusePull(issue);
  emitIssue(world, repository, { issue, action: "deleted", actor });
  repository.issues.delete(issue.number);
  repository.goneIssues.set(issue.number, null);
}

/** Moves an issue with its comments into another repository; labels go along where they exist there. */
export function transferIssue(
  world: World,
  repository: Repository,
  { issue, actor, to }: Ending & { readonly to: Repository },
): Issue {
  refusePull(issue);
  if (to.owner !== repository.owner) {
    throw new ApiError(422, "An issue can only be transferred to a repository of the same owner");
  }
  const moved: Issue = {
    ...issue,
    id: world.nextId("issue"),
    number: nextNumber(to),
    labels: to.labels.filter(({ name }) => issue.labels.some((label) => label.name === name)),
    updatedAt: world.now(),
  };
  to.issues.set(moved.number, moved);
  recordEvent(world, moved, { event: "transferred", actor });
  emitIssue(world, repository, {
    issue,
    actor,
    action: "transferred",
    changes: {
      new_issue: renderIssueForWebhook(world, to, moved),
      new_repository: renderRepository(world, to),
    },
  });
  emitIssue(world, to, {
    issue: moved,
    actor,
    action: "opened",
    changes: {
      old_issue: renderIssueForWebhook(world, repository, issue),
      old_repository: renderRepository(world, repository),
    },
  });
  repository.issues.delete(issue.number);
  repository.goneIssues.set(issue.number, { repository: to, number: moved.number });
  return moved;
}

/**
 * The issue stays where it is, closed and locked, with an event that says so; its discussion has a
 * number of its own. Which webhooks this sends is not documented: closed and locked are a guess.
 */
export function convertToDiscussion(
  world: World,
  repository: Repository,
  { issue, actor }: Ending,
): void {
  refusePull(issue);
  recordEvent(world, issue, { event: "converted_to_discussion", actor });
  setLocked(world, repository, { issue, actor, locked: true });
  closeIssue(world, repository, { issue, actor });
}

function refusePull(issue: Issue): void {
  if (issue.pull !== null) throw new ApiError(422, "This is a pull request");
}
