/**
 * The words of the house: a work item, what can happen to it (facts), what AO orders in answer (effects).
 * Pure data. Times are milliseconds since the epoch, given at the door; ids are ULIDs, given at the door.
 */
import type { CommandRun, Diagnosis, JobReport, PlanEntry, Session } from "../protocol/words.ts";
import type { AccessLoss, Change, Ending, Repository } from "./changes.ts";
import type { ChecksSnapshot, FailedCheck } from "./checks.ts";
import type { Said } from "./command.ts";
import type { Limits, Policy, PolicyFile } from "./policy.ts";

export type { Repository } from "./changes.ts";

/** GitHub's collaborator permission, as `GET …/collaborators/{username}/permission` answers it in `role_name`. */
export type Permission = "admin" | "maintain" | "write" | "triage" | "read" | "none";

/** What the agent is to do next. Kept as data; `briefs/` turns it into words when the job is handed out. */
export type Turn =
  | { kind: "start" }
  | { kind: "fix_checks"; headSha: string; logs: LogExcerpt[] }
  | { kind: "words" }
  | { kind: "push_refused"; says: string }
  /** Somebody else pushed first: `handed` is the commit that was to be pushed. */
  | { kind: "head_moved"; handed: string };

/** Where a waiting item goes on: with a turn of the agent, or with what AO could not do or see by itself. */
export type Onwards = Turn | { kind: "request" } | { kind: "watch"; headSha: string };

/** The lines of one failed check that explain it. `fingerprint` is the same for the same error on another push. */
export interface LogExcerpt {
  check: string;
  step: string | null;
  text: string;
  fingerprint: string;
}

/** One charged try at a red head. The ledger: never shortened, so no restart or new state can forget a try. */
export interface Attempt {
  headSha: string;
  checks: string[];
  fingerprint: string;
  /** The line that tells most, for a phone. */
  says: string;
  at: number;
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

/** A lease-able piece of work: one turn of one agent. `epoch` fences out whoever lost the lease. */
export interface Job {
  id: string;
  stage: "offered" | "leased" | "publishing";
  epoch: number;
  runner: string | null;
  /** Ids of the words that its brief carries: read once the turn ends well. */
  carries: string[];
  /** The head that it started from; null before the first push. */
  from: string | null;
  /** Set while publishing: what the runner handed over. */
  handed: { head: string; pack: string } | null;
  /** The requester was told that no runner takes it. */
  told: boolean;
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
  | "taken";

/** Why a person is needed. Each has its own text in `say/question.ts`. */
export type Question =
  | { kind: "still_red"; logs: LogExcerpt[] }
  | { kind: "nothing_done"; says: string }
  | { kind: "crashed"; diagnosis: Diagnosis }
  | { kind: "push_refused"; says: string }
  | { kind: "checks_need_you"; checks: FailedCheck[] }
  | { kind: "cannot_log"; checks: FailedCheck[]; says: string }
  | { kind: "no_proof" }
  | { kind: "made_public" }
  | { kind: "missing_permission"; permission: string }
  | { kind: "our_bug"; says: string };

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
  /** The key of the comment that asks, while nobody may write in the threads. */
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
  base: { branch: string; sha: string } | null;
  branch: string | null;
  /** The branch's newest commit, as last pushed by AO or seen on GitHub. */
  head: string | null;
  /** Who pushed `head` when it was not AO. */
  headBy: string | null;
  pullRequest: PullRequestOfItem | null;
  session: Session | null;
  attempts: Attempt[];
  /** How many of `attempts` a person's answer has forgiven: five more after somebody said how to go on. */
  forgiven: number;
  /** Restarts of the current turn after a crash; back to 0 when a turn ends well. */
  restarts: number;
  inbox: InboxEntry[];
  words: Words[];
  lastJob: JobSummary | null;
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
  "workspace" | "base" | "branch" | "head" | "pullRequest" | "session"
>;

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
    | { type: "pushed"; jobId: string; head: string }
    | { type: "push_refused"; jobId: string; says: string; forAgent: boolean }
    | { type: "pull_request_opened"; number: number; nodeId: string; draft: boolean }
    | { type: "checks_changed"; headSha: string }
    | { type: "checks_read"; snapshot: ChecksSnapshot }
    | { type: "logs_read"; headSha: string; logs: LogExcerpt[]; unread: string | null }
    | { type: "marked_ready"; headSha: string; proof: "checks" | "verify" }
    | { type: "pull_request_closed"; number: number; merged: boolean; by: string | null }
    | { type: "issue_closed"; by: string | null }
    | { type: "unlabelled"; by: string }
    | Change
    | { type: "deadline_passed" }
    /** `permission` is what GitHub said the App lacks, as `issues: write`. */
    | { type: "effect_failed"; effect: Effect["type"]; says: string; permission?: string }
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
  | { type: "open_pull_request"; headSha: string }
  | { type: "read_checks"; headSha: string; afterMs: number }
  | { type: "read_target"; from: string; to: string }
  | { type: "read_contact"; login: string }
  | { type: "read_head"; headSha: string; by: string | null; afterMs: number }
  | { type: "read_logs"; headSha: string; failed: FailedCheck[] }
  | { type: "mark_ready"; headSha: string; proof: "checks" | "verify" }
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

/** How long things may take; the operator's, with defaults that suit github.com. */
export interface Timing {
  /** Checks count as settled when nothing has changed for this long. */
  quietMs: number;
  /** No check at all this long after a push: the repository has none. */
  noChecksMs: number;
  /** How often checks are read again when no webhook says anything. */
  pollMs: number;
  /** A job no runner takes is told to the requester after this. */
  unclaimedMs: number;
  /** A question is asked once more after this. */
  remindMs: number;
  /** A runner has this long to confirm that a stopped agent is gone. */
  stopMs: number;
  /** Between two edits of a status comment while nobody has to act. */
  statusMs: number;
}

/** What `decide` goes by: the repository's last good policy and the operator's numbers. */
export interface Rules {
  /** The repository's last policy without mistakes; the operator's defaults before there was one. */
  policy: Policy;
  limits: Limits;
  /** Restarts of one turn after a crash. */
  restarts: number;
  timing: Timing;
}
