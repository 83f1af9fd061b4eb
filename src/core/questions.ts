/** What a person can be asked, as data; each kind has its words in a file of `say/questions/`. */
import type { Part, Ran } from "../protocol/outcome-file.ts";
import type { Diagnosis } from "../protocol/words.ts";
import type { FailedCheck } from "./checks.ts";
import type { LogExcerpt } from "./evidence.ts";

/**
 * What speaks against a push, as far as a person can do something about it: `protected` is so in every repository,
 * `protect_list` by the policy; `workflow`, `repository` (its rules and settings) and `branch` (somebody else pushed to
 * AO's) are GitHub's word.
 */
export type PushObjection =
  | "tests"
  | "protected"
  | "protect_list"
  | "secret"
  | "workflow"
  | "repository"
  | "branch"
  | "other";

/** Why a person is needed. Each has its own text in `say/questions/`. */
export type Question =
  | { kind: "still_red"; logs: LogExcerpt[] }
  | { kind: "nothing_done"; says: string }
  | { kind: "not_fixed"; commit: string; says: string }
  | { kind: "cannot_reproduce"; says: string; ran: Ran[] }
  | { kind: "needs_info"; asks: string; options: string[] }
  | { kind: "too_big"; says: string; parts: Part[] }
  | { kind: "crashed"; diagnosis: Diagnosis }
  | { kind: "push_refused"; about: PushObjection; says: string }
  | { kind: "checks_need_you"; checks: FailedCheck[] }
  | { kind: "cannot_log"; checks: FailedCheck[]; says: string }
  | { kind: "no_proof" }
  | { kind: "made_public" }
  | { kind: "missing_permission"; permission: string }
  | { kind: "not_reported"; names: string[] }
  | { kind: "checks_hang"; running: string[]; forMs: number }
  | { kind: "needs_secrets"; checks: FailedCheck[]; says: string }
  | { kind: "needs_signature"; checks: FailedCheck[] }
  | { kind: "ci_fails"; checks: FailedCheck[]; says: string }
  | { kind: "thrown_out"; says: string }
  | { kind: "our_bug"; says: string };
