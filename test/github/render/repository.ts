import { isAtLeast, permissionOf } from "../model/permissions.ts";
import type { Actor, Repository } from "../model/words.ts";
import { nameOf, type World } from "../model/world.ts";
import { type Json, nodeId, renderTime } from "./json.ts";
import { renderUser } from "./user.ts";

/** The URLs of GitHub's repository object: name of the field without _url, path below the repository. */
const PATHS: readonly (readonly [string, string])[] = [
  ["archive", "/{archive_format}{/ref}"],
  ["assignees", "/assignees{/user}"],
  ["blobs", "/git/blobs{/sha}"],
  ["branches", "/branches{/branch}"],
  ["collaborators", "/collaborators{/collaborator}"],
  ["comments", "/comments{/number}"],
  ["commits", "/commits{/sha}"],
  ["compare", "/compare/{base}...{head}"],
  ["contents", "/contents/{+path}"],
  ["contributors", "/contributors"],
  ["deployments", "/deployments"],
  ["downloads", "/downloads"],
  ["events", "/events"],
  ["forks", "/forks"],
  ["git_commits", "/git/commits{/sha}"],
  ["git_refs", "/git/refs{/sha}"],
  ["git_tags", "/git/tags{/sha}"],
  ["hooks", "/hooks"],
  ["issue_comment", "/issues/comments{/number}"],
  ["issue_events", "/issues/events{/number}"],
  ["issues", "/issues{/number}"],
  ["keys", "/keys{/key_id}"],
  ["labels", "/labels{/name}"],
  ["languages", "/languages"],
  ["merges", "/merges"],
  ["milestones", "/milestones{/number}"],
  ["notifications", "/notifications{?since,all,participating}"],
  ["pulls", "/pulls{/number}"],
  ["releases", "/releases{/id}"],
  ["stargazers", "/stargazers"],
  ["statuses", "/statuses/{sha}"],
  ["subscribers", "/subscribers"],
  ["subscription", "/subscription"],
  ["tags", "/tags"],
  ["teams", "/teams"],
  ["trees", "/git/trees{/sha}"],
];

export function repositoryUrl(world: World, repository: Repository): string {
  return `${world.url}/repos/${nameOf(repository)}`;
}

export function repositoryPage(world: World, repository: Repository): string {
  return `${world.url}/${nameOf(repository)}`;
}

/** The short form (`simple-repository`) that workflow runs and check suites carry. */
export function renderSimpleRepository(world: World, repository: Repository): Json {
  const url = repositoryUrl(world, repository);
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: nameOf(repository),
    private: repository.private,
    owner: renderUser(world, repository.owner),
    html_url: repositoryPage(world, repository),
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(PATHS.map(([name, path]) => [`${name}_url`, `${url}${path}`])),
  };
}

export function renderRepository(world: World, repository: Repository): Json {
  const page = repositoryPage(world, repository);
  const open = [...repository.issues.values()].filter((issue) => issue.state === "open").length;
  return {
    ...renderSimpleRepository(world, repository),
    git_url: `${page.replace(/^http/, "git")}.git`,
    ssh_url: `git@127.0.0.1:${nameOf(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    size: 1,
    default_branch: repository.defaultBranch,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    open_issues_count: open,
    forks: 0,
    watchers: 0,
    open_issues: open,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    visibility: repository.private ? "private" : "public",
    created_at: renderTime(repository.createdAt),
    updated_at: renderTime(repository.updatedAt),
    pushed_at: renderTime(repository.pushedAt),
  };
}

/** What `GET /repos/:owner/:repo` answers to this actor. */
export function renderFullRepository(
  world: World,
  repository: Repository,
  actor: Actor | null,
): Json {
  return {
    ...renderRepository(world, repository),
    permissions: renderPermissions(repository, actor),
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    subscribers_count: 1,
    network_count: 0,
    organization: renderUser(world, repository.owner),
  };
}

/** An App's token has these as people have them, all false but pull. */
function renderPermissions(repository: Repository, actor: Actor | null): Json {
  const permission =
    actor === null || actor.token !== null ? "read" : permissionOf(repository, actor.user);
  return {
    admin: isAtLeast(permission, "admin"),
    maintain: isAtLeast(permission, "maintain"),
    push: isAtLeast(permission, "write"),
    triage: isAtLeast(permission, "triage"),
    pull: isAtLeast(permission, "read"),
  };
}
