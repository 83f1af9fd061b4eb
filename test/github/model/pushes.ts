import { renderPush } from "../render/push.ts";
import { openSuite } from "./checks.ts";
import { askGit, commitFiles, listCommits, listRefs, resolveCommit, runGit } from "./git.ts";
import { emitIssue } from "./issue-events.ts";
import { closeIssue } from "./issues.ts";
import { closeNamedIssues, markMerged } from "./closings.ts";
import { refreshPull } from "./pulls.ts";
import { NO_COMMIT } from "./rules.ts";
import { identityOf } from "./users.ts";
import type { Actor, Issue, Repository } from "./words.ts";
import { listPulls, type World } from "./world.ts";

/** More tags or branches than this in one push, and GitHub tells nobody. */
const MAX_REFS_TOLD = 5000;

export interface BranchMove {
  readonly branch: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly actor: Actor;
}

/** Runs something that moves refs, alone in its repository, and then tells what moved. */
export async function watchRefs<T>(
  world: World,
  repository: Repository,
  actor: Actor,
  work: () => Promise<T>,
): Promise<T> {
  const { result, before, after } = await world.exclusively(repository, async () => {
    const old = await listRefs(repository.directory);
    const done = await work();
    return { result: done, before: old, after: await listRefs(repository.directory) };
  });
  const moved = [...new Set([...before.keys(), ...after.keys()])].filter(
    (ref) => before.get(ref) !== after.get(ref),
  );
  if (moved.length > MAX_REFS_TOLD) return result;
  for (const ref of moved) {
    if (!ref.startsWith("refs/heads/")) continue;
    await afterBranchMoved(world, repository, {
      branch: ref.slice("refs/heads/".length),
      before: before.get(ref) ?? null,
      after: after.get(ref) ?? null,
      actor,
    });
  }
  return result;
}

/** Commits files to a branch, made from the default branch where it is new. */
export async function pushFiles(
  world: World,
  repository: Repository,
  push: {
    readonly actor: Actor;
    readonly branch: string;
    readonly files: Readonly<Record<string, string | null>>;
    readonly message: string;
  },
): Promise<string> {
  return watchRefs(world, repository, push.actor, async () => {
    const parent =
      (await resolveCommit(repository.directory, `refs/heads/${push.branch}`)) ??
      (await resolveCommit(repository.directory, `refs/heads/${repository.defaultBranch}`));
    return commitFiles(repository.directory, {
      branch: push.branch,
      parent,
      files: push.files,
      message: push.message,
      author: identityOf(push.actor.user),
      atMs: world.now(),
    });
  });
}

/** Webhooks, pull requests, check suites and workflows that follow when a branch has moved. */
export async function afterBranchMoved(
  world: World,
  repository: Repository,
  move: BranchMove,
): Promise<void> {
  const { branch, before, after, actor } = move;
  repository.pushedAt = world.now();
  repository.updatedAt = repository.pushedAt;
  if (before === null) emitRef(world, repository, move, "create");
  await emitPush(world, repository, move);
  if (after === null) {
    emitRef(world, repository, move, "delete");
    await closeOrphans(world, repository, move);
    return;
  }
  await openSuite(world, repository, {
    app: world.app,
    sha: after,
    branch,
    before,
    by: actor.user,
  });
  world.workflows?.afterPush({ repository, branch, before, after, actor });
  await moveHeads(world, repository, move);
  await moveBases(world, repository, move, after);
}

async function emitPush(world: World, repository: Repository, move: BranchMove): Promise<void> {
  const { before, after, actor } = move;
  const range = await findNewCommits(repository, before, after);
  const isForced =
    before !== null &&
    after !== null &&
    !(await askGit(repository.directory, ["merge-base", "--is-ancestor", before, after])).yes;
  world.emit({
    event: "push",
    action: null,
    repository,
    sender: actor.user,
    body: await renderPush(world, repository, {
      ref: `refs/heads/${move.branch}`,
      before: before ?? NO_COMMIT,
      after: after ?? NO_COMMIT,
      commits: range,
      forced: isForced,
      pusher: actor.user,
    }),
  });
}

async function findNewCommits(repository: Repository, before: string | null, after: string | null) {
  if (after === null) return [];
  const main = await resolveCommit(repository.directory, `refs/heads/${repository.defaultBranch}`);
  const known = before ?? (main === after ? null : main);
  const range = known === null ? ["-1", after] : [`${known}..${after}`];
  const commits = await listCommits(repository.directory, range);
  // GitHub lists at most 2048 commits, oldest first.
  return commits.slice(0, 2048).toReversed();
}

function emitRef(
  world: World,
  repository: Repository,
  { branch, actor }: BranchMove,
  event: "create" | "delete",
): void {
  world.emit({
    event,
    action: null,
    repository,
    sender: actor.user,
    body: {
      ref: branch,
      ref_type: "branch",
      ...(event === "create" ? { master_branch: repository.defaultBranch, description: null } : {}),
      pusher_type: "user",
    },
  });
}

/** A pull request whose head or base branch is gone is closed. */
async function closeOrphans(world: World, repository: Repository, move: BranchMove): Promise<void> {
  for (const { issue, pull } of listPulls(repository)) {
    if (issue.state !== "open" || ![pull.headRef, pull.baseRef].includes(move.branch)) continue;
    closeIssue(world, repository, { issue, actor: move.actor });
  }
}

async function moveHeads(world: World, repository: Repository, move: BranchMove): Promise<void> {
  for (const { issue, pull } of listPulls(repository)) {
    if (issue.state !== "open" || pull.headRef !== move.branch) continue;
    const before = pull.headSha;
    await refreshPull(world, repository, issue);
    issue.updatedAt = world.now();
    emitIssue(world, repository, {
      issue,
      action: "synchronize",
      actor: move.actor,
      more: { before, after: pull.headSha },
    });
  }
}

/** A base that moved can bring conflicts, and a head that is in it now counts as merged. */
async function moveBases(
  world: World,
  repository: Repository,
  move: BranchMove,
  after: string,
): Promise<void> {
  for (const { issue, pull } of listPulls(repository)) {
    if (issue.state !== "open" || pull.baseRef !== move.branch) continue;
    if (await isMergedBy(repository, issue, after)) {
      markMerged(world, repository, { issue, actor: move.actor, sha: after });
    } else {
      await refreshPull(world, repository, issue);
    }
  }
  if (move.branch !== repository.defaultBranch || move.before === null) return;
  const commits = await listCommits(repository.directory, [`${move.before}..${after}`]);
  for (const commit of commits) {
    closeNamedIssues(world, repository, {
      text: commit.message,
      actor: move.actor,
      sha: commit.sha,
    });
  }
}

async function isMergedBy(repository: Repository, issue: Issue, after: string): Promise<boolean> {
  const head = issue.pull?.headSha ?? NO_COMMIT;
  const args = ["merge-base", "--is-ancestor", head, after];
  return (await askGit(repository.directory, args)).yes;
}

/** Deletes a branch, as the button after a merge does. */
export async function deleteBranch(
  world: World,
  repository: Repository,
  actor: Actor,
  branch: string,
): Promise<void> {
  await watchRefs(world, repository, actor, () =>
    runGit(repository.directory, ["update-ref", "-d", `refs/heads/${branch}`]),
  );
}
