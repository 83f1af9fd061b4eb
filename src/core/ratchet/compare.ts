/** What may not become less in a test file, what counts most first. Each answers a sentence's end, or null. */
import type { TestFile } from "./measure.ts";
import type { Moves } from "./moves.ts";

type Comparison = (file: TestFile, moves: Moves) => string | null;

export const comparisons: readonly Comparison[] = [
  lostTests,
  skippedTests,
  focusedTests,
  lostChecks,
  loosenedChecks,
];

function lostTests({ path, before, after, isGone }: TestFile, { from }: Moves): string | null {
  const moved = from.get(path) ?? 0;
  const lost = before.tests - after.tests - moved;
  if (lost <= 0) return null;
  if (isGone && moved === 0) return `is deleted with its ${many(before.tests, "test")}`;
  return `lost ${lost} of its ${many(before.tests, "test")}`;
}

/** A new file may skip a test where it can't run; one that was there before ran. */
function skippedTests(file: TestFile, { into, skipsMore }: Moves): string | null {
  const { path, language, before, after, isNew } = file;
  const more = Math.min(after.skips - before.skips, Number(skipsMore.get(language)));
  if (more <= 0 || (isNew && !into.has(path))) return null;
  return `skips ${more} more than before`;
}

function focusedTests({ before, after }: TestFile): string | null {
  return after.only > before.only ? "runs some tests alone, and the others never" : null;
}

/** Checks may move with their tests, and so may those of a file that has none itself. */
function lostChecks(file: TestFile, { from, checksGained }: Moves): string | null {
  const { path, language, before, after } = file;
  const mayMove = before.tests === 0 || from.has(path);
  const elsewhere = mayMove ? Number(checksGained.get(language)) : 0;
  if (before.checks - after.checks <= elsewhere) return null;
  return `has ${many(before.checks - after.checks, "check")} fewer than before (${before.checks} → ${after.checks})`;
}

function loosenedChecks({ path, before, after }: TestFile, { from }: Moves): string | null {
  const exact = before.checks - before.weak;
  const isLooser = after.weak > before.weak && after.checks - after.weak < exact;
  return isLooser && !from.has(path)
    ? `has ${many(after.weak - before.weak, "exact check")} replaced by what nearly everything passes`
    : null;
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
