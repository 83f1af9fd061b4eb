/**
 * What is told of a failed check whose log can't be read: what `verify` said on the runner for the same head, else what
 * the check says of itself and where. Each says in words what it is instead of.
 */
import { fingerprint } from "../ci-log.ts";
import { checkNames } from "../say/amounts.ts";
import type { CommandRun } from "../../protocol/words.ts";
import type { Evidence, LogExcerpt } from "../work-item.ts";

const MAX_CHARS = 8_000;

/** @returns null when nothing says anything */
export function logOf(evidence: Evidence, verify: CommandRun | null): LogExcerpt | null {
  const { check, log } = evidence;
  if (log !== null) return log;
  const why = `The log of ${checkNames([check.name])} can't be read (${evidence.unread ?? "it is empty"})`;
  if (verify !== null && isRed(verify)) {
    const text = `${why}; this is what \`${verify.command}\` says on the runner:\n${verify.output.slice(-MAX_CHARS)}`;
    return { check: check.name, step: null, text, fingerprint: fingerprint(verify.output) };
  }
  const summary = check.summary?.trim() ?? "";
  if (summary === "") return null;
  const link = check.url === null ? "" : `\nDetails: ${check.url}`;
  const text = `${why}; this is what it says of itself:\n${summary.slice(0, MAX_CHARS)}${link}`;
  return { check: check.name, step: null, text, fingerprint: fingerprint(summary) };
}

/** Where no check runs, \`verify\` is the check. */
export function verifyLog(verify: CommandRun): LogExcerpt {
  const how = verify.timedOut
    ? "timed out"
    : `ended with ${verify.exitCode ?? verify.signal ?? "?"}`;
  const output = verify.output.slice(-MAX_CHARS);
  return {
    check: "verify",
    step: null,
    text: `No CI ran. On the runner \`${verify.command}\` ${how}:\n${output}`,
    fingerprint: fingerprint(output),
  };
}

export function isRed(verify: CommandRun): boolean {
  return verify.timedOut || verify.exitCode !== 0;
}
