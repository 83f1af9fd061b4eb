/** The one line of an excerpt that tells most, for a phone and for the ledger. */

/** An error that says what it is: `AssertionError [ERR_ASSERTION]: sum(1, 2)`, `error[E0308]: mismatched types`. */
const NAMES = /(error|exception|panic\w*|failed)\b[^:]{0,40}: ?\S/i;
const TELLS = /error|expected|assert|fail|panic|exception|not found|cannot|denied|timed out/i;
/** What was wanted and what came, as test runners write it below the error. */
const EXPECTED = /^(?:- (?!expected)|expected: +)(.+)$/i;
const GOT = /^(?:\+ (?!actual)|(?:received|actual|got): +)(.+)$/i;
const LINES_BELOW = 12;
const MAX_CHARS = 120;

/** @returns at most 120 characters; empty when the text has no line with a letter in it */
export function tellingLine(text: string): string {
  const lines = outputOf(text).map((line) => line.slice(0, 4_000).trim());
  const real = lines.filter((line) => /[\p{L}\p{N}]/u.test(line) && !line.startsWith("…"));
  const named = real.findIndex((line) => NAMES.test(line));
  const at = named === -1 ? real.findIndex((line) => TELLS.test(line)) : named;
  return clip(at === -1 ? (real.at(-1) ?? "") : goOn(real, at));
}

/** The lines of a log without the commands that Actions shows in front of what they say; all of them where nothing else is left. */
export function outputOf(text: string): string[] {
  const lines = text.split("\n");
  let isCommand = false;
  const output = lines.filter((line, at) => {
    if (line.startsWith("##[group]Run ")) {
      isCommand = lines.indexOf("##[endgroup]", at) !== -1;
      return false;
    }
    const shown = !isCommand;
    if (line === "##[endgroup]") isCommand = false;
    return shown;
  });
  return output.some((line) => line.trim() !== "") ? output : lines;
}

/** A line that ends in a colon, or only names the matcher (`expect(received).toBe(expected)`), says it in the lines below. */
function goOn(lines: readonly string[], at: number): string {
  const line = String(lines[at]);
  if (!/[:|]-?$|^expect\(/.test(line)) return line;
  const below = lines.slice(at + 1, at + 1 + LINES_BELOW);
  const expected = firstMatch(below, EXPECTED);
  const got = firstMatch(below, GOT);
  if (expected !== null && got !== null) return `expected ${expected}, got ${got}`;
  return `${line} ${below[0] ?? ""}`.trim();
}

function firstMatch(lines: readonly string[], pattern: RegExp): string | null {
  for (const line of lines) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

function clip(line: string): string {
  return line.length > MAX_CHARS ? `${line.slice(0, MAX_CHARS - 1)}…` : line;
}
