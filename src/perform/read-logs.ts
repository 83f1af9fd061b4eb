/**
 * Fetches the logs of failed checks and cuts out the lines that explain them, and what the base says of the same checks:
 * its newest commit, and where that is green the one the work began at. At most five checks are read.
 */
import { excerptLog, fingerprint } from "../core/ci-log.ts";
import { fingerprintOf } from "../core/verdicts/judge.ts";
import { failuresOf } from "../core/checks.ts";
import type { ChecksSnapshot, FailedCheck } from "../core/checks.ts";
import type { BaseCheck, Effect, Evidence, LogExcerpt, Repository } from "../core/work-item.ts";
import type { Annotation } from "../core/ci-log.ts";
import { RefusedError } from "../errors.ts";
import { itemOf } from "./performer.ts";
import type { PerformParts, Performer } from "./performer.ts";

const MAX_LOG_BYTES = 20 * 1024 * 1024;
/** All logs together; the agent has a context to keep. */
const MAX_TOKENS = 8_000;
const MAX_CHECKS = 5;
const MAX_SUMMARY = 4_000;

export const readLogs: Performer<Extract<Effect, { type: "read_logs" }>> = async (performing) => {
  const { effect, parts } = performing;
  const { repository, base } = itemOf(performing);
  const failed = effect.failed.slice(0, MAX_CHECKS).map((check) => redacted(parts, check));
  const maxTokens = Math.floor(MAX_TOKENS / failed.length);
  const reading: Reading = { parts, repository, maxTokens };
  const told: Told[] = [];
  for (const check of failed) told.push({ check, ...(await readOne(reading, check)) });
  const bases = base === null ? [] : await readBases(reading, base, told);
  const evidence = told.map((one, at): Evidence => ({ ...one, base: bases[at] ?? null }));
  return { type: "logs_read", headSha: effect.headSha, evidence };
};

function redacted(parts: PerformParts, check: FailedCheck): FailedCheck {
  const { summary } = check;
  return summary === null
    ? check
    : { ...check, summary: parts.redact(summary.slice(0, MAX_SUMMARY)) };
}

interface Reading {
  parts: PerformParts;
  repository: Repository;
  maxTokens: number;
}
type Told = Omit<Evidence, "base">;

/** The excerpt, or why there is none. */
async function readOne(
  reading: Reading,
  check: FailedCheck,
): Promise<Pick<Evidence, "log" | "unread">> {
  const { parts, repository, maxTokens } = reading;
  const { jobId } = check;
  if (jobId === null) return { log: null, unread: "it is not a GitHub Actions job" };
  const annotations = await orRefused(() => parts.github.annotations(repository, jobId), []);
  const raw = await orRefused(() => parts.github.jobLog(repository, jobId, MAX_LOG_BYTES), "");
  const says = raw.value === "" ? annotations.value.filter(isTelling) : annotations.value;
  if (raw.value === "" && says.length === 0) {
    return { log: null, unread: raw.refused ?? "it is empty" };
  }
  const excerpt = excerptLog(parts.redact(raw.value), { maxTokens, annotations: says });
  const { text, failedStep: step } = excerpt;
  const log: LogExcerpt = { check: check.name, step, text, fingerprint: fingerprint(text) };
  return { log, unread: null };
}

/** Every failed job has this one. */
function isTelling({ message }: Annotation): boolean {
  return !/^Process completed with exit code \d+\.$/.test(message.trim());
}

async function orRefused<T>(
  read: () => Promise<T>,
  none: T,
): Promise<{ value: T; refused: string | null }> {
  try {
    return { value: await read(), refused: null };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { value: none, refused: `GitHub does not hand it out (${error.status})` };
  }
}

async function readBases(
  reading: Reading,
  base: { branch: string; sha: string },
  told: Told[],
): Promise<(BaseCheck | null)[]> {
  const { github } = reading.parts;
  const tip = await github.branchSha(reading.repository, base.branch);
  const newest = await readAt(reading, tip, told);
  if (tip === base.sha || newest === null) return told.map((_one, at) => newest?.[at] ?? null);
  const mayBeMended = newest.some((one) => one !== null && !one.isRed);
  const began = mayBeMended ? await readAt(reading, base.sha, told) : null;
  return newest.map((one, at) => {
    const before = began?.[at] ?? null;
    return one !== null && !one.isRed && before !== null ? { ...before, isMended: true } : one;
  });
}

/** What one commit of the base says of the same checks; null for a check that has not ended there. */
async function readAt(
  reading: Reading,
  sha: string | null,
  told: Told[],
): Promise<(BaseCheck | null)[] | null> {
  if (sha === null) return null;
  const { parts, repository } = reading;
  const checks = await parts.github.checks(repository, sha);
  const found: (BaseCheck | null)[] = [];
  for (const { check } of told) {
    found.push(await compare(reading, { ...checks, required: [] }, check));
  }
  return found;
}

async function compare(
  reading: Reading,
  snapshot: ChecksSnapshot,
  check: FailedCheck,
): Promise<BaseCheck | null> {
  const there = failuresOf(snapshot, check.name);
  if (there === null) return null;
  const [failed] = there;
  const isRed = failed !== undefined;
  // Stopped there, it says nothing of the code.
  if (isRed && /^(?:cancelled|stale)$/.test(failed.conclusion)) return null;
  const { log } = isRed ? await readOne(reading, failed) : { log: null };
  return {
    sha: snapshot.headSha,
    isRed,
    fingerprint: isRed ? fingerprintOf(log, failed) : null,
    isMended: false,
  };
}
