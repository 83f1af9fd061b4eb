/** What an agent is to do next, and the job that a runner leases for it. Pure data. */
import type { AlreadyFixed } from "../protocol/outcome-file.ts";
import type { FixChecks, RedJob } from "./evidence.ts";

/** What the agent is to do next. Kept as data; `briefs/` turns it into words when the job is handed out. */
export type Turn =
  | { kind: "start" }
  | FixChecks
  | { kind: "words" }
  | { kind: "push_refused"; says: string }
  | { kind: "not_fixed"; commit: string }
  /** No agent's: the same commits are looked at once more, and pushed. `says` is what was said against them. */
  | { kind: "push_again"; handed: Handed; says: string }
  /** Somebody else pushed first: `handed` is the commit that was to be pushed. */
  | { kind: "head_moved"; handed: string }
  | { kind: "merge_base" };

/** Where a waiting item goes on: with a turn of the agent, or with what AO could not do or see by itself. */
export type Onwards =
  | Turn
  | { kind: "request" }
  | { kind: "watch"; headSha: string }
  | { kind: "rerun"; headSha: string; jobs: RedJob[] };

/** What a runner handed over: the newest commit, and the pack that holds it by its SHA-256. */
export interface Handed {
  head: string;
  pack: string;
}

/** A lease-able piece of work: one turn of one agent. `epoch` fences out whoever lost the lease. */
export interface Job {
  id: string;
  stage: "offered" | "leased" | "publishing" | "proving";
  epoch: number;
  runner: string | null;
  /** Ids of the words that its brief carries: read once the turn ends well. */
  carries: string[];
  /** Set while proving: what the agent says has fixed it, until GitHub has answered. */
  claimed: AlreadyFixed | null;
  /** Set while publishing. */
  handed: Handed | null;
  /** The head that it started from; null before the first push. */
  from: string | null;
  /** The requester was told that no runner takes it. */
  told: boolean;
}
