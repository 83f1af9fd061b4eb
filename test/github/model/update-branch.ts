import { ApiError } from "./errors.ts";
import { askGit, mergeTrees } from "./git.ts";
import { writeCommit } from "./git-objects.ts";
import { watchRefs } from "./pushes.ts";
import { obeyRules } from "./rules.ts";
import type { Actor, Issue, Pull, Repository } from "./words.ts";
import type { World } from "./world.ts";

export interface BranchUpdate {
  readonly issue: Issue;
  readonly actor: Actor;
  /** Refused where the head is another by now. */
  readonly expectedHead?: string;
}

/**
 * Merges the base into the head of a pull request, as the button does. What can be refused is
 * refused at once; the merge itself comes after the answer.
 */
export async function updateBranch(
  world: World,
  repository: Repository,
  update: BranchUpdate,
): Promise<void> {
  const { issue, actor, expectedHead } = update;
  const { pull } = issue;
  if (pull === null) throw ApiError.notFound();
  if (issue.state !== "open") throw new ApiError(422, "Pull request is closed.");
  if (expectedHead !== undefined && expectedHead !== pull.headSha) {
    throw new ApiError(422, "expected head sha didn’t match current head ref.");
  }
  const { headSha, baseSha, headRef } = pull;
  const { directory } = repository;
  if ((await askGit(directory, ["merge-base", "--is-ancestor", baseSha, headSha])).yes) {
    throw new ApiError(422, "There are no new commits on the base branch.");
  }
  const merged = await mergeBase(world, repository, actor, pull);
  const ref = `refs/heads/${headRef}`;
  await obeyRules(repository, actor, { ref, before: headSha, after: merged });
  world.later(async () => {
    await watchRefs(world, repository, actor, async () => {
      // A push that came in between stays.
      await askGit(directory, ["update-ref", ref, merged, headSha]);
    });
  });
}

async function mergeBase(
  world: World,
  repository: Repository,
  actor: Actor,
  { headSha, baseSha, headRef, baseRef }: Pull,
): Promise<string> {
  const tree = await mergeTrees(repository.directory, headSha, baseSha);
  if (tree === null) throw new ApiError(422, "merge conflict between base and head");
  return writeCommit(world, repository, actor, {
    tree,
    parents: [headSha, baseSha],
    message: `Merge branch '${baseRef}' into ${headRef}`,
    isMadeOnSite: true,
  });
}
