/** Names of files that some machine would read as something else, or not at all. */
import { sanitise } from "../../protocol/sanitise.ts";
import { GONE } from "./changes.ts";
import { foldPath } from "./fold.ts";
import { shown } from "./objection.ts";
import type { Handed } from "./handed.ts";

const MAX_PATH_BYTES = 1_024;
const MAX_SEGMENT_BYTES = 255;

interface Wrong {
  says: string;
  is: (path: string, segments: readonly string[]) => boolean;
}

const WRONG: readonly Wrong[] = [
  { says: "is a part of git itself", is: (path) => foldPath(path).split("/").some(isGitFolder) },
  {
    says: "leads out of the repository",
    is: (_path, segments) => segments.some((one) => one === "" || one === "." || one === ".."),
  },
  { says: "has a name that is not UTF-8", is: (path) => path.includes("\uFFFD") },
  { says: "has a control character in its name", is: (path) => /\p{Cc}/u.test(path) },
  {
    says: "has characters in its name that nobody can see",
    is: (path) => sanitise(path).removed > 0,
  },
  {
    says: "has a name as Windows makes short ones, and may lead to another file there",
    is: (path) => foldPath(path).split("/").some(isShortName),
  },
  { says: "has a backslash in its name", is: (path) => path.includes("\\") },
  {
    says: "has a dot or a blank at the end of its name, which Windows drops",
    is: (_path, segments) => segments.some((one) => /[. ]$/.test(one)),
  },
  {
    says: "has a name that is too long",
    is: (path, segments) =>
      Buffer.byteLength(path) > MAX_PATH_BYTES ||
      segments.some((one) => Buffer.byteLength(one) > MAX_SEGMENT_BYTES),
  },
];

/** Taking such a file away is welcome. Submodules are looked at here too: they bring the files of another repository. */
export function lookAtNames({ changes }: Handed): string | null {
  for (const { mode, path } of changes) {
    if (mode === GONE) continue;
    const segments = path.split("/");
    const wrong = WRONG.find(({ is }) => is(path, segments));
    if (wrong !== undefined) {
      return `${shown(path)} ${wrong.says}: give it another one, in every new commit.`;
    }
    if (mode === "160000") {
      return `${shown(path)} is a submodule, and AO pushes no change to one. Leave it as it is, in every new commit.`;
    }
  }
  return null;
}

/** `GITHUB~1` may be `.github`. */
function isShortName(folded: string): boolean {
  return /^[^.]{1,6}~\d(?:\.[^.]{0,3})?$/.test(folded);
}

/** By its own name, or by the short one Windows gives it. */
export function isGitFolder(folded: string): boolean {
  return /^(?:\.git|git~\d{1,4})$/.test(folded);
}
