/** What became of the tests: `core/ratchet.ts` judges, here its texts are read. */
import { ratchet, watches } from "../../core/ratchet.ts";
import { compare, GONE } from "./changes.ts";
import { firstLine, shown } from "./objection.ts";
import type { FileChange, Loosened } from "../../core/ratchet.ts";
import type { NetChange, Version } from "./changes.ts";
import type { Handed } from "./handed.ts";

/** So many are told at once; a phone shows no more. */
const MAX_TOLD = 3;
const MAX_NAMES = 2;
const MAX_NAME_CHARS = 40;

/** Comparing takes a while, and nothing else happens meanwhile. */
const MAX_BYTES = 4 * 1024 * 1024;

export async function lookAtTests(handed: Handed): Promise<string | null> {
  if (handed.rules.allowTests) return null;
  const watched = handed.net.filter(({ path }) => watches(path));
  if (watched.length === 0) return null;
  const large = watched.find(({ object }) => (handed.files.added.get(object) ?? 0) > MAX_BYTES);
  if (large !== undefined) {
    return `${shown(large.path)} is too large to see what became of its tests (at most ${MAX_BYTES / 1_048_576} MB): make it smaller, or a person says \`/ao allow tests\`.`;
  }
  const objects = watched.flatMap((change) => [change, ...change.before]).filter(isFile);
  const texts = new Map(
    await Array.fromAsync(handed.files.read(objects.map(({ object }) => object))),
  );
  const others = await otherPaths(handed);
  // Where the base branch changed a file as well, only what is worse than both versions is the agent's doing.
  const [worse, ...rest] = [first, last].map((pick) =>
    ratchet([...watched.map((change) => read(change, pick, texts)), ...others]),
  );
  const told = (worse ?? []).filter((one) =>
    rest.every((all) => all.some(({ path }) => path === one.path)),
  );
  return told.length === 0 ? null : sayLoosened(told);
}

/** Paths this work has touched otherwise, before this push too: a snapshot may follow code that was pushed earlier. */
async function otherPaths({ site, net }: Handed): Promise<FileChange[]> {
  const earlier = await compare(site, "refs/ao/base", "refs/ao/old");
  const paths = new Set([...net.map(({ path }) => path), ...earlier.keys()]);
  return [...paths]
    .filter((path) => !watches(path))
    .map((path) => ({ path, before: "", after: "" }));
}

function read(
  change: NetChange,
  pick: (versions: readonly Version[]) => Version | undefined,
  texts: ReadonlyMap<string, string>,
): FileChange {
  const before = pick(change.before);
  return {
    path: change.path,
    before: before === undefined || !isFile(before) ? null : (texts.get(before.object) ?? null),
    after: isFile(change) ? (texts.get(change.object) ?? null) : null,
  };
}

function first(versions: readonly Version[]): Version | undefined {
  return versions[0];
}

function last(versions: readonly Version[]): Version | undefined {
  return versions.at(-1);
}

function isFile({ mode }: Version): boolean {
  return mode !== GONE && mode !== "160000";
}

function sayLoosened(loosened: readonly Loosened[]): string {
  const told = loosened.slice(0, MAX_TOLD).map(sayOne);
  const more = loosened.length - told.length;
  if (more > 0) told.push(`and ${more} more`);
  return `${told.join("; ")}. Put that right, or a person says \`/ao allow tests\`.`;
}

function sayOne({ path, says, tests = [] }: Loosened): string {
  const names = [...new Set(tests)].map(shownName).filter((name) => name !== "");
  const told = names.slice(0, MAX_NAMES);
  if (names.length > told.length) told.push(`${names.length - told.length} more`);
  return `${shown(path)} ${says}${told.length === 0 ? "" : ` (${told.join(", ")})`}`;
}

function shownName(name: string): string {
  const line = firstLine(name);
  if (line === "") return "";
  return `\`${line.length > MAX_NAME_CHARS ? `${line.slice(0, MAX_NAME_CHARS)}…` : line}\``;
}
