/** How many tests a file holds, and how much they check. */
import { codeOnly } from "./code-only.ts";
import type { Language } from "./languages.ts";

export interface Measure {
  tests: number;
  /** How often each name occurs; "" where it can't be read. */
  names: ReadonlyMap<string, number>;
  skips: number;
  only: number;
  /** Assertions that something must fit exactly, and those that nearly everything passes. */
  checks: number;
  weak: number;
}

export interface TestFile {
  path: string;
  language: string;
  isNew: boolean;
  isGone: boolean;
  before: Measure;
  after: Measure;
}

export const NOTHING: Measure = {
  tests: 0,
  names: new Map(),
  skips: 0,
  only: 0,
  checks: 0,
  weak: 0,
};

const MAX_NAME_CHARS = 200;

/** Counts what is code; comments and strings don't count. */
export function measure(text: string, language: Language): Measure {
  const code = codeOnly(text, language.syntax);
  const names = readNames(text, code, language.tests);
  const tests = names.values().reduce((sum, times) => sum + times, 0);
  if (tests === 0 && language.besideCode === true) return NOTHING;
  return {
    tests,
    names,
    skips: count(code, language.skips),
    only: count(code, language.only),
    checks: count(code, language.checks),
    weak: count(code, language.weak),
  };
}

function readNames(text: string, code: string, tests: RegExp): Map<string, number> {
  const names = new Map<string, number>();
  for (const match of code.matchAll(tests)) {
    const name = match.groups?.["name"] ?? readString(text, code, match.index + match[0].length);
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  return names;
}

/** The string that begins at `from`: its quotes are in `code`, what it says in `text`. */
function readString(text: string, code: string, from: number): string {
  const start = /^[\s(]{0,20}(["'`])/.exec(code.slice(from, from + 21));
  if (start === null) return "";
  const begin = from + start[0].length;
  const end = code.indexOf(String(start[1]), begin);
  return text.slice(begin, Math.min(end, begin + MAX_NAME_CHARS));
}

function count(code: string, pattern: RegExp): number {
  return code.matchAll(pattern).reduce((sum) => sum + 1, 0);
}
