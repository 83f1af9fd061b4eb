/** How many tests a file holds, and how much they check. */
import { countBypasses } from "./bypasses.ts";
import { codeOnly } from "./code-only.ts";
import type { Language } from "./languages.ts";

export interface Measure {
  tests: number;
  /** How often each name occurs; "" where it can't be read. */
  names: ReadonlyMap<string, number>;
  skips: number;
  /** Names of the tests that the skips stand at. */
  skipped: readonly string[];
  only: number;
  /** How often tests are made void otherwise, by what is said of it. */
  bypasses: ReadonlyMap<string, number>;
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
  skipped: [],
  only: 0,
  bypasses: new Map(),
  checks: 0,
  weak: 0,
};

const MAX_NAME_CHARS = 200;
/** An attribute or decorator, with a reason in it. */
const MAX_ABOVE_CHARS = 300;

/** Counts what is code; comments and strings don't count. */
export function measure(text: string, language: Language): Measure {
  const code = codeOnly(text, language.syntax);
  const tests = listTests(text, code, language.tests);
  if (tests.length === 0 && language.besideCode === true) return NOTHING;
  const skips = Array.from(code.matchAll(language.skips), ({ index }) => index);
  return {
    tests: tests.length,
    names: countNames(tests),
    skips: skips.length,
    skipped: namesAt(skips, tests, code),
    only: count(code, language.only),
    bypasses: countBypasses(language.name, { text, code }),
    checks: count(code, language.checks),
    weak: count(code, language.weak),
  };
}

interface Test {
  name: string;
  begin: number;
  end: number;
}

function listTests(text: string, code: string, tests: RegExp): Test[] {
  return Array.from(code.matchAll(tests), ({ 0: match, index: begin, groups }) => {
    const end = begin + match.length;
    return { name: groups?.["name"] ?? readString(text, code, end), begin, end };
  });
}

function countNames(tests: readonly Test[]): Map<string, number> {
  const names = new Map<string, number>();
  for (const { name } of tests) names.set(name, (names.get(name) ?? 0) + 1);
  return names;
}

/** A skip stands in a test, or right above the next one. Both lists are in the order of the text. */
function namesAt(skips: readonly number[], tests: readonly Test[], code: string): string[] {
  const names = [];
  let at = 0;
  let last: Test | undefined;
  for (const skip of skips) {
    let next = tests[at];
    while (next !== undefined && next.end <= skip) {
      last = next;
      at += 1;
      next = tests[at];
    }
    const isAbove = next !== undefined && isRightAbove(code, skip, next.begin);
    const skipped = isAbove ? next : (last ?? next);
    names.push(skipped?.name ?? "");
  }
  return names;
}

function isRightAbove(code: string, skip: number, test: number): boolean {
  return test - skip <= MAX_ABOVE_CHARS && !/\}|\n[ \t]*\n/.test(code.slice(skip, test));
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
