import type { Commit } from "../model/git.ts";
import { findCommitter } from "../model/users.ts";
import type { Repository } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { type Json, nodeId, renderTime } from "./json.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";
import { renderUser } from "./user.ts";

/** The short form that check suites and workflow runs carry. */
export function renderSimpleCommit(commit: Commit): Json {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: renderTime(commit.at * 1000),
    author: { ...commit.author },
    committer: { ...commit.committer },
  };
}

/** What `GET commits/:ref` and branches answer. */
export function renderCommit(world: World, repository: Repository, commit: Commit): Json {
  const root = repositoryUrl(world, repository);
  const author = findCommitter(world, commit.author.email);
  const committer = findCommitter(world, commit.committer.email);
  return {
    ...renderName(world, repository, commit),
    url: `${root}/commits/${commit.sha}`,
    comments_url: `${root}/commits/${commit.sha}/comments`,
    commit: { ...renderGitPart(world, repository, commit), comment_count: 0 },
    author: author === null ? null : renderUser(world, author),
    committer: committer === null ? null : renderUser(world, committer),
    parents: renderParents(world, repository, commit),
  };
}

/** What writing a file answers. */
export function renderFileCommit(world: World, repository: Repository, commit: Commit): Json {
  return {
    ...renderName(world, repository, commit),
    ...renderGitPart(world, repository, commit),
    parents: renderParents(world, repository, commit),
  };
}

function renderName(world: World, repository: Repository, commit: Commit): Json {
  return {
    sha: commit.sha,
    node_id: nodeId("C", Number.parseInt(commit.sha.slice(0, 8), 16)),
    html_url: `${repositoryPage(world, repository)}/commit/${commit.sha}`,
  };
}

/** The commit as git has it. */
function renderGitPart(world: World, repository: Repository, commit: Commit): Json {
  const root = repositoryUrl(world, repository);
  const date = renderTime(commit.at * 1000);
  return {
    url: `${root}/git/commits/${commit.sha}`,
    author: { ...commit.author, date },
    committer: { ...commit.committer, date },
    message: commit.message,
    tree: { sha: commit.tree, url: `${root}/git/trees/${commit.tree}` },
    verification: renderVerification(repository, commit.sha),
  };
}

function renderVerification(repository: Repository, sha: string): Json {
  const signed = repository.verified.get(sha);
  return {
    verified: signed !== undefined,
    reason: signed === undefined ? "unsigned" : "valid",
    signature: signed?.signature ?? null,
    payload: signed?.payload ?? null,
    verified_at: signed === undefined ? null : renderTime(signed.at),
  };
}

function renderParents(world: World, repository: Repository, commit: Commit): Json[] {
  const root = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  return commit.parents.map((sha) => ({
    sha,
    url: `${root}/commits/${sha}`,
    html_url: `${page}/commit/${sha}`,
  }));
}
