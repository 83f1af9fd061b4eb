/** Tests that went from one file to another, under the same name in the same language. */
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

export function followMoves(files: readonly TestFile[]): Moves {
  const arrivals = new Map<string, string[]>();
  const from = new Map<string, number>();
  const into = new Set<string>();
  const checksGained = new Map<string, number>();
  const skipsMore = new Map<string, number>();
  for (const file of files) {
    const { language, before, after } = file;
    add(checksGained, language, Math.max(0, after.checks - before.checks));
    add(skipsMore, language, after.skips - before.skips);
    for (const key of listGains(file, "before", "after")) {
      arrivals.set(key, [...(arrivals.get(key) ?? []), file.path]);
    }
  }
  for (const file of files) {
    for (const key of listGains(file, "after", "before")) {
      const arrival = arrivals.get(key)?.pop();
      if (arrival === undefined) continue;
      into.add(arrival);
      add(from, file.path, 1);
    }
  }
  return { from, into, checksGained, skipsMore };
}

type Side = "before" | "after";

/** What the second side has more than the first, as often as it has it more. */
function* listGains(file: TestFile, less: Side, more: Side): Generator<string> {
  for (const [name, times] of file[more].names) {
    const extra = times - (file[less].names.get(name) ?? 0);
    for (let index = 0; index < extra; index += 1) yield `${file.language}\n${name}`;
  }
}

function add(sums: Map<string, number>, key: string, more: number): void {
  sums.set(key, (sums.get(key) ?? 0) + more);
}
