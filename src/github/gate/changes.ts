/**
 * What the new commits change. Every commit counts, since what was ever in one stays in the history for all to read;
 * and once more the whole of them, since a merge can undo what others did without a line of its own.
 */
import { must } from "../git.ts";
import { tooMany } from "./extent.ts";
import { incomplete } from "./objection.ts";
import type { GitAnswer } from "../git.ts";
import type { History } from "./history.ts";
import type { Site } from "./known.ts";

/** A file at one moment. The mode is git's, `000000` where there is none. */
export interface Version {
  mode: string;
  object: string;
}

/** One commit's change to one path; of a merge, what it has from no parent. */
export interface Change extends Version {
  commit: string;
  path: string;
}

/** What all new commits together make of a path: `before` has two versions where the base branch changed it as well. */
export interface NetChange extends Version {
  path: string;
  before: readonly Version[];
}

export const GONE = "000000";

const RAW = ["-r", "-z", "--raw", "--no-renames", "--no-abbrev"];

/** Each commit's own changes, oldest first. @throws {Objection} when a folder is missing or there are far too many */
export async function readChanges(site: Site, { commits }: History): Promise<Change[]> {
  const asked = commits.map(({ sha }) => sha).join("\n");
  const args = ["diff-tree", "--stdin", "-c", "--root", ...RAW];
  const fields = readFields(await site.offline(args, `${asked}\n`));
  const changes: Change[] = [];
  let commit = "";
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? "";
    if (!field.startsWith(":")) {
      commit = field.trim();
      continue;
    }
    at += 1;
    changes.push({ ...parseRaw(field).after, commit, path: fields[at] ?? "" });
  }
  return changes;
}

/**
 * What the push as a whole changes, without what came with a merge of the base branch. A file the branch had left alone
 * is compared with the base branch's newest version, one the base branch had left alone with the branch's.
 */
export async function readNet(site: Site, { merged }: History): Promise<NetChange[]> {
  const own = await compare(site, "refs/ao/old", "refs/ao/in");
  if (merged === null)
    return [...own].map(([path, pair]) => netOf(path, pair.after, [pair.before]));
  const ours = await compare(site, merged.main, "refs/ao/in");
  const theirs = await compare(site, merged.fork, merged.main);
  const net: NetChange[] = [];
  for (const [path, { before: main, after }] of ours) {
    const old = own.get(path)?.before ?? after;
    const fork = theirs.get(path)?.before ?? main;
    if (same(old, fork)) net.push(netOf(path, after, [main]));
    else if (same(after, old)) continue;
    else net.push(netOf(path, after, same(main, fork) ? [old] : [old, main]));
  }
  return net;
}

/** Paths in which two commits differ. */
export async function compare(
  site: Site,
  from: string,
  to: string,
): Promise<Map<string, { before: Version; after: Version }>> {
  const fields = readFields(await site.offline(["diff-tree", ...RAW, from, to]));
  const pairs = new Map<string, { before: Version; after: Version }>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const { before, after } = parseRaw(fields[at] ?? "");
    pairs.set(fields[at + 1] ?? "", { before, after });
  }
  return pairs;
}

/** Versions of some paths at a commit; those that are not there are left out. */
export async function versionsAt(
  site: Site,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, Version>> {
  const versions = new Map<string, Version>();
  if (paths.length === 0) return versions;
  const args = ["--literal-pathspecs", "ls-tree", "-z", commit, "--", ...paths];
  for (const entry of (await must(site.offline, args)).split("\0")) {
    const [about = "", path] = entry.split("\t");
    const [mode = "", , object = ""] = about.split(" ");
    if (path !== undefined) versions.set(path, { mode, object });
  }
  return versions;
}

function readFields({ exitCode, stdout, stderr }: GitAnswer): string[] {
  if (exitCode === 0) return stdout.split("\0").slice(0, -1);
  if (/maxBuffer|larger/.test(stderr)) throw tooMany();
  throw incomplete("a folder");
}

/** `:000000 100644 <old> <new> A`; a merge (`-c`) has one more colon, mode and object for every further parent. */
function parseRaw(field: string): { before: Version; after: Version } {
  const words = field.split(" ");
  const parents = /^:+/.exec(field)?.[0].length ?? 1;
  const version = (at: number): Version => ({
    mode: (words[at] ?? "").replaceAll(":", ""),
    object: words[parents + 1 + at] ?? "",
  });
  return { before: version(0), after: version(parents) };
}

function netOf(path: string, after: Version, before: readonly Version[]): NetChange {
  return { ...after, path, before };
}

function same(one: Version, other: Version): boolean {
  return one.object === other.object && one.mode === other.mode;
}
