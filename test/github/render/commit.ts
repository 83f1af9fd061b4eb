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
  const page = repositoryPage(world, repository);
  const date = renderTime(commit.at * 1000);
  const author = findCommitter(world, commit.author.email);
  const committer = findCommitter(world, commit.committer.email);
  return {
    sha: commit.sha,
    node_id: nodeId("C", Number.parseInt(commit.sha.slice(0, 8), 16)),
    url: `${root}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${root}/commits/${commit.sha}/comments`,
    commit: {
      url: `${root}/git/commits/${commit.sha}`,
      author: { ...commit.author, date },
      committer: { ...commit.committer, date },
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${root}/git/trees/${commit.tree}` },
      verification: {
        verified: false,
        reason: "unsigned",
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    author: author === null ? null : renderUser(world, author),
    committer: committer === null ? null : renderUser(world, committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${root}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  };
}
