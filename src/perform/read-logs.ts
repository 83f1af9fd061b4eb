/** Fetches the logs of failed checks and cuts out the lines that explain them. */
import { excerptLog, fingerprint } from "../core/ci-log.ts";
import type { FailedCheck } from "../core/checks.ts";
import type { Effect, LogExcerpt, Repository } from "../core/work-item.ts";
import { RefusedError } from "../errors.ts";
import { itemOf } from "./performer.ts";
import type { PerformParts, Performer } from "./performer.ts";

const MAX_LOG_BYTES = 20 * 1024 * 1024;
/** All logs together; the agent has a context to keep. */
const MAX_TOKENS = 8_000;
const MAX_CHECKS = 5;

export const readLogs: Performer<Extract<Effect, { type: "read_logs" }>> = async (performing) => {
  const { effect, parts } = performing;
  const { repository } = itemOf(performing);
  const failed = effect.failed.slice(0, MAX_CHECKS);
  const logs: LogExcerpt[] = [];
  let unread: string | null = null;
  for (const check of failed) {
    const budget = Math.floor(MAX_TOKENS / failed.length);
    const log = await readOne(parts, repository, check, budget);
    if (typeof log === "string") unread = log;
    else logs.push(log);
  }
  return { type: "logs_read", headSha: effect.headSha, logs, unread };
};

/** @returns the excerpt, or why there is none */
async function readOne(
  parts: PerformParts,
  repository: Repository,
  check: FailedCheck,
  maxTokens: number,
): Promise<LogExcerpt | string> {
  if (check.jobId === null) {
    return fromSummary(parts, check) ?? "it is not a GitHub Actions job and says nothing itself";
  }
  try {
    const annotations = await parts.github.annotations(repository, check.jobId);
    const raw = await parts.github.jobLog(repository, check.jobId, MAX_LOG_BYTES);
    const excerpt = excerptLog(parts.redact(raw), { maxTokens, annotations });
    const { text, failedStep: step } = excerpt;
    return { check: check.name, step, text, fingerprint: fingerprint(text) };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return `GitHub does not hand it out (${error.status})`;
  }
}

/** A check of another App, or a commit status: what it says of itself is all there is. */
function fromSummary(parts: PerformParts, check: FailedCheck): LogExcerpt | null {
  if (check.summary === null || check.summary.trim() === "") return null;
  const link = check.url === null ? "" : `\nDetails: ${check.url}`;
  const text = parts.redact(`${check.summary.slice(0, 4_000)}${link}`);
  return { check: check.name, step: null, text, fingerprint: fingerprint(text) };
}
