/**
 * Whether commits must be signed off (Developer Certificate of Origin). A red DCO check can't be mended later without
 * rewriting history, so it is known before the first commit.
 */
import type { RepositoryRead } from "../conventions.ts";

const MIN_COMMITS = 3;

export function wantsSignOff(
  read: Pick<RepositoryRead, "files" | "messages"> & { checks: readonly string[] },
): boolean {
  if (read.files.some((file) => /^\.github\/dco\.ya?ml$/i.test(file))) return true;
  if (read.checks.some((name) => /^dco$/i.test(name.trim()))) return true;
  // Nobody signs off what GitHub merges.
  const written = read.messages.filter((message) => !message.startsWith("Merge "));
  const signed = written.filter((message) => /^Signed-off-by: \S.* <\S+@\S+>\s*$/m.test(message));
  return written.length >= MIN_COMMITS && signed.length * 2 > written.length;
}
