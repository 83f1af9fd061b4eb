/**
 * Files that git changes on their way in and out. A pointer to a large file is of use only when the file is uploaded
 * too, which AO can't do; and what stands where a pointer should be breaks every checkout that has Git LFS.
 */
import { must } from "../git.ts";
import { GONE, versionsAt } from "./changes.ts";
import { foldPath } from "./fold.ts";
import { shown } from "./objection.ts";
import type { Handed } from "./handed.ts";
import type { Site } from "./known.ts";

const MAX_POINTER_BYTES = 1_024;

export async function lookForPointers({ changes, files }: Handed): Promise<string | null> {
  const small = changes.filter(
    ({ object }) => (files.added.get(object) ?? Infinity) <= MAX_POINTER_BYTES,
  );
  for await (const [object, text] of files.read(small.map((change) => change.object))) {
    if (!/^version https:\/\/(?:git-lfs|hawser)\.github\.com\//.test(text)) continue;
    const path = small.find((change) => change.object === object)?.path ?? "";
    return `${shown(path)} is a Git LFS pointer, and AO can't upload the file it stands for: leave files that are kept there as they are, in every new commit.`;
  }
  return null;
}

/** New filters, and new contents under filters that were there. */
export async function lookForFilters(handed: Handed): Promise<string | null> {
  return (await lookForNewFilters(handed)) ?? (await lookForFiltered(handed));
}

async function lookForNewFilters({ changes, files }: Handed): Promise<string | null> {
  const attributes = changes.filter(
    ({ path, object }) => isAttributes(path) && files.added.has(object),
  );
  if (attributes.length === 0) return null;
  const before = await files.before([...new Set(attributes.map(({ path }) => path))]);
  const texts = new Map(await Array.fromAsync(files.read(attributes.map(({ object }) => object))));
  for (const { path, object } of attributes) {
    const known = new Set((before.get(path) ?? []).flatMap((text) => text.split(/\r?\n/)));
    const lines = (texts.get(object) ?? "").split(/\r?\n/);
    if (!lines.some((line) => !known.has(line) && setsFilter(line))) continue;
    return `${shown(path)} sets a filter, which runs a program at every checkout: take that line out, in every new commit.`;
  }
  return null;
}

/** git itself says what applies, from an index that holds the attributes of these paths' folders and nothing else. */
async function lookForFiltered({ site, changes, files }: Handed): Promise<string | null> {
  const changed = changes.filter(({ object, mode }) => files.added.has(object) && mode !== GONE);
  const paths = [...new Set(changed.map(({ path }) => path))];
  const attributes = await versionsAt(site, "refs/ao/in", attributesOf(paths));
  if (attributes.size === 0) return null;
  const objects = Array.from(attributes.values(), ({ object }) => object);
  const texts = await Array.fromAsync(files.read(objects));
  if (!texts.some(([, text]) => text.includes("filter"))) return null;
  const filter = await findFiltered(site, attributes, paths);
  if (filter === null) return null;
  return `${shown(filter)} is kept in Git LFS or behind another filter of \`.gitattributes\`, where AO can't put it: leave such files as they are, in every new commit.`;
}

async function findFiltered(
  site: Site,
  attributes: ReadonlyMap<string, { object: string }>,
  paths: readonly string[],
): Promise<string | null> {
  const entries = Array.from(attributes, ([path, { object }]) => `100644 ${object}\t${path}\0`);
  await must(site.offline, ["update-index", "-z", "--index-info"], entries.join(""));
  const args = ["check-attr", "--cached", "--stdin", "-z", "filter"];
  const answer = await must(site.offline, args, `${paths.join("\0")}\0`);
  const fields = answer.split("\0");
  const at = fields.findIndex(
    (field, index) => index % 3 === 2 && field !== "unspecified" && field !== "unset",
  );
  // The last field is the empty one behind the last end.
  return at === -1 || fields[at] === "" ? null : (fields[at - 2] ?? null);
}

function attributesOf(paths: readonly string[]): string[] {
  const folders = new Set([""]);
  for (const path of paths) {
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth += 1) {
      folders.add(`${parts.slice(0, depth).join("/")}/`);
    }
  }
  return Array.from(folders, (folder) => `${folder}.gitattributes`);
}

function isAttributes(path: string): boolean {
  return foldPath(path).split("/").at(-1) === ".gitattributes";
}

/** `*.psd filter=lfs`, not `-filter` or `!filter`. */
function setsFilter(line: string): boolean {
  return !line.trimStart().startsWith("#") && /[\s\]]filter(?:=|\s|$)/.test(line);
}
