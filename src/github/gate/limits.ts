/** How much one push may be. */
import { GONE } from "./changes.ts";
import { shown } from "./objection.ts";
import type { Change } from "./changes.ts";
import type { Handed } from "./handed.ts";

const MAX_FILES = 500;
const MAX_FILE_MB = 20;
const MAX_NEW_MB = 50;
const MB = 1024 * 1024;

/** A person can't review more, and a folder of dependencies is always more. */
export function lookAtCounts({ changes, net }: Handed): string | null {
  const paths = new Set([...changes, ...net].map(({ path }) => path));
  if (paths.size <= MAX_FILES) return null;
  const [folder, count] = largestFolder(paths);
  return `${paths.size} files are too many for one pull request (at most ${MAX_FILES}): ${count} of them are in ${shown(folder)}. Leave out what is not part of the change.`;
}

/** What a commit names and the pack lacks must be a file of the repository: nobody looked at any other. */
export async function lookAtContents({ changes, files }: Handed): Promise<string | null> {
  const unknown = await files.unknown(changes.filter(isFile).map(({ object }) => object));
  const lacking = changes.find((change) => isFile(change) && unknown.has(change.object));
  if (lacking === undefined) return null;
  return `What the runner handed over is incomplete: what is in ${shown(lacking.path)} is missing. \`/ao retry\` lets it be made anew.`;
}

export function lookAtSizes({ changes, files }: Handed): string | null {
  const seen = new Map<string, number>();
  for (const { path, object } of changes) {
    const bytes = files.added.get(object) ?? 0;
    if (bytes > MAX_FILE_MB * MB) {
      return `${shown(path)} has ${Math.ceil(bytes / MB)} MB; at most ${MAX_FILE_MB} are pushed. Leave it out of every new commit.`;
    }
    seen.set(object, bytes);
  }
  const sum = seen.values().reduce((all, bytes) => all + bytes, 0);
  if (sum <= MAX_NEW_MB * MB) return null;
  return `The new files have ${Math.ceil(sum / MB)} MB together; at most ${MAX_NEW_MB} are pushed. Leave out what is not part of the change.`;
}

function isFile({ mode }: Change): boolean {
  return mode !== GONE && mode !== "160000";
}

function largestFolder(paths: ReadonlySet<string>): [folder: string, count: number] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = path.includes("/") ? `${path.split("/", 1).join("")}/` : "./";
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? ["./", 0];
}
