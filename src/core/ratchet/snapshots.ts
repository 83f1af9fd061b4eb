/** Snapshots say what code did. They may change with code or tests; when they change alone, they say what a test should not see. */
import { languageOf } from "./languages.ts";
import type { FileChange, Loosened } from "./words.ts";

const SNAPSHOT =
  /(?:^|\/)__(?:image_)?snapshots__\/|\.snap(?:\.\w{1,9})?$|\.(?:approved|golden)(?:\.\w{1,9})?$|\.(?:ambr|snapshot)$/;

/** What no snapshot follows. */
const PROSE = /\.(?:md|mdx|rst|txt|adoc)$|(?:^|\/)(?:license|changelog|readme)[^/]*$/i;

export function isSnapshot(path: string): boolean {
  return SNAPSHOT.test(path);
}

export function rewrittenSnapshots(changes: readonly FileChange[]): Loosened[] {
  if (changes.some(isCause)) return [];
  return changes
    .filter((change) => isSnapshot(change.path) && isRewritten(change))
    .map(({ path }) => ({ path, says: "is rewritten, and no code is" }));
}

function isCause({ path }: FileChange): boolean {
  return languageOf(path) !== null || !(isSnapshot(path) || PROSE.test(path));
}

/** More entries are welcome; another text for one that was there is what a failing test would want. */
function isRewritten({ before, after }: FileChange): boolean {
  if (before === null) return false;
  const now = new Set(listEntries(after ?? ""));
  return listEntries(before).some((entry) => !now.has(entry));
}

/** Jest's and Vitest's files hold one entry after another; all others are one. */
function listEntries(text: string): string[] {
  return text.split(/^(?=exports\[)/m).map((entry) => entry.trim());
}
