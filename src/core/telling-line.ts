/** The one line of an excerpt that tells most, for a phone and for the ledger. */

/** An error that says what it is: `AssertionError [ERR_ASSERTION]: sum(1, 2)`, `error[E0308]: mismatched types`. */
const NAMES = /(error|exception|panic\w*|failed)\b[^:]{0,40}: ?\S/i;
const TELLS = /error|expected|assert|fail|panic|exception|not found|cannot|denied|timed out/i;
const MAX_CHARS = 120;

/** @returns at most 120 characters; empty when the text has no line with a letter in it */
export function tellingLine(text: string): string {
  const lines = text.split("\n").map((line) => line.slice(0, 4_000).trim());
  const real = lines.filter((line) => /[\p{L}\p{N}]/u.test(line) && !line.startsWith("…"));
  const line =
    real.find((one) => NAMES.test(one)) ?? real.find((one) => TELLS.test(one)) ?? real.at(-1) ?? "";
  return line.length > MAX_CHARS ? `${line.slice(0, MAX_CHARS - 1)}…` : line;
}
