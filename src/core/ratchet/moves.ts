/** Tests that went from one file to another, under the same name in the same language, to where they still run. */
import type { TestFile } from "./measure.ts";

export interface Moves {
  /** How many tests a path has lost to other files. */
  from: ReadonlyMap<string, number>;
  /** Paths that took in tests. */
  into: ReadonlySet<string>;
  /** By each file's language, how many checks files gained that gained any. */
  checksGained: ReadonlyMap<string, number>;
  /** By each file's language, how many tests are skipped more than before in all files together. */
  skipsMore: ReadonlyMap<string, number>;
}

type Counts = Map<string, number>;

export function followMoves(files: readonly TestFile[]): Moves {
  /** By language and name, how many tests of it each path gained; and by path, how many in all nobody claims. */
  const arrivals = new Map<string, Counts>();
  const unclaimed: Counts = new Map();
  const from: Counts = new Map();
  const into = new Set<string>();
  const checksGained: Counts = new Map();
  const skipsMore: Counts = new Map();
  for (const file of files) {
    const { path, language, before, after } = file;
    add(checksGained, language, Math.max(0, after.checks - before.checks));
    add(skipsMore, language, after.skips - before.skips);
    for (const key of listGains(file, "before", "after")) {
      const paths = arrivals.get(key) ?? new Map();
      add(paths, path, 1);
      arrivals.set(key, paths);
      add(unclaimed, path, 1);
    }
  }
  for (const file of files) {
    const claimed: Counts = new Map();
    for (const key of listGains(file, "after", "before")) {
      const to = takeOne(arrivals.get(key) ?? new Map(), file.path);
      if (to === null) continue;
      into.add(to);
      add(claimed, to, 1);
      add(unclaimed, to, -1);
      add(from, file.path, 1);
    }
    if (file.isGone) add(from, file.path, takeRenamed(file, claimed, unclaimed));
  }
  return { from, into, checksGained, skipsMore };
}

function takeOne(paths: Counts, from: string): string | null {
  for (const [path, count] of paths) {
    if (count === 0 || !runsAsBefore(from, path)) continue;
    paths.set(path, count - 1);
    return path;
  }
  return null;
}

/** A file that is renamed may rename some tests as well: most of them are where it went. */
function takeRenamed(file: TestFile, claimed: Counts, unclaimed: Counts): number {
  const { tests } = file.before;
  const [to, count] = [...claimed].toSorted(([, a], [, b]) => b - a)[0] ?? ["", 0];
  if (count === 0 || count * 2 < tests) return 0;
  const renamed = Math.min(Number(unclaimed.get(to)), tests - count);
  add(unclaimed, to, -renamed);
  return renamed;
}

/** Runners find tests by names like these; a test that leaves them is a test no more. */
const MARKED = /(?:^|[/._-])(?:tests?|spec|cy|e2e)[._-][^/]*$|(?:Tests?|Specs?|IT)\.\w{1,9}$/;
/** And they look into no such folder, or file. */
const UNSEEN =
  /(?:^|\/)(?:node_modules|dist|fixtures?|__fixtures__|testdata|archived?|disabled|skipped|\.[^/]+)\/|(?:^|\/)[._][^/]*$/i;

function runsAsBefore(from: string, to: string): boolean {
  if (MARKED.test(from) && !MARKED.test(to)) return false;
  return UNSEEN.test(from) || !UNSEEN.test(to);
}

type Side = "before" | "after";

/** What the second side has more than the first, as often as it has it more. */
function* listGains(file: TestFile, less: Side, more: Side): Generator<string> {
  for (const [name, times] of file[more].names) {
    const extra = times - (file[less].names.get(name) ?? 0);
    for (let index = 0; index < extra; index += 1) yield `${file.language}\n${name}`;
  }
}

function add(sums: Counts, key: string, more: number): void {
  sums.set(key, (sums.get(key) ?? 0) + more);
}
