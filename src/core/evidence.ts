/** What is known of a failed check, and what the agent gets of it. Pure data. */
import type { FailedCheck } from "./checks.ts";

/** The lines of one failed check that explain it. `fingerprint` is the same for the same error on another push. */
export interface LogExcerpt {
  check: string;
  step: string | null;
  text: string;
  fingerprint: string;
}

/** What is known of one failed check: what it says, and what the base says of the check of the same name. */
export interface Evidence {
  check: FailedCheck;
  log: LogExcerpt | null;
  /** Why there is no log; null when there is one. */
  unread: string | null;
  base: BaseCheck | null;
}

/** The check of the same name on a commit of the base branch. */
export interface BaseCheck {
  sha: string;
  /** Of its failure; null where it is not red, or says nothing. */
  fingerprint: string | null;
  isRed: boolean;
  /** The base's newest commit is green again. */
  isMended: boolean;
}

/** A failed check that is a job of GitHub Actions, which alone can be run again. */
export interface RedJob {
  check: string;
  jobId: number;
}

/** The turn that mends red checks. */
export interface FixChecks {
  kind: "fix_checks";
  headSha: string;
  logs: LogExcerpt[];
  /** Jobs that can be run again, should the agent find nothing to mend. */
  jobs?: RedJob[];
  /** The merge queue tried it together with others, and threw it out. */
  queue?: true;
}
