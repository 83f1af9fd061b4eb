/**
 * Which commits are new, and whether they follow from what is there: every one leads back to the head pushed last, and to
 * nothing else but the base branch.
 */
import { must } from "../git.ts";
import { fetchHistory, fetchObjects } from "./known.ts";
import { incomplete, Objection } from "./objection.ts";
import { sizesOf } from "./objects.ts";
import type { Site } from "./known.ts";
import type { Commit, Unpacked } from "./unpack.ts";

export interface History {
  /** Oldest first. */
  commits: readonly Commit[];
  /** Commits GitHub has whose files may stand in the new ones without being in the pack. */
  edges: readonly string[];
  /** The newest commit of the base branch that was merged, and where it forked from the old head; null: none was. */
  merged: { main: string; fork: string } | null;
}

const MAX_COMMITS = 200;
/** Nobody merges the base branch as often in one go. */
const MAX_OUTSIDE = 50;

/** Follows the new commits back. @throws {Objection} when they lead elsewhere, {TransientError} as a fetch does */
export async function readHistory(site: Site, unpacked: Unpacked, head: string): Promise<History> {
  const old = (await must(site.offline, ["rev-parse", "refs/ao/old"])).trim();
  if (!unpacked.commits.has(head)) throw headless(head === old);
  await must(site.offline, ["update-ref", "refs/ao/in", head]);
  const outside = [...findOutside(unpacked.commits, head)].filter((sha) => sha !== old);
  if (outside.length > MAX_OUTSIDE) throw rewritten();
  if (outside.length > 0) await fetchHistory(site);
  for (const sha of outside) await checkKnown(site, sha);
  if (!(await isAncestor(site, "refs/ao/old", head))) throw rewritten();
  const listed = await must(site.offline, ["rev-list", "--topo-order", "--reverse", ...NEW]);
  const names = listed.split("\n").filter((sha) => sha !== "");
  if (names.length === 0) throw new Objection("There is no new commit.", true);
  if (names.length > MAX_COMMITS) {
    const says = `${names.length} commits are too many at once: make at most ${MAX_COMMITS} of them.`;
    throw new Objection(says, true);
  }
  const commits = names.flatMap((sha) => unpacked.commits.get(sha) ?? []);
  if (commits.length < names.length) throw incomplete("a commit");
  if (commits.some(({ parents }) => parents.length === 0)) throw rewritten();
  const merged = outside.length > 0 ? await findMerged(site) : null;
  const forks = merged === null ? [] : [merged.fork];
  await fetchTrees(site, [...outside, ...forks]);
  return { commits, edges: ["refs/ao/old", "refs/ao/main", ...outside], merged };
}

const NEW = ["refs/ao/in", "^refs/ao/old", "^refs/ao/main"];

/** Parents that are not in the pack, of commits that the head leads to. */
function findOutside(commits: ReadonlyMap<string, Commit>, head: string): Set<string> {
  const outside = new Set<string>();
  const seen = new Set([head]);
  // A set grows while it is walked.
  for (const sha of seen) {
    const commit = commits.get(sha);
    if (commit === undefined) outside.add(sha);
    else for (const parent of commit.parents) seen.add(parent);
  }
  return outside;
}

/** Another branch, or one of a fork, is nobody's word: GitHub has its commits, but this repository's base doesn't. */
async function checkKnown(site: Site, sha: string): Promise<void> {
  const { exitCode } = await site.offline(["cat-file", "-e", `${sha}^{commit}`]);
  if (exitCode === 0) {
    if (await isAncestor(site, sha, "refs/ao/main")) return;
    if (await isAncestor(site, sha, "refs/ao/old")) return;
  }
  const says = `The new commits build on ${sha.slice(0, 7)}, which is neither in AO's branch nor in the base branch: build them on these alone.`;
  throw new Objection(says, true);
}

function headless(isOld: boolean): Objection {
  return isOld
    ? new Objection("There is no new commit.", true)
    : incomplete("the commit that was to be pushed");
}

function rewritten(): Objection {
  const says =
    "The new commits don't follow from what was pushed before: history was rewritten. Put them on top of it.";
  return new Objection(says, true);
}

async function findMerged(site: Site): Promise<History["merged"]> {
  const main = await mergeBase(site, "refs/ao/in", "refs/ao/main");
  const fork = main === null ? null : await mergeBase(site, "refs/ao/old", main);
  return main === null || fork === null || main === fork ? null : { main, fork };
}

async function mergeBase(site: Site, one: string, other: string): Promise<string | null> {
  const { exitCode, stdout } = await site.offline(["merge-base", one, other]);
  return exitCode === 0 ? stdout.trim() : null;
}

/** Of the base branch's history only commits are here; what is in these few is needed too. */
async function fetchTrees(site: Site, commits: readonly string[]): Promise<void> {
  if (commits.length === 0) return;
  const args = ["log", "--no-walk", "--format=%T", ...commits];
  const trees = (await must(site.offline, args)).trim().split("\n");
  const here = await sizesOf(site.offline, trees);
  const missing = trees.filter((tree) => !here.has(tree));
  await fetchObjects(site, [...new Set(missing)]);
}

async function isAncestor(site: Site, sha: string, of: string): Promise<boolean> {
  const { exitCode } = await site.offline(["merge-base", "--is-ancestor", sha, of]);
  return exitCode === 0;
}
