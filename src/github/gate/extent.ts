/**
 * How many paths the new commits touch, counted before git is asked to list them: ten small folders, each ten times in
 * the next, are ten thousand million paths, and git would hold every one of them in memory.
 */
import { incomplete, Objection } from "./objection.ts";
import type { History } from "./history.ts";
import type { Site } from "./known.ts";

/** A merge may bring what the base branch has changed in the meantime. */
const MAX_PATHS = 300_000;
/** No path that `names.ts` lets pass is deeper by far. */
const MAX_DEPTH = 100;

const NO_FOLDER = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** Two folders to compare, "before after", and in how many places. */
type Pairs = Map<string, number>;

/** @throws {Objection} when there are far too many, or a folder is missing */
export async function checkExtent(site: Site, { commits }: History): Promise<void> {
  const names = commits.flatMap(({ sha, parents }) => [parents[0] ?? sha, sha]);
  const args = ["rev-parse", ...names.map((name) => `${name}^{tree}`)];
  const { exitCode, stdout } = await site.offline(args);
  if (exitCode !== 0) throw incomplete("a folder");
  const trees = stdout.trim().split("\n");
  let level: Pairs = new Map();
  for (let at = 0; at < trees.length; at += 2) add(level, `${trees[at]} ${trees[at + 1]}`, 1);
  let paths = 0;
  for (let depth = 0; level.size > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw new Objection("The new commits nest folders far too deep.", true);
    const next: Pairs = new Map();
    for (const { pair, inside } of await compareFolders(site, level)) {
      const places = level.get(pair) ?? 0;
      paths += places;
      if (paths > MAX_PATHS) throw tooMany();
      if (inside !== null) add(next, inside, places);
    }
    level = next;
  }
}

export function tooMany(): Objection {
  return new Objection("The new commits change far too many files: change fewer.", true);
}

/** Every entry in which two folders differ; `inside` are the folders behind it, null where both sides are files. */
async function compareFolders(
  site: Site,
  level: Pairs,
): Promise<{ pair: string; inside: string | null }[]> {
  const args = ["diff-tree", "--stdin", "-z", "--raw", "--no-renames", "--no-abbrev"];
  const answer = await site.offline(args, `${[...level.keys()].join("\n")}\n`);
  if (/maxBuffer|larger/.test(answer.stderr)) throw tooMany();
  if (answer.exitCode !== 0) throw incomplete("a folder");
  const fields = answer.stdout.split("\0");
  const entries = [];
  let pair = "";
  // An entry and its name take turns; before the first of a pair the pair stands in a line of its own.
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const lines = (fields[at] ?? "").split("\n");
    pair = lines.at(-2) ?? pair;
    const [from = "", to = "", before = "", after = ""] = (lines.at(-1) ?? "").slice(1).split(" ");
    const folders = [from === FOLDER ? before : NO_FOLDER, to === FOLDER ? after : NO_FOLDER];
    entries.push({ pair, inside: [from, to].includes(FOLDER) ? folders.join(" ") : null });
  }
  return entries;
}

const FOLDER = "040000";

function add(pairs: Pairs, pair: string, places: number): void {
  pairs.set(pair, (pairs.get(pair) ?? 0) + places);
}
