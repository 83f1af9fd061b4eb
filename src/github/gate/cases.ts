/** Names that differ in case or composition only: on macOS and Windows one of the two files overwrites the other. */
import { must } from "../git.ts";
import { GONE } from "./changes.ts";
import { shown } from "./objection.ts";
import type { Handed } from "./handed.ts";
import type { Site } from "./known.ts";

export async function lookForCases({ site, net }: Handed): Promise<string | null> {
  const added = net.filter(
    ({ mode, before }) => mode !== GONE && before.every((one) => one.mode === GONE),
  );
  if (added.length === 0) return null;
  const folders = [...new Set(added.flatMap(({ path }) => foldersOf(path)))];
  const now = await findTwins(site, "refs/ao/in", folders);
  for (const before of ["refs/ao/old", "refs/ao/main"]) {
    if (now.size === 0) return null;
    for (const key of (await findTwins(site, before, folders)).keys()) now.delete(key);
  }
  const [twins] = now.values();
  if (twins === undefined) return null;
  return `${twins.map(shown).join(" and ")} are the same on macOS and Windows: give one of them another name.`;
}

/** By the name they share, paths in these folders that some machines can't tell apart. */
async function findTwins(
  site: Site,
  commit: string,
  folders: readonly string[],
): Promise<Map<string, string[]>> {
  const list = ["--literal-pathspecs", "ls-tree", "-z", "-t", "--name-only", commit];
  const below = folders.map((folder) => `${folder}/`);
  const answers = [
    await must(site.offline, list),
    below.length === 0 ? "" : await must(site.offline, [...list, "--", ...below]),
  ];
  const paths = new Map<string, string[]>();
  for (const path of new Set(answers.join("").split("\0"))) {
    const key = path.normalize("NFC").toLowerCase();
    paths.set(key, [...(paths.get(key) ?? []), path]);
  }
  for (const [key, same] of paths) if (same.length === 1) paths.delete(key);
  return paths;
}

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join("/"));
}
