import { EMPTY_TREE, listChanges } from "../model/changes.ts";
import { resolveCommit, runGit } from "../model/git.ts";
import { renderGroup } from "../model/merge-queue.ts";
import type { Actor, Repository } from "../model/words.ts";
import {
  type GroupEvent,
  nameOf,
  type PullEvent,
  type PushedBranch,
  type World,
} from "../model/world.ts";
import { renderPull } from "../render/pull.ts";
import { renderRepository } from "../render/repository.ts";
import { renderUser } from "../render/user.ts";
import type { EventSeen } from "../workflows/index.ts";

/** Why workflows are looked at: what happened, where their checks show, what their jobs check out. */
export interface Cause {
  readonly repository: Repository;
  readonly event: EventSeen;
  /** Where the checks show; the event's own sha may be the merge that a pull request would make. */
  readonly sha: string;
  readonly branch: string;
  readonly before: string | null;
  readonly title: string;
  readonly actor: Actor;
}

export async function causeOfPush(world: World, push: PushedBranch): Promise<Cause> {
  const { repository, branch, before, after, actor } = push;
  const { directory } = repository;
  const main = await resolveCommit(directory, `refs/heads/${repository.defaultBranch}`);
  const from = before ?? (main === after ? EMPTY_TREE : (main ?? EMPTY_TREE));
  const changes = await listChanges(directory, from, after);
  const message = await runGit(directory, ["log", "-1", "--format=%s", after]);
  const ref = `refs/heads/${branch}`;
  return {
    repository,
    sha: after,
    branch,
    before,
    title: message.trim(),
    actor,
    event: {
      name: "push",
      ref,
      sha: after,
      repository: nameOf(repository),
      changedPaths: changes.map((change) => change.path),
      payload: {
        ref,
        before: before ?? "0".repeat(40),
        after,
        ...renderPlace(world, repository, actor),
      },
    },
  };
}

/** null where GitHub starts nothing, as for a pull request in conflict. */
export async function causeOfPull(world: World, seen: PullEvent): Promise<Cause | null> {
  const { repository, issue, action, actor } = seen;
  const { pull } = issue;
  if (pull === null || pull.mergeCommit === null) return null;
  const { directory } = repository;
  // What the event says is what was so when it happened.
  const rendered = renderPull(world, repository, issue);
  const { headSha, mergeCommit } = pull;
  const base = await runGit(directory, ["merge-base", pull.baseSha, headSha]);
  const changes = await listChanges(directory, base.trim(), headSha);
  return {
    repository,
    sha: headSha,
    branch: pull.headRef,
    before: null,
    title: issue.title,
    actor,
    event: {
      name: "pull_request",
      ref: `refs/pull/${issue.number}/merge`,
      sha: mergeCommit,
      repository: nameOf(repository),
      changedPaths: changes.map((change) => change.path),
      payload: {
        action,
        number: issue.number,
        pull_request: rendered,
        ...renderPlace(world, repository, actor),
      },
    },
  };
}

/** A merge queue wants to know whether a merge is green. */
export function causeOfGroup(world: World, { repository, group, actor }: GroupEvent): Cause {
  return {
    repository,
    sha: group.headSha,
    branch: group.branch,
    before: null,
    title: group.commit.message.split("\n")[0] ?? "",
    actor,
    event: {
      name: "merge_group",
      ref: `refs/heads/${group.branch}`,
      sha: group.headSha,
      repository: nameOf(repository),
      changedPaths: [],
      payload: {
        action: "checks_requested",
        merge_group: renderGroup(group),
        ...renderPlace(world, repository, actor),
      },
    },
  };
}

export interface Dispatch {
  readonly file: string;
  readonly branch: string;
  readonly sha: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly actor: Actor;
}

/** Somebody, or the App, asked for a run. */
export function causeOfDispatch(world: World, repository: Repository, asked: Dispatch): Cause {
  const { file, branch, sha, inputs, actor } = asked;
  const ref = `refs/heads/${branch}`;
  return {
    repository,
    sha,
    branch,
    before: null,
    title: file,
    actor,
    event: {
      name: "workflow_dispatch",
      ref,
      sha,
      repository: nameOf(repository),
      changedPaths: [],
      payload: { ref, inputs, workflow: file, ...renderPlace(world, repository, actor) },
    },
  };
}

function renderPlace(world: World, repository: Repository, actor: Actor) {
  return {
    repository: renderRepository(world, repository),
    sender: renderUser(world, actor.user),
  };
}

/** The workflow files of a tree. */
export async function listWorkflows(repository: Repository, sha: string): Promise<string[]> {
  const args = ["ls-tree", "-z", "--name-only", sha, "--", ".github/workflows/"];
  const output = await runGit(repository.directory, args);
  return output.split("\0").filter((name) => /\.ya?ml$/.test(name));
}
