import { ApiError } from "./errors.ts";
import { askGit, commitTree, listCommits, mergeTrees, resolveCommit, runGit } from "./git.ts";
import { emitIssue, recordEvent } from "./issue-events.ts";
import { makeIssue } from "./issues.ts";
import { isAtLeast } from "./permissions.ts";
import { identityOf } from "./users.ts";
import type { Actor, Issue, Pull, Repository, User } from "./words.ts";
import { listPulls, type World } from "./world.ts";

export interface NewPull {
  readonly title: string;
  readonly body: string | null;
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
}

/** Opens a pull request between two branches of one repository; 422 for whatever GitHub refuses. */
export async function openPull(
  world: World,
  repository: Repository,
  actor: Actor,
  spec: NewPull,
): Promise<Issue> {
  // One at a time, so that of two calls at once the second is refused.
  return world.exclusively(repository, () => openAlone(world, repository, actor, spec));
}

async function openAlone(
  world: World,
  repository: Repository,
  actor: Actor,
  spec: NewPull,
): Promise<Issue> {
  const head = spec.head.replace(/^[^:]*:/, "");
  const headSha = await resolveCommit(repository.directory, `refs/heads/${head}`);
  const baseSha = await resolveCommit(repository.directory, `refs/heads/${spec.base}`);
  if (headSha === null) throw invalidPull("head");
  if (baseSha === null) throw invalidPull("base");
  refuseSecond(repository, head, spec.base);
  if (spec.draft && !repository.draftsAllowed) {
    throw new ApiError(422, "Draft pull requests are not supported in this repository.");
  }
  const size = await measure(repository, baseSha, headSha);
  if (size.commits === 0) {
    throw refusePull(`No commits between ${spec.base} and ${head}`);
  }
  const pull: Pull = {
    id: world.nextId("pull"),
    headRef: head,
    headSha,
    baseRef: spec.base,
    baseSha,
    draft: spec.draft,
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    mergeable: null,
    requestedReviewers: [],
    reviews: [],
    reviewComments: [],
    size,
  };
  const issue = makeIssue(world, repository, actor, { title: spec.title, body: spec.body, pull });
  await keepPullRefs(world, repository, issue);
  emitIssue(world, repository, { issue, action: "opened", actor });
  return issue;
}

function refuseSecond(repository: Repository, head: string, base: string): void {
  const twin = listPulls(repository).find(
    ({ issue, pull }) => issue.state === "open" && pull.headRef === head && pull.baseRef === base,
  );
  if (twin === undefined) return;
  throw refusePull(`A pull request already exists for ${repository.owner.login}:${head}.`);
}

function refusePull(message: string): ApiError {
  return new ApiError(422, "Validation Failed", {
    errors: [{ resource: "PullRequest", code: "custom", message }],
  });
}

function invalidPull(field: string): ApiError {
  return new ApiError(422, "Validation Failed", {
    errors: [{ resource: "PullRequest", field, code: "invalid" }],
  });
}

/** Takes over what the branches say now: head, base, size, and the refs under refs/pull. */
export async function refreshPull(
  world: World,
  repository: Repository,
  issue: Issue,
): Promise<void> {
  const { pull } = issue;
  if (pull === null || pull.mergedAt !== null) return;
  const headSha = await resolveCommit(repository.directory, `refs/heads/${pull.headRef}`);
  const baseSha = await resolveCommit(repository.directory, `refs/heads/${pull.baseRef}`);
  pull.headSha = headSha ?? pull.headSha;
  pull.baseSha = baseSha ?? pull.baseSha;
  pull.mergeable = null;
  pull.size = await measure(repository, pull.baseSha, pull.headSha);
  await keepPullRefs(world, repository, issue);
}

async function measure(repository: Repository, base: string, head: string): Promise<Pull["size"]> {
  const commits = await listCommits(repository.directory, [`${base}..${head}`]);
  const text = await runGit(repository.directory, ["diff", "--shortstat", `${base}...${head}`]);
  const count = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    commits: commits.length,
    changedFiles: count(/(\d+) files? changed/),
    additions: count(/(\d+) insertions?/),
    deletions: count(/(\d+) deletions?/),
  };
}

async function keepPullRefs(world: World, repository: Repository, issue: Issue): Promise<void> {
  const { pull } = issue;
  if (pull === null) return;
  const refs = `refs/pull/${issue.number}`;
  await runGit(repository.directory, ["update-ref", `${refs}/head`, pull.headSha]);
  const tree = await mergeTrees(repository.directory, pull.baseSha, pull.headSha);
  if (tree === null) {
    await askGit(repository.directory, ["update-ref", "-d", `${refs}/merge`]);
    pull.mergeCommit = null;
    return;
  }
  pull.mergeCommit = await commitTree(repository.directory, {
    tree,
    parents: [pull.baseSha, pull.headSha],
    message: `Merge ${pull.headSha} into ${pull.baseSha}`,
    author: identityOf(issue.author),
    atMs: world.now(),
  });
  await runGit(repository.directory, ["update-ref", `${refs}/merge`, pull.mergeCommit]);
}

/** Works out whether the branches merge; the first who asks is told null and starts it. */
export function settleMergeable(issue: Issue): void {
  const { pull } = issue;
  if (pull !== null && issue.state === "open") pull.mergeable = pull.mergeCommit !== null;
}

/** Ready for review or draft again. */
export function setDraft(
  world: World,
  repository: Repository,
  change: { readonly issue: Issue; readonly actor: Actor; readonly draft: boolean },
): void {
  const { issue, actor, draft } = change;
  if (issue.pull === null || issue.pull.draft === draft) return;
  if (draft && !repository.draftsAllowed) {
    throw new ApiError(422, "Draft pull requests are not supported in this repository.");
  }
  issue.pull.draft = draft;
  issue.updatedAt = world.now();
  recordEvent(world, issue, {
    event: draft ? "convert_to_draft" : "ready_for_review",
    actor,
  });
  emitIssue(world, repository, {
    issue,
    actor,
    action: draft ? "converted_to_draft" : "ready_for_review",
  });
}

/** Asks people for a review; 422 for the author and for whoever cannot see the repository. */
export function requestReviewers(
  world: World,
  repository: Repository,
  change: { readonly issue: Issue; readonly actor: Actor; readonly reviewers: readonly User[] },
): void {
  const { issue, actor, reviewers } = change;
  if (issue.pull === null) throw ApiError.notFound();
  for (const reviewer of reviewers) {
    if (reviewer === issue.author) {
      throw new ApiError(422, "Review cannot be requested from pull request author.");
    }
    if (!isAtLeast(repository.collaborators.get(reviewer.login.toLowerCase()) ?? "none", "read")) {
      throw new ApiError(
        422,
        "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the " +
          `${repository.owner.login}/${repository.name} repository.`,
      );
    }
  }
  for (const reviewer of reviewers) {
    if (issue.pull.requestedReviewers.includes(reviewer)) continue;
    issue.pull.requestedReviewers.push(reviewer);
    recordEvent(world, issue, { event: "review_requested", actor, reviewer });
    emitIssue(world, repository, { issue, action: "review_requested", actor, reviewer });
  }
}

/** Takes requests for a review back. */
export function unrequestReviewers(
  world: World,
  repository: Repository,
  change: { readonly issue: Issue; readonly actor: Actor; readonly reviewers: readonly User[] },
): void {
  const { issue, actor, reviewers } = change;
  if (issue.pull === null) throw ApiError.notFound();
  for (const reviewer of reviewers) {
    if (!issue.pull.requestedReviewers.includes(reviewer)) continue;
    issue.pull.requestedReviewers = issue.pull.requestedReviewers.filter((one) => one !== reviewer);
    recordEvent(world, issue, { event: "review_request_removed", actor, reviewer });
    emitIssue(world, repository, { issue, action: "review_request_removed", actor, reviewer });
  }
}
