import { renderSimpleCommit } from "../render/commit.ts";
import { closeNamedIssues, markMerged } from "./closings.ts";
import { ApiError } from "./errors.ts";
import { askGit, mergeTrees, readOneCommit, resolveCommit, runGit } from "./git.ts";
import { writeCommit } from "./git-objects.ts";
import { emitIssue, recordEvent } from "./issue-events.ts";
import { afterBranchMoved, deleteBranch, watchRefs } from "./pushes.ts";
import { stateOfCheck } from "./required-checks.ts";
import { hasMergeQueue, listRequiredChecks } from "./rules.ts";
import { addUser } from "./users.ts";
import type { Actor, Issue, QueueEntry, QueueGroup, Repository } from "./words.ts";
import type { World } from "./world.ts";

/** Why GitHub takes a pull request out of the queue without merging it. */
export type DequeueReason =
  | "MANUAL"
  | "MERGE_CONFLICT"
  | "CI_FAILURE"
  | "CI_TIMEOUT"
  | "BRANCH_PROTECTIONS"
  | "QUEUE_CLEARED"
  | "UNKNOWN_REMOVAL_REASON";

/** Adds a pull request to its base's queue; 422 where there is no queue or it may not enter yet. */
export function enqueue(
  world: World,
  repository: Repository,
  { issue, actor }: { readonly issue: Issue; readonly actor: Actor },
): void {
  const { pull } = issue;
  if (pull === null) throw ApiError.notFound();
  if (!hasMergeQueue(repository, pull.baseRef)) {
    throw new ApiError(422, `${pull.baseRef} has no merge queue`);
  }
  if (issue.state !== "open" || pull.draft) {
    throw new ApiError(422, "Pull request is closed or a draft");
  }
  if (repository.queue.some((entry) => entry.issue === issue)) {
    throw new ApiError(422, "Pull request is already in the queue");
  }
  for (const check of listRequiredChecks(repository, pull.baseRef)) {
    const state = stateOfCheck(repository, pull.headSha, check);
    if (state !== "passed") {
      throw new ApiError(422, `Required status check "${check.context}" is ${state}.`);
    }
  }
  repository.queue.push({ issue, actor, headSha: pull.headSha, group: null });
  recordEvent(world, issue, { event: "added_to_merge_queue", actor });
  emitIssue(world, repository, { issue, action: "enqueued", actor });
  settleLater(world, repository);
}

/** Looks at the queue again, once what is under way now is told. */
export function settleLater(world: World, repository: Repository): void {
  if (repository.queue.length === 0) return;
  world.later(() => world.queueing(repository, () => settle(world, repository)));
}

/** The first of the queue is built, merged or thrown out; the others wait for it. */
async function settle(world: World, repository: Repository): Promise<void> {
  for (;;) {
    const [entry] = repository.queue;
    if (entry === undefined) return;
    const { pull } = entry.issue;
    if (pull === null || entry.issue.state !== "open" || pull.headSha !== entry.headSha) {
      await leave(world, repository, entry, { reason: "UNKNOWN_REMOVAL_REASON" });
      continue;
    }
    entry.group ??= await build(world, repository, entry);
    const { group } = entry;
    if (group === null) {
      await leave(world, repository, entry, { reason: "MERGE_CONFLICT" });
      continue;
    }
    const states = listRequiredChecks(repository, pull.baseRef).map((check) =>
      stateOfCheck(repository, group.headSha, check),
    );
    if (states.includes("failed")) await leave(world, repository, entry, { reason: "CI_FAILURE" });
    else if (states.every((state) => state === "passed")) {
      await merge(world, repository, entry, group);
    } else return;
  }
}

/** The commit that merging would give, on a branch of its own; null where it conflicts. */
async function build(
  world: World,
  repository: Repository,
  { issue, actor, headSha }: QueueEntry,
): Promise<QueueGroup | null> {
  const { directory } = repository;
  const baseRef = issue.pull?.baseRef ?? "";
  const baseSha = (await resolveCommit(directory, `refs/heads/${baseRef}`)) ?? "";
  const tree = await mergeTrees(directory, baseSha, headSha);
  if (tree === null) return null;
  const sha = await writeCommit(world, repository, actor, {
    tree,
    parents: [baseSha, headSha],
    message: `Merge pull request #${issue.number} from ${repository.owner.login}/${issue.pull?.headRef ?? ""}\n\n${issue.title}`,
    isMadeOnSite: true,
  });
  const branch = `gh-readonly-queue/${baseRef}/pr-${issue.number}-${baseSha}`;
  await watchRefs(world, repository, queueBot(world), () =>
    runGit(directory, ["update-ref", `refs/heads/${branch}`, sha]),
  );
  const group: QueueGroup = {
    branch,
    headSha: sha,
    baseRef,
    baseSha,
    commit: await readOneCommit(directory, sha),
  };
  emitGroup(world, repository, group, { action: "checks_requested" });
  world.workflows?.afterMergeGroup({ repository, group, actor: queueBot(world) });
  return group;
}

async function merge(
  world: World,
  repository: Repository,
  entry: QueueEntry,
  group: QueueGroup,
): Promise<void> {
  const { issue } = entry;
  const actor = queueBot(world);
  const { headSha: sha, baseRef, baseSha } = group;
  const isMoved = await world.exclusively(repository, async () => {
    const args = ["update-ref", `refs/heads/${baseRef}`, sha, baseSha];
    return (await askGit(repository.directory, args)).yes;
  });
  if (!isMoved) {
    // Somebody pushed past the queue: built again on what is there now.
    await drop(world, repository, entry, "invalidated");
    return;
  }
  repository.queue.splice(repository.queue.indexOf(entry), 1);
  emitIssue(world, repository, { issue, action: "dequeued", actor, more: { reason: "MERGE" } });
  markMerged(world, repository, { issue, actor, sha });
  await afterBranchMoved(world, repository, {
    branch: baseRef,
    before: baseSha,
    after: sha,
    actor,
  });
  closeNamedIssues(world, repository, { text: `${issue.title}\n${issue.body ?? ""}`, actor, sha });
  await drop(world, repository, entry, "merged");
}

/** A person takes a pull request out, or GitHub does for a reason of its own. */
export async function dequeue(
  world: World,
  repository: Repository,
  {
    issue,
    actor,
    reason,
  }: { readonly issue: Issue; readonly actor: Actor } & {
    readonly reason: DequeueReason;
  },
): Promise<void> {
  await world.queueing(repository, async () => {
    const entry = repository.queue.find((one) => one.issue === issue);
    if (entry === undefined) throw new ApiError(422, "Pull request is not in the queue");
    await leave(world, repository, entry, { reason, actor });
  });
  settleLater(world, repository);
}

async function leave(
  world: World,
  repository: Repository,
  entry: QueueEntry,
  { reason, actor = queueBot(world) }: { readonly reason: DequeueReason; readonly actor?: Actor },
): Promise<void> {
  const { issue } = entry;
  repository.queue.splice(repository.queue.indexOf(entry), 1);
  recordEvent(world, issue, { event: "removed_from_merge_queue", actor });
  emitIssue(world, repository, { issue, action: "dequeued", actor, more: { reason } });
  const isStale = reason === "UNKNOWN_REMOVAL_REASON";
  await drop(world, repository, entry, isStale ? "invalidated" : "dequeued");
}

async function drop(
  world: World,
  repository: Repository,
  entry: QueueEntry,
  reason: "merged" | "invalidated" | "dequeued",
): Promise<void> {
  const { group } = entry;
  entry.group = null;
  if (group === null) return;
  emitGroup(world, repository, group, { action: "destroyed", reason });
  await deleteBranch(world, repository, queueBot(world), group.branch);
}

function emitGroup(
  world: World,
  repository: Repository,
  group: QueueGroup,
  { action, ...more }: { readonly action: string; readonly reason?: string },
): void {
  world.emit({
    event: "merge_group",
    action,
    repository,
    sender: queueBot(world).user,
    body: { merge_group: renderGroup(group), ...more },
  });
}

/** What the webhook and `github.event.merge_group` say. */
export function renderGroup(group: QueueGroup) {
  return {
    head_sha: group.headSha,
    head_ref: `refs/heads/${group.branch}`,
    base_sha: group.baseSha,
    base_ref: `refs/heads/${group.baseRef}`,
    head_commit: renderSimpleCommit(group.commit),
  };
}

function queueBot(world: World): Actor {
  return { user: addUser(world, "github-merge-queue[bot]", "Bot"), token: null };
}
