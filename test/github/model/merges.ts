import { ApiError } from "./errors.ts";
import { commitTree, mergeTrees, runGit } from "./git.ts";
import { closeNamedIssues, markMerged } from "./closings.ts";
import { afterBranchMoved } from "./pushes.ts";
import { identityOf } from "./users.ts";
import type { Actor, Issue, Repository } from "./words.ts";
import type { World } from "./world.ts";

export interface MergeRequest {
  readonly issue: Issue;
  readonly actor: Actor;
  readonly method: "merge" | "squash";
}

/** Merges a pull request and closes the issues its text names; 405 where it cannot be merged. */
export async function mergePull(
  world: World,
  repository: Repository,
  request: MergeRequest,
): Promise<string> {
  const { issue, actor } = request;
  const { pull } = issue;
  if (pull === null) throw ApiError.notFound();
  if (issue.state !== "open" || pull.draft) {
    throw new ApiError(
      405,
      pull.draft ? "Pull Request is still a draft" : "Pull Request is not mergeable",
    );
  }
  const sha = await world.exclusively(repository, async () => {
    const tree = await mergeTrees(repository.directory, pull.baseSha, pull.headSha);
    if (tree === null) throw new ApiError(405, "Pull Request is not mergeable");
    const merged = await commitTree(repository.directory, {
      tree,
      parents: request.method === "squash" ? [pull.baseSha] : [pull.baseSha, pull.headSha],
      message: describeMerge(repository, request),
      author: identityOf(actor.user),
      atMs: world.now(),
    });
    await runGit(repository.directory, [
      "update-ref",
      `refs/heads/${pull.baseRef}`,
      merged,
      pull.baseSha,
    ]);
    return merged;
  });
  const before = pull.baseSha;
  markMerged(world, repository, { ...request, sha });
  await afterBranchMoved(world, repository, {
    branch: pull.baseRef,
    before,
    after: sha,
    actor,
  });
  closeNamedIssues(world, repository, { text: `${issue.title}\n${issue.body ?? ""}`, actor, sha });
  return sha;
}

function describeMerge(repository: Repository, { issue, method }: MergeRequest): string {
  if (method === "squash") return `${issue.title} (#${issue.number})\n`;
  const from = `${repository.owner.login}/${issue.pull?.headRef ?? ""}`;
  return `Merge pull request #${issue.number} from ${from}\n\n${issue.title}\n`;
}
