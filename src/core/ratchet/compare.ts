/** What may not become less in a test file, what counts most first. Each answers a complaint, or null. */
import type { TestFile } from "./measure.ts";
import type { Moves } from "./moves.ts";
import type { Loosened } from "./words.ts";

export type Complaint = Omit<Loosened, "path">;
type Comparison = (file: TestFile, moves: Moves) => Complaint | null;

export const comparisons: readonly Comparison[] = [
  lostTests,
  skippedTests,
  focusedTests,
  bypassedTests,
  lostChecks,
  loosenedChecks,
];

function lostTests({ path, before, after, isGone }: TestFile, { from }: Moves): Complaint | null {
  const moved = from.get(path) ?? 0;
  const lost = before.tests - after.tests - moved;
  if (lost <= 0) return null;
  if (isGone && moved === 0) return { says: `is deleted with its ${many(before.tests, "test")}` };
  const says = `lost ${lost} of its ${many(before.tests, "test")}`;
  // Some of these may be where others moved to.
  if (moved > 0) return { says };
  return { says, tests: [...before.names.keys()].filter((name) => !after.names.has(name)) };
}

/** A new file may skip a test where it can't run; one that was there before ran. */
function skippedTests(file: TestFile, { into, skipsMore }: Moves): Complaint | null {
  const { path, language, before, after, isNew } = file;
  const more = Math.min(after.skips - before.skips, Number(skipsMore.get(language)));
  if (more <= 0 || (isNew && !into.has(path))) return null;
  const known = new Set(before.skipped);
  const tests = after.skipped.filter((name) => !known.has(name));
  return { says: `skips ${more} more than before`, tests };
}

function focusedTests({ before, after }: TestFile): Complaint | null {
  if (after.only <= before.only) return null;
  return { says: "runs some tests alone, and the others never" };
}

/** A new file may do so, unless it took in tests that did not. */
function bypassedTests(file: TestFile, { into }: Moves): Complaint | null {
  const { path, before, after, isNew } = file;
  if (isNew && !into.has(path)) return null;
  const more = [...after.bypasses].find(
    ([says, times]) => times > (before.bypasses.get(says) ?? 0),
  );
  return more === undefined ? null : { says: more[0] };
}

/** Checks may move with their tests, and so may those of a file that has none itself. */
function lostChecks(file: TestFile, { from, checksGained }: Moves): Complaint | null {
  const { path, language, before, after } = file;
  const mayMove = before.tests === 0 || from.has(path);
  const elsewhere = mayMove ? Number(checksGained.get(language)) : 0;
  if (before.checks - after.checks <= elsewhere) return null;
  const fewer = many(before.checks - after.checks, "check");
  return { says: `has ${fewer} fewer than before (${before.checks} → ${after.checks})` };
}

function loosenedChecks({ path, before, after }: TestFile, { from }: Moves): Complaint | null {
  const exact = before.checks - before.weak;
  const isLooser = after.weak > before.weak && after.checks - after.weak < exact;
  if (!isLooser || from.has(path)) return null;
  const replaced = many(after.weak - before.weak, "exact check");
  return { says: `has ${replaced} replaced by what nearly everything passes` };
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
