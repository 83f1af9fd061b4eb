/** Takes a runner's pack into the app's own repository, within bounds, and tells what is in it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gitIn, must } from "../git.ts";
import { firstLine, Objection } from "./objection.ts";
import { fetchObjects } from "./known.ts";
import { readObjects, sizesOf } from "./objects.ts";
import type { GitAnswer } from "../git.ts";
import type { Site } from "./known.ts";
import type { ObjectSize } from "./objects.ts";

export interface Unpacked {
  /** Type and size of every object in the pack, by its name. */
  objects: ReadonlyMap<string, ObjectSize>;
  commits: ReadonlyMap<string, Commit>;
  /** A sentence about an object that git itself would not take in, or null. */
  unsound: string | null;
}

export interface Commit {
  sha: string;
  tree: string;
  parents: readonly string[];
  /** The whole object: headers, an empty line, the message. */
  text: string;
}

/** Somewhat more than what may be new in files, for what git needs beside them. */
const MAX_PACK_BYTES = 64 * 1024 * 1024;
const MAX_OBJECTS = 100_000;
/** A few bytes of a delta stand for gigabytes: no object may need more than this at once. Larger plain files stream. */
const MAX_ALLOCATION_BYTES = 96 * 1024 * 1024;
/** More commits than are pushed at once, since main's may be among them. */
const MAX_PACKED_COMMITS = 2_000;
const MAX_COMMIT_BYTES = 256 * 1024;

/** @throws {Objection} when it is no sound pack, or too much */
export async function unpack(site: Site, pack: Buffer): Promise<Unpacked> {
  // Bytes 8 to 11 of a pack: how many objects it holds. git makes room for them before it reads the first.
  const isPack = pack.length >= 12 && pack.toString("latin1", 0, 4) === "PACK";
  const claimed = isPack ? pack.readUInt32BE(8) : 0;
  if (pack.length > MAX_PACK_BYTES || claimed > MAX_OBJECTS) throw tooLarge();
  const { name, unsound } = await indexPack(site, pack);
  const index = await readFile(join(site.directory, "objects", "pack", `pack-${name}.idx`));
  const listed = (await must(site.offline, ["show-index"], index)).trim().split("\n");
  const names = listed.map((line) => line.split(" ")[1] ?? "").filter((sha) => sha !== "");
  const objects = await sizesOf(site.offline, names);
  return { objects, commits: await readCommits(site, objects), unsound };
}

async function indexPack(
  site: Site,
  pack: Buffer,
): Promise<{ name: string; unsound: string | null }> {
  let answer = await runIndexPack(site, pack, ["--fsck-objects"]);
  // git wants to see the `.gitattributes` a folder names, though they may be old ones that nobody handed over.
  const missing = listMissing(answer);
  if (missing.length > 0) {
    await fetchObjects(site, missing);
    answer = await runIndexPack(site, pack, ["--fsck-objects"]);
  }
  const unsound = /error: object \w+: (\w{1,60}:.*)/.exec(answer.stderr)?.[1] ?? null;
  // git names an object, the rules name the path: they may look first.
  if (unsound !== null) answer = await runIndexPack(site, pack, []);
  if (answer.exitCode !== 0) throw unreadable(answer.stderr);
  return {
    name: answer.stdout.trim().split(/\s/)[1] ?? "",
    unsound: unsound === null ? null : sayBroken(unsound),
  };
}

function runIndexPack(site: Site, pack: Buffer, options: readonly string[]): Promise<GitAnswer> {
  const git = gitIn(site.directory, null, MAX_ALLOCATION_BYTES);
  const settings = ["-c", "core.bigFileThreshold=32m", "-c", "core.deltaBaseCacheLimit=32m"];
  const limit = `--max-input-size=${MAX_PACK_BYTES}`;
  return git([...settings, "index-pack", "--threads=1", ...options, limit, "--stdin"], pack);
}

function listMissing({ exitCode, stderr }: GitAnswer): string[] {
  if (exitCode === 0) return [];
  const missing = stderr.matchAll(/object ([0-9a-f]{40}): git(?:attributes|modules)Missing/g);
  return [...new Set(Array.from(missing, (match) => match[1] ?? ""))];
}

async function readCommits(
  site: Site,
  objects: ReadonlyMap<string, ObjectSize>,
): Promise<Map<string, Commit>> {
  const sizes = new Map([...objects].filter(([, { type }]) => type === "commit"));
  if (sizes.size > MAX_PACKED_COMMITS) {
    throw new Objection(`${sizes.size} commits are too many at once: make fewer of them.`, true);
  }
  const large = [...sizes].find(([, { bytes }]) => bytes > MAX_COMMIT_BYTES);
  if (large !== undefined) {
    const says = `The message of commit ${large[0].slice(0, 7)} is far too long: write it anew.`;
    throw new Objection(says, true);
  }
  const commits = new Map<string, Commit>();
  for await (const [sha, { text }] of readObjects(site.offline, sizes)) {
    commits.set(sha, parseCommit(sha, text));
  }
  return commits;
}

/** Only what stands before the first empty line counts; a message may say `parent` too. */
function parseCommit(sha: string, text: string): Commit {
  const end = text.indexOf("\n\n");
  const headers = (end === -1 ? text : text.slice(0, end)).split("\n");
  const values = (key: string): string[] =>
    headers.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  return { sha, tree: values("tree")[0] ?? "", parents: values("parent"), text };
}

function unreadable(stderr: string): Objection {
  if (/maximum allowed size/.test(stderr)) return tooLarge();
  if (/attempting to allocate|out of memory/i.test(stderr)) {
    return new Objection("A file of the new commits is far too large: leave it out.", true);
  }
  if (/timed out/.test(stderr)) {
    return new Objection("The new commits take too long to unpack: hand over less.", true);
  }
  return new Objection(sayBroken(stderr), false);
}

function sayBroken(says: string): string {
  return `What the runner handed over is broken: ${firstLine(says)}. \`/ao retry\` lets it be made anew.`;
}

function tooLarge(): Objection {
  const says = `The new commits are larger than the ${MAX_PACK_BYTES / 1_048_576} MB that are pushed at once: leave large files out of them.`;
  return new Objection(says, true);
}
