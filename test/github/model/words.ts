/** What the stand-in for GitHub remembers. Times are milliseconds; rendering turns them into GitHub's. */
import type { Commit } from "./git.ts";

export type Permission = "admin" | "maintain" | "write" | "triage" | "read" | "none";
export type Level = "read" | "write";
export type Reactable = "+1" | "-1" | "laugh" | "confused" | "heart" | "hooray" | "rocket" | "eyes";
type CheckStatus = "queued" | "in_progress" | "completed" | "waiting";
export type Conclusion =
  | "success"
  | "failure"
  | "neutral"
  | "cancelled"
  | "skipped"
  | "timed_out"
  | "action_required"
  | "startup_failure"
  | "stale";

export interface User {
  readonly id: number;
  login: string;
  readonly type: "User" | "Bot" | "Organization";
  readonly createdAt: number;
}

/** A GitHub App that makes check suites: AO's own, GitHub Actions, or somebody else's. */
export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: User;
  readonly permissions: Readonly<Record<string, Level>>;
  readonly events: readonly string[];
  readonly createdAt: number;
}

export interface InstallationToken {
  readonly text: string;
  readonly expiresAt: number;
  readonly permissions: Readonly<Record<string, Level>>;
  /** null: every repository of the installation. */
  readonly repositoryIds: ReadonlySet<number> | null;
}

/** Who does something: a person, or an App with what its token allows. */
export interface Actor {
  readonly user: User;
  readonly token: InstallationToken | null;
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Reaction {
  readonly id: number;
  readonly user: User;
  readonly content: Reactable;
  readonly createdAt: number;
}

export interface Comment {
  readonly id: number;
  readonly author: User;
  readonly viaApp: boolean;
  body: string;
  readonly createdAt: number;
  updatedAt: number;
  readonly edits: { readonly editor: string; readonly from: string; readonly at: number }[];
  readonly reactions: Reaction[];
  minimized: string | null;
}

export interface IssueEvent {
  readonly id: number;
  readonly event: string;
  readonly actor: User;
  readonly viaApp: boolean;
  readonly at: number;
  readonly label?: Label;
  readonly commit?: string;
  readonly reviewer?: User;
  readonly rename?: { readonly from: string; readonly to: string };
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly author: User;
  readonly viaApp: boolean;
  title: string;
  body: string | null;
  state: "open" | "closed";
  stateReason: "completed" | "reopened" | "not_planned" | "duplicate" | null;
  locked: boolean;
  labels: Label[];
  assignees: User[];
  readonly comments: Comment[];
  readonly reactions: Reaction[];
  readonly events: IssueEvent[];
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  closedBy: User | null;
  readonly pull: Pull | null;
}

export interface Pull {
  readonly id: number;
  headRef: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
  draft: boolean;
  mergedAt: number | null;
  mergedBy: User | null;
  mergeCommit: string | null;
  /** null until somebody has asked once, as on GitHub. */
  mergeable: boolean | null;
  requestedReviewers: User[];
  readonly reviews: Review[];
  readonly reviewComments: ReviewComment[];
  size: { commits: number; additions: number; deletions: number; changedFiles: number };
}

export interface Review {
  readonly id: number;
  readonly author: User;
  readonly body: string;
  readonly state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED";
  readonly commit: string;
  readonly at: number;
}

export interface ReviewComment {
  readonly id: number;
  readonly review: number | null;
  readonly replyTo: number | null;
  readonly author: User;
  body: string;
  readonly path: string;
  readonly line: number;
  readonly commit: string;
  readonly at: number;
  updatedAt: number;
  readonly reactions: Reaction[];
}

export interface CheckSuite {
  readonly id: number;
  readonly app: App;
  readonly sha: string;
  readonly commit: Commit;
  readonly branch: string | null;
  readonly before: string | null;
  status: CheckStatus;
  conclusion: Conclusion | null;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title: string | null;
  readonly rawDetails: string | null;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  readonly app: App;
  readonly sha: string;
  name: string;
  status: CheckStatus;
  conclusion: Conclusion | null;
  externalId: string;
  detailsUrl: string | null;
  startedAt: number;
  completedAt: number | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: Annotation[];
  actions: { label: string; description: string; identifier: string }[];
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: User;
  readonly at: number;
}

export interface Workflow {
  readonly id: number;
  readonly path: string;
  name: string;
  readonly createdAt: number;
}

export interface WorkflowRun {
  readonly id: number;
  readonly workflow: Workflow;
  readonly number: number;
  attempt: number;
  readonly event: string;
  readonly title: string;
  readonly branch: string | null;
  readonly sha: string;
  /** What is checked out: the merge commit for pull_request events. */
  readonly checkout: string;
  readonly suite: CheckSuite;
  readonly actor: User;
  status: CheckStatus;
  conclusion: Conclusion | null;
  readonly createdAt: number;
  updatedAt: number;
  startedAt: number;
  /** The jobs of the newest attempt. */
  jobs: Job[];
  /** Those a rerun replaced. */
  readonly formerJobs: Job[];
}

export interface Job {
  /** On GitHub the check run of a job has the job's id. */
  readonly id: number;
  readonly run: CheckRun;
  readonly name: string;
  readonly labels: readonly string[];
  readonly attempt: number;
  status: CheckStatus;
  conclusion: Conclusion | null;
  readonly createdAt: number;
  startedAt: number;
  completedAt: number | null;
  steps: Step[];
  log: string;
}

interface Step {
  readonly name: string;
  readonly number: number;
  readonly conclusion: Conclusion;
  readonly startedAt: number;
  readonly completedAt: number;
}

/** What an admin asks of every change to some branches. */
export interface BranchRules {
  /** Checks that must pass, by name, or only from one App. */
  readonly checks?: readonly (string | { readonly context: string; readonly appId?: number })[];
  /** The branch must be up to date with its base before it is merged. */
  readonly strict?: boolean;
  /** Commits must have verified signatures. */
  readonly signatures?: boolean;
  /** Changes must be made through a pull request. */
  readonly pullRequest?: boolean;
  readonly mergeQueue?: boolean;
  /** An extended regular expression that the first line of each commit's message must match. */
  readonly messagePattern?: string;
  /** No merge commits. */
  readonly linearHistory?: boolean;
}

/** A pull request that waits to be merged by the queue. */
export interface QueueEntry {
  readonly issue: Issue;
  readonly actor: Actor;
  /** What was put in: another head does not belong to it. */
  readonly headSha: string;
  group: QueueGroup | null;
}

/** The merge that is tested before it happens. */
export interface QueueGroup {
  readonly branch: string;
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly commit: Commit;
}

export interface Signature {
  readonly signature: string;
  readonly payload: string;
  readonly at: number;
}

export interface Ruleset {
  readonly id: number;
  /** `main`, `ao/**`, `**`, `~DEFAULT_BRANCH` or `~ALL`. */
  readonly pattern: string;
  readonly rules: BranchRules;
}

export interface Repository {
  readonly id: number;
  owner: User;
  name: string;
  /** In full: owner/name. */
  readonly formerNames: string[];
  /** Old names of branches, which lead to the new ones. */
  readonly renamedBranches: Map<string, string>;
  private: boolean;
  readonly directory: string;
  defaultBranch: string;
  /** Draft pull requests are refused where false (old plans, GHES). */
  draftsAllowed: boolean;
  installed: boolean;
  archived: boolean;
  /** Classic branch protection, by the pattern of the branches it protects. */
  readonly protections: Map<string, BranchRules>;
  readonly rulesets: Ruleset[];
  /** First in, first out, for all bases. */
  readonly queue: QueueEntry[];
  /** Commits with a signature GitHub knows, by SHA. */
  readonly verified: Map<string, Signature>;
  readonly collaborators: Map<string, Permission>;
  readonly labels: Label[];
  readonly issues: Map<number, Issue>;
  /** Numbers of issues that are not here any more: where they went, or null for deleted ones. */
  readonly goneIssues: Map<
    number,
    { readonly repository: Repository; readonly number: number } | null
  >;
  readonly suites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly statuses: CommitStatus[];
  readonly workflows: Workflow[];
  readonly workflowRuns: WorkflowRun[];
  readonly createdAt: number;
  updatedAt: number;
  pushedAt: number;
}
