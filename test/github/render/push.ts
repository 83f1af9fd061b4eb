import { EMPTY_TREE, listChanges } from "../model/changes.ts";
import type { Commit } from "../model/git.ts";
import { findCommitter, identityOf } from "../model/users.ts";
import type { Repository, User } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { type Json, renderTime } from "./json.ts";
import { renderRepository, repositoryPage } from "./repository.ts";

export interface Push {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  /** Oldest first. */
  readonly commits: readonly Commit[];
  readonly forced: boolean;
  readonly pusher: User;
}

/** The payload of `push`, without what every webhook carries. */
export async function renderPush(world: World, repository: Repository, push: Push): Promise<Json> {
  const commits = await Promise.all(
    push.commits.map((commit) => renderPushedCommit(world, repository, commit)),
  );
  const page = repositoryPage(world, repository);
  const isNew = /^0+$/.test(push.before);
  const isGone = /^0+$/.test(push.after);
  return {
    ref: push.ref,
    before: push.before,
    after: push.after,
    base_ref: null,
    created: isNew,
    deleted: isGone,
    forced: push.forced,
    compare: isNew
      ? `${page}/compare/${push.ref.replace("refs/heads/", "")}`
      : `${page}/compare/${push.before.slice(0, 12)}...${push.after.slice(0, 12)}`,
    commits,
    head_commit: commits.at(-1) ?? null,
    // GitHub's schema knows no address with brackets, which is what a bot's has.
    pusher:
      push.pusher.type === "Bot"
        ? { name: push.pusher.login, email: null }
        : identityOf(push.pusher),
    // Here, and only here, two times of a repository are numbers.
    repository: {
      ...renderRepository(world, repository),
      created_at: Math.floor(repository.createdAt / 1000),
      pushed_at: Math.floor(repository.pushedAt / 1000),
      stargazers: 0,
      master_branch: repository.defaultBranch,
    },
  };
}

async function renderPushedCommit(
  world: World,
  repository: Repository,
  commit: Commit,
): Promise<Json> {
  const changes = await listChanges(
    repository.directory,
    commit.parents[0] ?? EMPTY_TREE,
    commit.sha,
  );
  const pathsOf = (status: string): string[] =>
    changes.filter((change) => change.status === status).map((change) => change.path);
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: renderTime(commit.at * 1000),
    url: `${repositoryPage(world, repository)}/commit/${commit.sha}`,
    author: { ...commit.author, ...username(world, commit.author.email) },
    committer: { ...commit.committer, ...username(world, commit.committer.email) },
    added: pathsOf("added"),
    removed: pathsOf("removed"),
    modified: pathsOf("modified"),
  };
}

function username(world: World, email: string): Json {
  const user = findCommitter(world, email);
  return user === null ? {} : { username: user.login };
}
