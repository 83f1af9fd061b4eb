import { associationOf } from "../model/permissions.ts";
import type { Issue, Pull, Repository } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { issuePage, issueUrl } from "./issue.ts";
import { type Json, nodeId, renderTime, renderTimeOrNull } from "./json.ts";
import { renderLabel } from "./label.ts";
import { renderRepository, repositoryUrl } from "./repository.ts";
import { renderUser } from "./user.ts";

/** The form that lists carry (`pull-request-simple`). */
export function renderPullInList(world: World, repository: Repository, issue: Issue): Json {
  const pull = pullOf(issue);
  const root = repositoryUrl(world, repository);
  const url = `${root}/pulls/${issue.number}`;
  const page = issuePage(world, repository, issue);
  const assignees = issue.assignees.map((user) => renderUser(world, user));
  const links = {
    issue: issueUrl(world, repository, issue),
    comments: `${issueUrl(world, repository, issue)}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${root}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${root}/statuses/${pull.headSha}`,
  };
  return {
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    ...Object.fromEntries(Object.entries(links).map(([name, link]) => [`${name}_url`, link])),
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: renderUser(world, issue.author),
    body: issue.body,
    labels: issue.labels.map((label) => renderLabel(world, repository, label)),
    milestone: null,
    active_lock_reason: null,
    created_at: renderTime(issue.createdAt),
    updated_at: renderTime(issue.updatedAt),
    closed_at: renderTimeOrNull(issue.closedAt),
    merged_at: renderTimeOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeCommit,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: pull.requestedReviewers.map((user) => renderUser(world, user)),
    requested_teams: [],
    head: renderEnd(world, repository, pull.headRef, pull.headSha),
    base: renderEnd(world, repository, pull.baseRef, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: page },
      ...Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    },
    author_association: associationOf(repository, issue.author),
    auto_merge: null,
    draft: pull.draft,
  };
}

/** The full form of one pull request. */
export function renderPull(world: World, repository: Repository, issue: Issue): Json {
  const pull = pullOf(issue);
  return {
    ...renderPullInList(world, repository, issue),
    merged: pull.mergedAt !== null,
    mergeable: pull.mergeable,
    rebaseable: pull.mergeable,
    mergeable_state: stateOf(pull),
    merged_by: pull.mergedBy === null ? null : renderUser(world, pull.mergedBy),
    comments: issue.comments.length,
    review_comments: pull.reviewComments.length,
    maintainer_can_modify: false,
    commits: pull.size.commits,
    additions: pull.size.additions,
    deletions: pull.size.deletions,
    changed_files: pull.size.changedFiles,
  };
}

export function renderPullForWebhook(world: World, repository: Repository, issue: Issue): Json {
  return renderPull(world, repository, issue);
}

/** The few fields that check runs, suites and workflow runs carry of the pull requests at their commit. */
export function renderPullsAt(world: World, repository: Repository, sha: string): Json[] {
  const repo = {
    id: repository.id,
    url: repositoryUrl(world, repository),
    name: repository.name,
  };
  return [...repository.issues.values()].flatMap(({ number, state, pull }) =>
    pull === null || state !== "open" || pull.headSha !== sha
      ? []
      : [
          {
            id: pull.id,
            number,
            url: `${repositoryUrl(world, repository)}/pulls/${number}`,
            head: { ref: pull.headRef, sha: pull.headSha, repo },
            base: { ref: pull.baseRef, sha: pull.baseSha, repo },
          },
        ],
  );
}

function renderEnd(world: World, repository: Repository, ref: string, sha: string): Json {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: renderUser(world, repository.owner),
    repo: {
      ...renderRepository(world, repository),
      allow_squash_merge: true,
      allow_merge_commit: true,
      allow_rebase_merge: true,
      allow_auto_merge: false,
      allow_update_branch: false,
      delete_branch_on_merge: false,
    },
  };
}

function stateOf(pull: Pull): string {
  if (pull.mergeable === null) return "unknown";
  if (!pull.mergeable) return "dirty";
  return pull.draft ? "draft" : "clean";
}

function pullOf(issue: Issue): Pull {
  if (issue.pull === null) throw new Error(`#${issue.number} is no pull request`);
  return issue.pull;
}
