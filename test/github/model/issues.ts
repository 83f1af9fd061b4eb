import { ApiError } from "./errors.ts";
import { emitIssue, recordEvent } from "./issue-events.ts";
import { checkBody, countCharacters } from "./text.ts";
import type { Actor, Issue, Label, Pull, Repository } from "./words.ts";
import type { World } from "./world.ts";

const MAX_TITLE_CHARACTERS = 256;

export interface NewIssue {
  readonly title: string;
  readonly body: string | null;
  readonly labels?: readonly Label[];
  readonly pull?: Pull;
}

/** The bare issue, without a webhook: pull requests use it too. */
export function makeIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  spec: NewIssue,
): Issue {
  checkTitle(spec.title);
  checkBody("Issue", spec.body);
  const at = world.now();
  const issue: Issue = {
    id: world.nextId("issue"),
    number: nextNumber(repository),
    author: actor.user,
    viaApp: actor.token !== null,
    title: spec.title,
    body: spec.body,
    state: "open",
    stateReason: null,
    locked: false,
    labels: [...(spec.labels ?? [])],
    assignees: [],
    comments: [],
    reactions: [],
    events: [],
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    pull: spec.pull ?? null,
  };
  repository.issues.set(issue.number, issue);
  return issue;
}

/** Issues and pull requests share their numbers, and none comes twice. */
export function nextNumber({ issues, goneIssues }: Repository): number {
  return issues.size + goneIssues.size + 1;
}

/** Opens an issue; labels that come with it give a webhook each, as on GitHub. */
export function openIssue(
  world: World,
  repository: Repository,
  actor: Actor,
  spec: NewIssue,
): Issue {
  const issue = makeIssue(world, repository, actor, spec);
  emitIssue(world, repository, { issue, action: "opened", actor });
  for (const label of issue.labels) {
    recordEvent(world, issue, { event: "labeled", actor, label });
    emitIssue(world, repository, { issue, action: "labeled", actor, label });
  }
  return issue;
}

/** Changes title or body of an issue or pull request. */
export function editIssue(
  world: World,
  repository: Repository,
  change: {
    readonly issue: Issue;
    readonly actor: Actor;
    readonly title?: string;
    readonly body?: string | null;
  },
): void {
  const { issue, actor, title, body } = change;
  const changes: Record<string, { from: string }> = {};
  if (title !== undefined && title !== issue.title) {
    checkTitle(title);
    changes["title"] = { from: issue.title };
    recordEvent(world, issue, {
      event: "renamed",
      actor,
      rename: { from: issue.title, to: title },
    });
    issue.title = title;
  }
  if (body !== undefined && body !== issue.body) {
    checkBody("Issue", body);
    changes["body"] = { from: issue.body ?? "" };
    issue.body = body;
  }
  if (Object.keys(changes).length === 0) return;
  issue.updatedAt = world.now();
  emitIssue(world, repository, { issue, action: "edited", actor, changes });
}

export function closeIssue(
  world: World,
  repository: Repository,
  change: {
    readonly issue: Issue;
    readonly actor: Actor;
    readonly reason?: Issue["stateReason"];
    readonly commit?: string;
  },
): void {
  const { issue, actor } = change;
  if (issue.state === "closed") return;
  issue.state = "closed";
  issue.stateReason = issue.pull === null ? (change.reason ?? "completed") : null;
  issue.closedAt = world.now();
  issue.closedBy = actor.user;
  issue.updatedAt = issue.closedAt;
  recordEvent(world, issue, {
    event: "closed",
    actor,
    ...(change.commit === undefined ? {} : { commit: change.commit }),
  });
  emitIssue(world, repository, { issue, action: "closed", actor });
}

export function reopenIssue(
  world: World,
  repository: Repository,
  change: { readonly issue: Issue; readonly actor: Actor },
): void {
  const { issue, actor } = change;
  if (issue.state === "open") return;
  if (issue.pull !== null && issue.pull.mergedAt !== null) {
    throw ApiError.invalid("PullRequest", "state", "a merged pull request cannot be reopened");
  }
  issue.state = "open";
  issue.stateReason = issue.pull === null ? "reopened" : null;
  issue.closedAt = null;
  issue.closedBy = null;
  issue.updatedAt = world.now();
  recordEvent(world, issue, { event: "reopened", actor });
  emitIssue(world, repository, { issue, action: "reopened", actor });
}

function checkTitle(title: string): void {
  if (title.trim() === "") {
    throw new ApiError(422, "Validation Failed", {
      errors: [{ resource: "Issue", code: "missing_field", field: "title" }],
    });
  }
  if (countCharacters(title) > MAX_TITLE_CHARACTERS) {
    throw ApiError.invalid("Issue", "title", "title is too long (maximum is 256 characters)");
  }
}
