/**
 * Why a check that counts is red, before anybody is bothered: only what is `real` is worked on and charged. Pure, over
 * what `read_logs` has brought.
 */
import { externalKind } from "./external.ts";
import { findInfra } from "./infra.ts";
import { findMissingSecret } from "./secrets.ts";
import { findTransient } from "./flaky.ts";
import { isKnownFlaky, timesRerun } from "../ci-memory.ts";
import { tellingLine } from "../telling-line.ts";
import { fingerprint } from "../ci-log.ts";
import type { FailedCheck } from "../checks.ts";
import type { CiMemory, FlakyFailure } from "../ci-memory.ts";
import type { Evidence, LogExcerpt } from "../work-item.ts";

export type Cause = "real" | "flaky" | "base_red" | "infra" | "needs_secrets" | "signature";

export interface Judged {
  cause: Cause;
  evidence: Evidence;
  /** The line that shows it, for a phone; empty where nothing says anything. */
  says: string;
}

export interface About {
  headSha: string;
  ci: CiMemory;
  flaky: readonly FlakyFailure[];
}

export function judge(evidence: Evidence, about: About): Judged {
  const { check, log } = evidence;
  const text = log?.text ?? check.summary ?? "";
  const because = (cause: Cause, says = tellingLine(text)): Judged => ({ cause, evidence, says });
  if (externalKind({ name: check.name, isJob: check.jobId !== null }) === "signature") {
    return because("signature");
  }
  if (STOPPED.has(check.conclusion)) return because("infra", `${check.conclusion} by GitHub`);
  const secret = findMissingSecret(text);
  if (secret !== null) return because("needs_secrets", secret);
  const infra = findInfra(text);
  if (infra !== null) return because("infra", infra);
  if (!about.ci.mendsBase && failsOnBase(evidence)) return because("base_red");
  return mayPassNextTime(evidence, about, text) ? because("flaky") : because("real");
}

/** Nothing failed there: it was stopped, by a person, by GitHub, or because another one failed. */
const STOPPED = new Set(["cancelled", "stale"]);

/** The same failure. Where neither says anything, that both are red is all there is to know. */
function failsOnBase({ base, log, check }: Evidence): boolean {
  return base !== null && base.isRed && base.fingerprint === fingerprintOf(log, check);
}

/** Of what a failed check says: its log, else its description; null when it says nothing. */
export function fingerprintOf(
  log: LogExcerpt | null,
  { summary }: Pick<FailedCheck, "summary">,
): string | null {
  if (log !== null) return log.fingerprint;
  return summary === null ? null : fingerprint(summary);
}

/** Once per head and check: red again is real. Only jobs of GitHub Actions can be run again. */
function mayPassNextTime({ check, log }: Evidence, about: About, text: string): boolean {
  const { headSha, ci, flaky } = about;
  if (check.jobId === null) return false;
  if (timesRerun(ci, { headSha, check: check.name, why: "flaky" }) > 0) return false;
  if (check.conclusion === "timed_out") return true;
  const failure = { check: check.name, fingerprint: fingerprintOf(log, check) ?? "" };
  return isKnownFlaky(flaky, failure) || findTransient(text) !== null;
}
