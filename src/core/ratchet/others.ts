/** Tests in languages nobody counts here: that they are still there is all that can be seen. */
import type { FileChange, Loosened } from "./words.ts";

const OTHERS =
  /(?:^|\/)(?:t|tests?|specs?|features|e2e)\/.*\.(?:t|pl|lua|r|jl|hs|clj[cs]?|erl|mli?|zig|nim|ps1|feature|robot|hurl|sol|tcl)$|(?:[._]tests?|\.t|_spec)\.(?:lua|zig|ps1|sol|jl|clj[cs]?|erl|hs|nim)$/i;

export function isOtherTest(path: string): boolean {
  return OTHERS.test(path);
}

export function deletedOthers(changes: readonly FileChange[]): Loosened[] {
  const others = changes.filter(({ path }) => isOtherTest(path));
  const added = others.filter(({ before }) => before === null);
  const names = new Set(added.map(({ path }) => nameOf(path)));
  const texts = new Set(added.map(({ after }) => after));
  return others
    .filter(({ before, after }) => before !== null && after === null && !texts.has(before))
    .filter(({ path }) => !names.has(nameOf(path)))
    .map(({ path }) => ({ path, says: "is deleted" }));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
