/**
 * What AO wants of GitHub, in AO's words. `client.ts` is the real one, over Octokit; a simulation replaces it as a whole.
 *
 * Every verb throws `TransientError` when trying later may help and `RefusedError` when it will not.
 * Reads of things that may be gone answer null instead.
 */
import type { CheckRun, ChecksSnapshot, RequiredCheck } from "../core/checks.ts";
import type { BranchRules } from "../core/conventions.ts";
import type { Annotation } from "../core/ci-log.ts";
import type {
  Changes,
  CommentRef,
  Permission,
  PushObjection,
  Reaction,
  Repository,
} from "../core/work-item.ts";

export interface Comment {
  id: number;
  body: string;
  /** Written by this very App. */
  mine: boolean;
}

export interface PullRequest {
  number: number;
  nodeId: string;
  draft: boolean;
  state: "open" | "closed";
  merged: boolean;
  headSha: string;
  headBranch: string;
  baseBranch: string;
  body: string;
  /** null in lists, where GitHub does not count. */
  changes: Changes | null;
}

export interface Issue {
  number: number;
  title: string;
  body: string;
  author: string;
  state: "open" | "closed";
  locked: boolean;
  labels: string[];
  assignees: string[];
  /** `owner/repo` it is in now, when that is not where it was looked for. */
  movedTo: string | null;
}

/** The App's own identity: its id marks its own comments and check runs. */
export interface AppIdentity {
  id: number;
  slug: string;
}

/** One entry of a tree; `path` is relative to it. */
export interface TreeEntry {
  path: string;
  sha: string;
  isFolder: boolean;
  /** 0 for folders. */
  bytes: number;
}

export interface NewPullRequest {
  title: string;
  body: string;
  head: string;
  base: string;
  draft: boolean;
}

export interface InstalledRepository {
  repository: Repository;
  archived: boolean;
  defaultBranch: string;
}

/** A stored pack on its way to GitHub. Shas are 40 hex digits. */
export interface Push {
  repository: Repository;
  branch: string;
  /** What the branch must be now; null: it must not exist. */
  expected: string | null;
  /** The commit the runner's work started from. */
  from: string;
  base: { branch: string; sha: string };
  head: string;
  pack: Buffer;
  /** The repository wants signed commits: they are made through the API. */
  signed: boolean;
  rules: PushRules;
}

/** What a repository and its people say about pushes, beside what holds everywhere. */
export interface PushRules {
  /** Globs from the root: a change to a file that matches one is a person's to make. */
  protect: readonly string[];
  /** A person allowed it to delete, skip or loosen tests. */
  allowTests: boolean;
}

export type PushResult =
  /** `head` is what the branch is now. Signed commits have other names than those that were handed over. */
  { pushed: true; head: string; signed: boolean } | ({ pushed: false } & PushRefusal);

export interface PushRefusal {
  about: PushObjection;
  /** One sentence or two that name the path and what to do, short enough for a phone. */
  says: string;
  /** The agent can mend it with other commits. */
  forAgent: boolean;
}

/** `moved`: the branch is at a commit that is no such merge. */
export type BaseMerge =
  | { kind: "merged"; head: string }
  | { kind: "merging" | "nothing_new" | "conflict" | "moved" };

export interface GitHub {
  app(): Promise<AppIdentity>;

  /** Deliveries since a time that no try has brought home; GitHub never sends one again by itself. */
  failedDeliveries(since: number): Promise<number[]>;
  redeliver(deliveryId: number): Promise<void>;

  installations(): Promise<{ id: number; suspended: boolean }[]>;
  repositories(installationId: number): Promise<InstalledRepository[]>;
  permissionOf(repository: Repository, login: string): Promise<Permission>;
  defaultBranch(repository: Repository): Promise<{ branch: string; sha: string }>;
  branchSha(repository: Repository, branch: string): Promise<string | null>;
  /** The first line of a commit's message; null when it is not in the branch's history. `sha` is 40 hex digits. */
  titleOnBranch(repository: Repository, branch: string, sha: string): Promise<string | null>;
  /** A file's text at a commit; null when it is not there. At most 1 MB, GitHub's own limit for this route. */
  readFile(repository: Repository, path: string, ref: string): Promise<string | null>;

  /** What is in a folder, by the name of its tree or, for the root, of a commit; of a very large one only the first part. */
  tree(repository: Repository, sha: string, options: { deep: boolean }): Promise<TreeEntry[]>;
  /** Messages of the commits that lead to a commit, newest first; at most 100. */
  commitMessages(repository: Repository, sha: string, count: number): Promise<string[]>;
  /** What rulesets want of commits to a branch, which need not exist. Classic protection is not shown to an App like AO. */
  branchRules(repository: Repository, branch: string): Promise<BranchRules>;

  issue(repository: Repository, number: number): Promise<Issue | null>;
  /** Open issues with a label, newest first, at most 100. */
  labelledIssues(repository: Repository, label: string): Promise<Issue[]>;
  /** Who put a label on an issue last or opened it again since, and when; null when nobody did. */
  labelledBy(
    repository: Repository,
    number: number,
    label: string,
  ): Promise<{ login: string; at: number; how: "label" | "reopened" } | null>;
  createLabel(
    repository: Repository,
    name: string,
    about: { color: string; description: string },
  ): Promise<void>;
  labelsOf(repository: Repository, number: number): Promise<string[]>;
  addLabel(repository: Repository, number: number, label: string): Promise<void>;
  removeLabel(repository: Repository, number: number, label: string): Promise<void>;

  react(
    repository: Repository,
    to: CommentRef | { issue: number },
    content: Reaction,
  ): Promise<void>;
  /** All comments of an issue or pull request, oldest first (paginated to the end). */
  comments(repository: Repository, thread: number): Promise<Comment[]>;
  postComment(repository: Repository, thread: number, body: string): Promise<number>;
  /** @returns false when the comment is gone */
  editComment(repository: Repository, commentId: number, body: string): Promise<boolean>;
  deleteComment(repository: Repository, commentId: number): Promise<void>;

  openPullRequests(repository: Repository): Promise<PullRequest[]>;
  pullRequest(repository: Repository, number: number): Promise<PullRequest | null>;
  openPullRequest(repository: Repository, request: NewPullRequest): Promise<PullRequest>;
  editPullRequest(
    repository: Repository,
    number: number,
    text: { title: string; body: string },
  ): Promise<void>;
  markReady(repository: Repository, nodeId: string): Promise<void>;
  requestReview(repository: Repository, number: number, login: string): Promise<void>;
  /** Merges the base into a pull request's branch that is at `expectedHead`; GitHub does it after it has answered. */
  mergeBase(repository: Repository, number: number, expectedHead: string): Promise<BaseMerge>;

  /** The checks of one commit as they are now, without this App's own. */
  checks(repository: Repository, sha: string): Promise<Omit<ChecksSnapshot, "required">>;
  /** What rulesets and branch protection ask for on a branch, without this App's own; empty where GitHub does not tell. */
  requiredChecks(repository: Repository, branch: string): Promise<RequiredCheck[]>;
  /** Runs the failed and cancelled jobs again of every workflow run that one of these is in. What runs already is left so. */
  rerunFailed(repository: Repository, jobIds: readonly CheckRun["id"][]): Promise<void>;
  /** A GitHub Actions job's log, at most its last `maxBytes`. */
  jobLog(repository: Repository, jobId: CheckRun["id"], maxBytes: number): Promise<string>;
  annotations(repository: Repository, checkRunId: number): Promise<Annotation[]>;

  /** A token that reads the contents of one repository and nothing else, and the URL to clone it from. */
  readToken(
    repository: Repository,
  ): Promise<{ token: string; cloneUrl: string; expiresAtMs: number }>;
  /** Checks a pack and pushes it; never by force, only to `ao/*`. */
  push(push: Push): Promise<PushResult>;
}
