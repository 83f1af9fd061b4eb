/** What a work item remembers of its checks beside the state they are in. */
import type { RequiredCheck } from "./checks.ts";

/** A job that AO had run again. */
export interface Rerun {
  headSha: string;
  check: string;
  why: "flaky" | "infra" | "base" | "asked";
  jobId: number;
  /** The line that tells most of what failed, and what stands for that failure. */
  says: string;
  fingerprint: string;
  at: number;
  /** It was green the second time. */
  passed: boolean;
}

export interface CiMemory {
  /** What the base branch asked for when it was last read. */
  required: RequiredCheck[];
  /** Checks of the head that are red and neither required nor about the code. */
  notRequired: string[];
  /** The newest last, at most `MAX_RERUNS`. */
  reruns: Rerun[];
  /** The draft was taken away so that checks run. */
  undrafted: boolean;
  /** The commit that the merge queue made last to try the pull request together with others. */
  groupSha: string | null;
  /** A person wrote while it waited for the base: what fails there too is mended here. */
  mendsBase: boolean;
}

/** A failure that went away by itself when its job was run again; the repository's lane remembers it. */
export interface FlakyFailure {
  check: string;
  says: string;
  fingerprint: string;
  at: number;
}

const MAX_RERUNS = 30;

export const NO_MEMORY: CiMemory = {
  required: [],
  notRequired: [],
  reruns: [],
  undrafted: false,
  groupSha: null,
  mendsBase: false,
};

export function addReruns(ci: CiMemory, more: readonly Rerun[]): CiMemory {
  return { ...ci, reruns: [...ci.reruns, ...more].slice(-MAX_RERUNS) };
}

/** Jobs of a head that were ordered to run again: what they said before counts no more. */
export function rerunJobs(ci: CiMemory, headSha: string): ReadonlySet<number> {
  return new Set(ci.reruns.filter((one) => one.headSha === headSha).map((one) => one.jobId));
}

/** How often a check of a head was run again for one reason. */
export function timesRerun(
  ci: CiMemory,
  of: { headSha: string; check: string; why: Rerun["why"] },
): number {
  return ci.reruns.filter(
    (one) => one.headSha === of.headSha && one.check === of.check && one.why === of.why,
  ).length;
}

/** All of the head is green now: whatever was run again there has passed. */
export function rerunsPassed(ci: CiMemory, headSha: string): CiMemory {
  const isNews = ci.reruns.some((one) => one.headSha === headSha && !one.passed);
  if (!isNews) return ci;
  const reruns = ci.reruns.map((one) => (one.headSha === headSha ? { ...one, passed: true } : one));
  return { ...ci, reruns };
}

/** Checks of a head that were red at first and green when run again, for no reason in the code or in the machines. */
export function flakyOn(ci: CiMemory, headSha: string): Rerun[] {
  return ci.reruns.filter((one) => one.headSha === headSha && one.why === "flaky" && one.passed);
}

/** The same failure of the same check went away by itself before. */
export function isKnownFlaky(
  known: readonly FlakyFailure[],
  failure: { check: string; fingerprint: string },
): boolean {
  return known.some(
    (one) => one.check === failure.check && one.fingerprint === failure.fingerprint,
  );
}
