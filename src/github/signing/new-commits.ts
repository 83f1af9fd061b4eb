/** The new commits of a push as the Git Data API wants them: each as what it changes of a parent. */
import { isUtf8 } from "node:buffer";
import { readBytes, must } from "../git.ts";
import { compare, GONE } from "../gate/changes.ts";
import { sizesOf } from "../gate/objects.ts";
import type { Site } from "../gate/known.ts";
import type { NewEntry } from "./git-data.ts";

export interface NewCommit {
  sha: string;
  tree: string;
  parents: readonly string[];
  /** `Name <address>`. */
  author: string;
  message: string;
}

/** How a commit's files differ from those of one of its parents. */
export interface TreeChange {
  parent: string;
  changes: readonly { path: string; mode: string; object: string }[];
}

/** Oldest first; `inspect` has looked at each. */
export async function listNew(site: Site): Promise<NewCommit[]> {
  const range = ["refs/ao/in", "^refs/ao/old", "^refs/ao/main"];
  const format = "--format=%H%x01%T%x01%P%x01%an <%ae>%x01%B";
  const log = await must(site.offline, [
    "log",
    "-z",
    "--topo-order",
    "--reverse",
    format,
    ...range,
    "--",
  ]);
  return log
    .split("\0")
    .filter((record) => record !== "")
    .map((record) => {
      const [sha = "", tree = "", parents = "", author = "", ...message] = record.split("\u0001");
      const names = parents.split(" ").filter((parent) => parent !== "");
      return { sha, tree, parents: names, author, message: message.join("\u0001").trimEnd() };
    });
}

/** Of a merge, what is least to say: the base branch's changes are in the other parent already. */
export async function readTreeChange(site: Site, commit: NewCommit): Promise<TreeChange> {
  const all: TreeChange[] = [];
  for (const parent of commit.parents) {
    const pairs = await compare(site, parent, commit.sha);
    const changes = [...pairs].map(([path, { after }]) => ({ path, ...after }));
    // What is taken away goes first: a folder may take the place of a file.
    all.push({ parent, changes: changes.toSorted((one) => (one.mode === GONE ? -1 : 1)) });
  }
  const [least] = all.toSorted((one, other) => weigh(one) - weigh(other));
  if (least === undefined) throw new Error(`${commit.sha} has no parent`);
  return least;
}

/** An App may bring no workflow along, not even one that a parent has. */
function weigh({ changes }: TreeChange): number {
  const workflows = changes.filter(({ path }) => path.startsWith(".github/workflows/"));
  return changes.length + workflows.length * 1_000_000;
}

/** Sizes of the files that GitHub may lack. What is not here, no runner has handed over: GitHub has it. */
export async function sizesHere(
  site: Site,
  changes: readonly TreeChange[],
): Promise<Map<string, number>> {
  const objects = new Set(
    changes.flatMap((one) =>
      one.changes.filter(({ mode }) => mode !== GONE && mode !== "160000").map((x) => x.object),
    ),
  );
  const sizes = await sizesOf(site.offline, [...objects]);
  return new Map([...sizes].map(([object, { bytes }]) => [object, bytes]));
}

/** Texts travel inside the tree, which spares a call each; bytes that are no text need a blob of their own. */
export async function readContent(
  site: Site,
  object: string,
): Promise<{ text: string } | { bytes: Buffer }> {
  const bytes = await readBytes(site.directory, object);
  const isText = bytes.length > 0 && isUtf8(bytes) && !bytes.includes(0);
  return isText ? { text: bytes.toString("utf8") } : { bytes };
}

export function modeOf(mode: string): NewEntry["mode"] {
  switch (mode) {
    case "100755":
    case "120000":
    case "160000":
      return mode;
    default:
      return "100644";
  }
}
