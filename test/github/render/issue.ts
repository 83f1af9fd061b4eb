import { associationOf } from "../model/permissions.ts";
import type { Issue, IssueEvent, Repository } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { type Json, nodeId, renderTime, renderTimeOrNull } from "./json.ts";
import { renderLabel } from "./label.ts";
import { rollUpReactions } from "./reaction.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";
import { renderApp, renderUser } from "./user.ts";

export function issueUrl(world: World, repository: Repository, issue: Issue): string {
  return `${repositoryUrl(world, repository)}/issues/${issue.number}`;
}

export function issuePage(world: World, repository: Repository, issue: Issue): string {
  const kind = issue.pull === null ? "issues" : "pull";
  return `${repositoryPage(world, repository)}/${kind}/${issue.number}`;
}

export function renderIssue(world: World, repository: Repository, issue: Issue): Json {
  const url = issueUrl(world, repository, issue);
  const assignees = issue.assignees.map((user) => renderUser(world, user));
  return {
    id: issue.id,
    node_id: nodeId(issue.pull === null ? "I" : "PR", issue.pull?.id ?? issue.id),
    url,
    repository_url: repositoryUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: issuePage(world, repository, issue),
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: renderUser(world, issue.author),
    labels: issue.labels.map((label) => renderLabel(world, repository, label)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    active_lock_reason: null,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    comments: issue.comments.length,
    created_at: renderTime(issue.createdAt),
    updated_at: renderTime(issue.updatedAt),
    closed_at: renderTimeOrNull(issue.closedAt),
    author_association: associationOf(repository, issue.author),
    reactions: rollUpReactions(issue.reactions, url),
    performed_via_github_app: issue.viaApp ? renderApp(world, world.app) : null,
    ...(issue.pull === null ? {} : renderPullLinks(world, repository, issue)),
  };
}

/** What `GET` of a single issue adds. */
export function renderFullIssue(world: World, repository: Repository, issue: Issue): Json {
  return {
    ...renderIssue(world, repository, issue),
    closed_by: issue.closedBy === null ? null : renderUser(world, issue.closedBy),
  };
}

/** Webhooks leave out what is null for almost every issue. */
export function renderIssueForWebhook(world: World, repository: Repository, issue: Issue): Json {
  const { performed_via_github_app: app, ...rest } = renderIssue(world, repository, issue);
  return app === null ? rest : { ...rest, performed_via_github_app: app };
}

function renderPullLinks(world: World, repository: Repository, issue: Issue): Json {
  const page = issuePage(world, repository, issue);
  return {
    draft: issue.pull?.draft ?? false,
    pull_request: {
      url: `${repositoryUrl(world, repository)}/pulls/${issue.number}`,
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: renderTimeOrNull(issue.pull?.mergedAt ?? null),
    },
  };
}

/** A line of the timeline as `GET issues/:n/events` gives it. */
export function renderIssueEvent(world: World, repository: Repository, event: IssueEvent): Json {
  const url = repositoryUrl(world, repository);
  return {
    id: event.id,
    node_id: nodeId("LE", event.id),
    url: `${url}/issues/events/${event.id}`,
    actor: renderUser(world, event.actor),
    event: event.event,
    commit_id: event.commit ?? null,
    commit_url: event.commit === undefined ? null : `${url}/commits/${event.commit}`,
    created_at: renderTime(event.at),
    performed_via_github_app: event.viaApp ? renderApp(world, world.app) : null,
    ...(event.label === undefined
      ? {}
      : { label: { name: event.label.name, color: event.label.color } }),
    ...(event.rename === undefined ? {} : { rename: event.rename }),
    ...(event.reviewer === undefined
      ? {}
      : {
          review_requester: renderUser(world, event.actor),
          requested_reviewer: renderUser(world, event.reviewer),
        }),
  };
}
