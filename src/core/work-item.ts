/**
 * The words of the house: a work item, what can happen to it (facts), what AO orders in answer (effects).
 * Pure data. Times are milliseconds since the epoch, given at the door; ids are ULIDs, given at the door.
 */
import type { CommandRun, JobReport, PlanEntry, Session } from "../protocol/words.ts";
import type { AccessLoss, Change, Ending, Repository } from "./changes.ts";
import type { ChecksSnapshot, FailedCheck } from "./checks.ts";
import type { CiMemory } from "./ci-memory.ts";
import type { Said } from "./command.ts";
import type { Conventions } from "./conventions.ts";
import type { Evidence } from "./evidence.ts";
import type { Job, Onwards, Turn } from "./job.ts";
import type { Policy, PolicyFile } from "./policy.ts";
import type { PushObjection, Question } from "./questions.ts";
import type { ClosingWords } from "./say/closing-words.ts";

export type { Repository } from "./changes.ts";
export type { BaseCheck, Evidence, FixChecks, LogExcerpt, RedJob } from "./evidence.ts";
export type { Job, Onwards, Turn } from "./job.ts";
export type { PushObjection, Question } from "./questions.ts";
export type { Rules, Timing } from "./rules.ts";

/** GitHub's collaborator permission, as `GET …/collaborators/{username}/permission` answers it in `role_name`. */
export type Permission = "admin" | "maintain" | "write" | "triage" | "read" | "none";

/** One charged try at a red head. The ledger: never shortened, so no restart or new state can forget a try. */
export interface Attempt {
  headSha: string;
  checks: string[];
  fingerprint: string;
  /** The line that tells most, for a phone. */
  says: string;
  at: number;
  /** Its checks were green when they were run again: it counts no more. */
  flaky?: true;
}

/** Something a person wrote to AO; consumed in order, never past one whose sender is not known yet. */
export interface InboxEntry {
  id: string;
  by: string;
  said: Said;
  comment: CommentRef;
  permission: Permission | null;
}

/** Where a comment is. `thread` is the number of the issue or pull request it stands in. */
export interface CommentRef {
  id: number;
  thread: number;
}

/** Free text for the agent that no job has read yet. */
export interface Words {
  id: string;
  by: string;
  text: string;
  comment: CommentRef;
}

export type DoneReason =
  | "merged"
  | "closed"
  | "issue_closed"
  | "stopped"
  | "unlabelled"
  | "repository_deleted"
  | "issue_transferred"
  | "issue_deleted"
  | "refused"
  | "taken"
  | "already_fixed";

export type State =
  | { name: "requested" }
  | { name: "queued"; turn: Turn; front: boolean; since: number }
  | { name: "working"; turn: Turn; job: Job; since: number }
  | {
      name: "watching";
      headSha: string;
      pushedAt: number;
      /** The last snapshot's digest and since when it has been so: settled means unchanged for a while. */
      seen: { digest: string; since: number } | null;
      /** Failed checks whose logs are being read. */
      red: FailedCheck[] | null;
    }
  | WaitingForPerson
  | WaitingForBase
  | WaitingForRepository
  | {
      name: "in_review";
      headSha: string;
      since: number;
      /** What shows that it works: checks that passed on that head, or `verify` where no check ran. */
      proof: "checks" | "verify";
      /** How many checks passed. */
      passed: number;
      changes: Changes | null;
    }
  | {
      name: "done";
      reason: DoneReason;
      by: string | null;
      at: number;
      /** A job that was running when it ended. */
      ending: Ending | null;
    };

/** Something is awaited: `remindAt` is when a person is told (once more), `onwards` where it goes on. */
interface WaitingFor<For extends string> {
  name: "waiting";
  for: For;
  since: number;
  remindAt: number | null;
  onwards: Onwards;
  /** A job that was running when it began to wait. */
  ending?: Ending;
}

/** A person has to decide. */
export type WaitingForPerson = WaitingFor<"person"> & {
  question: Question;
  /** Where it was asked: the issue, or the pull request once there was one. */
  thread: number;
  /** The key of the comment that asks, while it could not be written. */
  unsaid?: string;
};

/** The base fails the same checks: parked until they are green there, and then it goes on by itself. */
export type WaitingForBase = WaitingFor<"base"> & {
  /** The base's commit whose checks failed, as last read. */
  baseSha: string;
  checks: FailedCheck[];
};

/** AO may not work in the repository now; it goes on by itself when it may again. */
export type WaitingForRepository = WaitingFor<"repository"> & {
  reason: AccessLoss;
  /** What was awaited before, and is again afterwards. */
  before: WaitingForPerson | WaitingForBase | null;
};

/** How much a pull request changes, as GitHub counts it. */
export interface Changes {
  files: number;
  additions: number;
  deletions: number;
}

export type StateName = State["name"];
export type StateOf<N extends StateName> = Extract<State, { name: N }>;

/** AO's responsibility for one subject (repository id, number). At most one live per subject. */
export interface WorkItem {
  id: string;
  repository: Repository;
  number: number;
  /** Title, body and author of the issue, pinned as of the moment of asking: later edits never reach the agent unseen. */
  title: string;
  body: string;
  author: string;
  requester: string;
  /** Whom to ask instead, once the requester may not decide any more. */
  contact?: string;
  /** By GitHub's clock, so that the same label told once more is known for what it is. */
  askedAt: number;
  /** The comment that asked, when a comment did. Reactions go there, else to the issue. */
  askedIn: CommentRef | null;
  /** The finished item of the same subject that this one follows. */
  previous: string | null;
  /** What that one left to go on with: taken up once the request is granted, so that a stranger who asks changes nothing of it. */
  earlier: Earlier | null;
  /** Asked to leave `earlier` aside. */
  fresh: boolean;
  /** Names the worktree and the agent's home on the runner; inherited when a finished item is taken up again. */
  workspace: string;
  policy: Policy | null;
  /** The repository's own rules, read when the request was granted. */
  conventions: Conventions | null;
  base: { branch: string; sha: string } | null;
  branch: string | null;
  /** The branch's newest commit, as last pushed by AO or seen on GitHub. */
  head: string | null;
  /** Who pushed `head` when it was not AO. */
  headBy: string | null;
  pullRequest: PullRequestOfItem | null;
  session: Session | null;
  /** Who said `/ao allow tests`: from then on tests may go or get looser on this branch. */
  testsAllowedBy: string | null;
  attempts: Attempt[];
  ci: CiMemory;
  /** How many of `attempts` a person's answer has forgiven: five more after somebody said how to go on. */
  forgiven: number;
  /** Restarts of the current turn after a crash; back to 0 when a turn ends well. */
  restarts: number;
  inbox: InboxEntry[];
  words: Words[];
  lastJob: JobSummary | null;
  /** What the agent says of its work in the pull request; null before it has handed over any. */
  closing: Closing | null;
  spent: { usd: number; tokens: number; activeMs: number; jobs: number };
  /** The sentences of the last decisions, newest last, for `/ao why` and the status comment. */
  trail: { at: number; why: string }[];
  state: State;
}

export interface PullRequestOfItem {
  number: number;
  nodeId: string;
  draft: boolean;
  /** Who made it a draft again: then it stays one until somebody says otherwise. */
  draftBy?: string;
}

/** What a stopped item leaves to the one that follows. */
export type Earlier = Pick<
  WorkItem,
  | "workspace"
  | "base"
  | "branch"
  | "head"
  | "pullRequest"
  | "session"
  | "closing"
  | "testsAllowedBy"
>;

/** `subject` is the first line of the newest commit that was handed over first: later ones only mend. */
export type Closing = ClosingWords & { subject: string };

/** What the last job left behind as evidence. */
export interface JobSummary {
  summary: string;
  setup: CommandRun | null;
  verify: CommandRun | null;
  plan: PlanEntry[];
  runner: string | null;
  agent: string | null;
}

interface Happened {
  id: string;
  at: number;
}

/** What happened, in AO's own words. */
export type Fact = Happened &
  (
    | {
        type: "asked";
        by: string;
        how: "label" | "command" | "reopened";
        fresh: boolean;
        repository: Repository;
        number: number;
        title: string;
        body: string;
        author: string;
        comment: CommentRef | null;
        /** When it was said, by GitHub's clock; left out where only the hearing is known. */
        saidAt?: number;
      }
    | {
        type: "request_read";
        permission: Permission;
        base: { branch: string; sha: string };
        /** An open pull request that already says it closes this issue or comes from AO's branch. */
        takenBy: number | null;
        /** The next free branch name for this issue. */
        branch: string;
        policy: PolicyRead;
        conventions: Conventions;
      }
    | {
        type: "commanded";
        by: string;
        said: Said;
        comment: CommentRef;
        repository: Repository;
      }
    | { type: "permission_read"; entryId: string; permission: Permission }
    | { type: "admitted" }
    | { type: "job_leased"; jobId: string; runner: string }
    | { type: "job_ended"; jobId: string; report: JobReport }
    | { type: "lease_lost"; jobId: string; epoch: number; silentMs: number }
    | { type: "pushed"; jobId: string; head: string; signed: boolean }
    /** `title` is the first line of its message; null when the base does not have that commit. */
    | { type: "commit_checked"; jobId: string; title: string | null }
    | {
        type: "push_refused";
        jobId: string;
        about: PushObjection;
        says: string;
        forAgent: boolean;
      }
    | { type: "pull_request_opened"; number: number; nodeId: string; draft: boolean }
    | { type: "checks_changed"; headSha: string }
    | { type: "checks_read"; snapshot: ChecksSnapshot }
    | { type: "logs_read"; headSha: string; evidence: Evidence[] }
    | { type: "undrafted"; headSha: string }
    | { type: "base_changed"; branch: string }
    | { type: "base_read"; tip: string; green: boolean }
    | { type: "base_merged"; from: string; head: string; base: string }
    | { type: "base_conflicts"; headSha: string }
    | { type: "group_formed"; number: number; groupSha: string }
    | { type: "dequeued"; number: number; reason: string }
    | {
        type: "marked_ready";
        headSha: string;
        proof: "checks" | "verify";
        passed: number;
        changes: Changes | null;
      }
    | { type: "pull_request_closed"; number: number; merged: boolean; by: string | null }
    | { type: "issue_closed"; by: string | null }
    | { type: "unlabelled"; by: string }
    | Change
    | { type: "deadline_passed" }
    /** `permission` is what GitHub said the App lacks, as `issues: write`; `key` the comment's. */
    | {
        type: "effect_failed";
        effect: Effect["type"];
        says: string;
        permission?: string;
        key?: string;
      }
    | { type: "installed"; repository: Repository }
  );

export type FactType = Fact["type"];
export type FactOf<T extends FactType> = Extract<Fact, { type: T }>;

/** `.github/ao.yml` at the pinned base: a file without mistakes, or the mistakes as one comment body. */
export interface PolicyRead {
  file: PolicyFile | null;
  mistakes: string | null;
}

export type Reaction = "eyes" | "rocket" | "hooray" | "confused";

/** Orders to the outside world. Performed at least once, harmless twice. */
export type Effect =
  | { type: "react"; to: CommentRef | { issue: number }; content: Reaction }
  | { type: "read_request"; login: string }
  | { type: "read_permission"; entryId: string; login: string }
  /** `repository` where it is not the item's own. */
  | { type: "comment"; key: string; thread: number; body: string; repository?: Repository }
  | { type: "push"; jobId: string; head: string; pack: string; expected: string | null }
  | { type: "check_commit"; jobId: string; commit: string }
  | { type: "open_pull_request"; headSha: string }
  | { type: "read_checks"; headSha: string; afterMs: number }
  | { type: "read_target"; from: string; to: string }
  | { type: "read_contact"; login: string }
  | { type: "read_head"; headSha: string; by: string | null; afterMs: number }
  | { type: "read_logs"; headSha: string; failed: FailedCheck[] }
  | { type: "rerun_jobs"; headSha: string; jobIds: number[]; afterMs: number }
  | { type: "undraft"; headSha: string }
  | { type: "read_base"; checks: string[]; afterMs: number }
  | { type: "merge_base"; headSha: string; base: string }
  | { type: "mark_ready"; headSha: string; proof: "checks" | "verify"; passed: number }
  | { type: "cancel_job"; jobId: string; why: string }
  | { type: "tell_job"; jobId: string; words: Words }
  | { type: "show" }
  | { type: "create_labels"; repository: Repository }
  | {
      type: "answer";
      repository: Repository;
      login: string;
      comment: CommentRef;
      key: string;
      body: string;
    };

/** What `decide` answers. `next` null: nothing is kept. `why` is a sentence a person understands. */
export interface Decision {
  next: WorkItem | null;
  effects: Effect[];
  why: string;
}
