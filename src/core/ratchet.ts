/**
 * Tests only ever get stricter. Compares the test files, test settings and snapshots of a push with what they were and
 * names what was deleted, skipped or loosened, because an agent that can't make a test pass may make it go away.
 *
 * It counts; it does not understand. Tests that are replaced by as many with as many assertions pass, and so do tests
 * that move to another file under their names.
 */
import { comparisons } from "./ratchet/compare.ts";
import { languageOf } from "./ratchet/languages.ts";
import { measure, NOTHING } from "./ratchet/measure.ts";
import { followMoves } from "./ratchet/moves.ts";
import { deletedOthers, isOtherTest } from "./ratchet/others.ts";
import { isSetting, weakenedSettings } from "./ratchet/settings.ts";
import { isSnapshot, rewrittenSnapshots } from "./ratchet/snapshots.ts";
import type { TestFile } from "./ratchet/measure.ts";
import type { FileChange, Loosened } from "./ratchet/words.ts";

export type { FileChange, Loosened } from "./ratchet/words.ts";

/** Whether the texts of such a file tell something about tests. */
export function watches(path: string): boolean {
  return languageOf(path) !== null || isSetting(path) || isSnapshot(path) || isOtherTest(path);
}

/** All of a push at once: a test may move from one file to another. At most one complaint for each file and kind. */
export function ratchet(changes: readonly FileChange[]): Loosened[] {
  return [
    ...loosenedTests(changes),
    ...changes.filter(({ path }) => isSetting(path)).flatMap(weakenedSettings),
    ...rewrittenSnapshots(changes),
    ...deletedOthers(changes),
  ];
}

function loosenedTests(changes: readonly FileChange[]): Loosened[] {
  const files = changes.flatMap(readTestFile);
  const moves = followMoves(files);
  return files.flatMap((file) => {
    const complaint = comparisons.map((look) => look(file, moves)).find((one) => one !== null);
    return complaint === undefined ? [] : [{ path: file.path, ...complaint }];
  });
}

function readTestFile({ path, before, after }: FileChange): TestFile[] {
  const language = languageOf(path);
  if (language === null) return [];
  return [
    {
      path,
      language: language.name,
      isGone: after === null,
      isNew: before === null,
      before: before === null ? NOTHING : measure(before, language),
      after: after === null ? NOTHING : measure(after, language),
    },
  ];
}
