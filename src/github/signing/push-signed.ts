/**
 * New commits made through GitHub's API instead of pushed, for repositories that want signatures: what an App commits there
 * without an author of its own, GitHub signs. Everything was looked at before; the names of the commits change, their files
 * don't, and that is checked.
 */
import { GONE } from "../gate/changes.ts";
import { readAnswer } from "../gate/answers.ts";
import { Objection } from "../gate/objection.ts";
import { RefusedError } from "../../errors.ts";
import { listNew, modeOf, readContent, readTreeChange, sizesHere } from "./new-commits.ts";
import type { Site } from "../gate/known.ts";
import type { PushResult } from "../port.ts";
import type { BranchHead, GitData, NewEntry } from "./git-data.ts";
import type { NewCommit, TreeChange } from "./new-commits.ts";

/** Each is a call or two, and an installation has five hundred of that kind an hour. */
const MAX_COMMITS = 50;
const MAX_CHANGES = 2_000;
const MAX_BYTES = 20 * 1024 * 1024;

/**
 * Twice is harmless: what a crash left behind is on no branch, and a branch that is there already is known by its files.
 * @throws {Objection} when it is too much, {TransientError} when GitHub can't be asked
 */
export async function pushSigned(
  site: Site,
  api: GitData,
  expected: string | null,
): Promise<PushResult> {
  const commits = await listNew(site);
  const changes = new Map<string, TreeChange>();
  for (const commit of commits) changes.set(commit.sha, await readTreeChange(site, commit));
  const here = await sizesHere(site, [...changes.values()]);
  requireFewEnough(commits, changes, here);
  const head = commits.at(-1);
  if (head === undefined) throw new Objection("There is no new commit.", true);
  const now = await api.branch();
  if ((now?.sha ?? null) !== expected) return sameOrStale(now, head);
  try {
    const signed = await makeCommits({ site, api, here, changes }, commits);
    await api.moveBranch(expected, signed);
    return { pushed: true, head: signed, signed: true };
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== 422) throw error;
    return { pushed: false, ...readAnswer(asPushAnswer(error.message)) };
  }
}

/** The API says what is violated below a first line and above the address of its documentation. */
function asPushAnswer(message: string): string {
  const [first = "", ...violated] = message
    .replace(/\s-\shttps?:\/\/\S+$/, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return [`remote: ${first}`, ...violated.map((line) => `remote: - ${line.trim()}`)].join("\n");
}

/** A try before this one may have got to the end without anybody hearing of it. `now` is what the branch is. */
function sameOrStale(now: BranchHead, head: NewCommit): PushResult {
  const isThere =
    now !== null && now.tree === head.tree && bare(now.message) === bare(head.message);
  return isThere
    ? { pushed: true, head: now.sha, signed: true }
    : { pushed: false, ...readAnswer("stale info") };
}

/** What became of a push by git that found the branch elsewhere. */
export async function judgeStale(site: Site, api: GitData): Promise<PushResult> {
  const head = (await listNew(site)).at(-1);
  if (head === undefined) throw new Objection("There is no new commit.", true);
  return sameOrStale(await api.branch(), head);
}

interface Making {
  site: Site;
  api: GitData;
  /** Sizes of the files that GitHub may lack. */
  here: ReadonlyMap<string, number>;
  changes: ReadonlyMap<string, TreeChange>;
}

/** @returns what the last of them is called on GitHub */
async function makeCommits(making: Making, commits: readonly NewCommit[]): Promise<string> {
  const renamed = new Map<string, string>();
  const blobs = new Set<string>();
  let head = "";
  for (const commit of commits) {
    const change = making.changes.get(commit.sha);
    if (change === undefined) throw new Error(`${commit.sha} was not read`);
    await makeTree(making, commit, { change, blobs });
    const parents = commit.parents.map((parent) => renamed.get(parent) ?? parent);
    head = await makeCommit(making.api, commit, parents);
    renamed.set(commit.sha, head);
  }
  return head;
}

async function makeTree(
  { site, api, here }: Making,
  commit: NewCommit,
  { change, blobs }: { change: TreeChange; blobs: Set<string> },
): Promise<void> {
  if (change.changes.length === 0) return;
  const entries: NewEntry[] = [];
  for (const { path, mode, object } of change.changes) {
    if (mode === GONE) {
      entries.push({ path, mode: "100644", is: null });
      continue;
    }
    const content =
      here.has(object) && !blobs.has(object) ? await readContent(site, object) : { object };
    if ("bytes" in content) {
      requireSame(await api.createBlob(content.bytes), object);
      blobs.add(object);
    }
    entries.push({ path, mode: modeOf(mode), is: "text" in content ? content : { object } });
  }
  requireSame(await api.createTree(await treeOf(site, change.parent), entries), commit.tree);
}

async function treeOf(site: Site, commit: string): Promise<string> {
  const { stdout } = await site.offline(["rev-parse", `${commit}^{tree}`]);
  return stdout.trim();
}

/** Names say what is inside: another one means that GitHub has put together something else. */
function requireSame(made: string, wanted: string): void {
  if (made === wanted) return;
  const says = "GitHub put the new commits together otherwise than they were made";
  throw new Objection(`${says}: push by hand, or \`/ao retry\`.`, false);
}

/** Whom GitHub names as the author is only known when it is made: a sign-off must name the same. */
async function makeCommit(
  api: GitData,
  commit: NewCommit,
  parents: readonly string[],
): Promise<string> {
  const { message, tree } = commit;
  const made = await api.createCommit({ message, tree, parents });
  const signed = message.replace(signOffOf(commit.author), signOffOf(made.author));
  if (signed === message) return made.sha;
  return (await api.createCommit({ message: signed, tree, parents })).sha;
}

function signOffOf(author: string): string {
  return `Signed-off-by: ${author}`;
}

function bare(message: string): string {
  return message.replaceAll(/^Signed-off-by: .*$/gm, "").trim();
}

function requireFewEnough(
  commits: readonly NewCommit[],
  changes: ReadonlyMap<string, TreeChange>,
  here: ReadonlyMap<string, number>,
): void {
  const amount = [...changes.values()].reduce((sum, one) => sum + one.changes.length, 0);
  const bytes = [...here.values()].reduce((sum, one) => sum + one, 0);
  if (commits.length <= MAX_COMMITS && amount <= MAX_CHANGES && bytes <= MAX_BYTES) return;
  const most = `${MAX_COMMITS} commits, ${MAX_CHANGES} files, ${MAX_BYTES / 1_048_576} MB`;
  const says = `This repository wants signed commits. AO makes them through GitHub's API, which takes at most ${most} at once: hand over less.`;
  throw new Objection(says, true);
}
