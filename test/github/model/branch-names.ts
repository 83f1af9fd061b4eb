import { ApiError } from "./errors.ts";
import { resolveCommit, runGit } from "./git.ts";
import { emitIssue, recordEvent } from "./issue-events.ts";
import { refreshPull } from "./pulls.ts";
import { watchRefs } from "./pushes.ts";
import type { Actor, Issue, Repository } from "./words.ts";
import { listPulls, type World } from "./world.ts";

/** Another branch becomes the one that is cloned. */
export async function setDefaultBranch(
  world: World,
  repository: Repository,
  { branch, actor }: { readonly branch: string; readonly actor: Actor },
): Promise<void> {
  const { directory } = repository;
  if ((await resolveCommit(directory, `refs/heads/${branch}`)) === null) {
    throw ApiError.invalid("Repository", "default_branch");
  }
  const from = repository.defaultBranch;
  await runGit(directory, ["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
  repository.defaultBranch = branch;
  world.emit({
    event: "repository",
    action: "edited",
    repository,
    sender: actor.user,
    body: { changes: { default_branch: { from } } },
  });
}

/** Renames a branch: open pull requests go along as their base, and close where it was their head. */
export async function renameBranch(
  world: World,
  repository: Repository,
  { from, to, actor }: { readonly from: string; readonly to: string; readonly actor: Actor },
): Promise<void> {
  const { directory, protections } = repository;
  const sha = await resolveCommit(directory, `refs/heads/${from}`);
  if (sha === null) throw new ApiError(404, "Branch not found");
  await watchRefs(world, repository, actor, () =>
    runGit(directory, ["update-ref", `refs/heads/${to}`, sha]),
  );
  if (repository.defaultBranch === from) {
    await setDefaultBranch(world, repository, { branch: to, actor });
  }
  const rules = protections.get(from);
  if (rules !== undefined) {
    protections.delete(from);
    protections.set(to, rules);
  }
  for (const { issue, pull } of listPulls(repository)) {
    if (issue.state !== "open" || pull.baseRef !== from) continue;
    await changeBase(world, repository, { issue, base: to, actor });
  }
  repository.renamedBranches.set(from, to);
  await watchRefs(world, repository, actor, () =>
    runGit(directory, ["update-ref", "-d", `refs/heads/${from}`]),
  );
}

/** Points a pull request at another base. */
export async function changeBase(
  world: World,
  repository: Repository,
  { issue, base, actor }: { readonly issue: Issue; readonly base: string; readonly actor: Actor },
): Promise<void> {
  const { pull } = issue;
  if (pull === null) throw ApiError.notFound();
  const baseSha = await resolveCommit(repository.directory, `refs/heads/${base}`);
  if (baseSha === null) {
    throw ApiError.invalid("PullRequest", "base", `Proposed base branch '${base}' was not found`);
  }
  if (pull.baseRef === base) return;
  const from = { ref: pull.baseRef, sha: pull.baseSha };
  pull.baseRef = base;
  await refreshPull(world, repository, issue);
  issue.updatedAt = world.now();
  recordEvent(world, issue, { event: "base_ref_changed", actor });
  emitIssue(world, repository, {
    issue,
    actor,
    action: "edited",
    changes: { base: { ref: { from: from.ref }, sha: { from: from.sha } } },
  });
}
