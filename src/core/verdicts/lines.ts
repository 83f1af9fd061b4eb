/** Looks for the first line of an excerpt that one of some patterns names. Lines are bounded, so that no pattern is slow. */
import { outputOf } from "../telling-line.ts";

const MAX_LINE_CHARS = 2_000;
const MAX_SAYS_CHARS = 160;

/** @returns that line, short enough for a phone; null when none does */
export function findLine(text: string, patterns: readonly RegExp[]): string | null {
  for (const line of outputOf(text)) {
    const bounded = line.slice(0, MAX_LINE_CHARS);
    if (patterns.some((pattern) => pattern.test(bounded))) {
      return bounded
        .replace(/^##\[error\]/, "")
        .trim()
        .slice(0, MAX_SAYS_CHARS);
    }
  }
  return null;
}

/** A test or a compiler has said what is wrong with the code: then it is not the machine, whatever else the log says. */
const CODE = [
  /assert(?:ion)?(?:error|failed)|\bassert(?:ion)? .{0,80}fail/i,
  /^\s*(?:--- FAIL: |FAIL\s|not ok \d|● .{3})/,
  /\b[1-9]\d* (?:tests? |specs? )?(?:failed|failing)\b|\b(?:Tests|Failures):.{0,40}[1-9]\d* ?(?:failed)?/,
  /\bpanicked at\b|\btest result: FAILED|^FAILED \S/,
  /\berror(?:\[E\d{4}\]| TS\d{4}| CS\d{4})/,
];

export function blamesCode(text: string): boolean {
  return findLine(text, CODE) !== null;
}
