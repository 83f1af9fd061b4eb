/** The numbers and settings that `decide` goes by. */
import type { FlakyFailure } from "./ci-memory.ts";
import type { Limits, Policy } from "./policy.ts";

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
  /** A check that runs, and nothing about it changes for this long, is told to a person. */
  stuckMs: number;
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
  /** Failures of the repository that went away by themselves before. */
  flaky: readonly FlakyFailure[];
  timing: Timing;
}
