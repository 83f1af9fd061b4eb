/**
 * One bare mirror per repository, written only by the runner. The read-only token exists for one git process, in its
 * environment. Agents read the objects through their own repository (see `workspace.ts`) and never write here.
 */
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import type { JobOrder, ReadToken } from "../src/protocol/words.ts";
import { askGit, type Git, gitIn, GitError, mirrorEnvironment } from "./git.ts";
import { removeLocks } from "./locks.ts";

export type Mirror = {
  directory: string;
  /** Git in the mirror, without any credential. */ git: Git;
  /** The tip of the base branch, as last fetched. */ baseTip: () => Promise<string>;
  has: (sha: string) => Promise<boolean>;
  /**
   * Takes in a pack that an agent's repository made, and names `head` in it `ref`. Only bytes cross from there to here:
   * no git of the runner's ever reads that repository's configuration.
   */
  take: (packFile: string, head: string, ref: string) => Promise<void>;
};

/** Waits for the jobs before it that use the same mirror, then runs `work`. One per daemon. */
export type MirrorQueue = <T>(directory: string, work: () => Promise<T>) => Promise<T>;

export function makeMirrorQueue(): MirrorQueue {
  const tails = new Map<string, Promise<unknown>>();
  return async (directory, work) => {
    const before = tails.get(directory) ?? Promise.resolve();
    // Whether the one before failed is its own matter.
    const mine = before.then(work, work);
    tails.set(directory, mine);
    try {
      return await mine;
    } finally {
      if (tails.get(directory) === mine) tails.delete(directory);
    }
  };
}

/** Before a runner begins: what killed gits of one before it have locked. */
export async function freeMirrors(directory: string): Promise<void> {
  const mirrors = path.join(directory, "mirrors");
  await mkdir(mirrors, { recursive: true });
  for (const name of await readdir(mirrors)) await removeLocks(path.join(mirrors, name));
}

export type MirrorParts = {
  directory: string;
  queue: MirrorQueue;
  daemon: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** Told when GitHub could not be reached, but what the job needs is here already. */
  onStale: (error: GitError) => void;
};

/**
 * The mirror of the order's repository with the base branch and `from` in it. Without a network an old mirror will do,
 * as long as both commits are there.
 * @throws {GitError} when git fails and something is missing
 */
export async function openMirror(
  order: JobOrder,
  access: ReadToken,
  parts: MirrorParts,
): Promise<Mirror> {
  const directory = path.join(parts.directory, "mirrors", `${order.repository.id}.git`);
  const git = gitIn(directory, mirrorEnvironment(parts.daemon), parts.signal);
  const mirror = mirrorOver(directory, git, () =>
    git(["rev-parse", "--verify", `refs/heads/${order.base.branch}^{commit}`]),
  );
  await parts.queue(directory, async () => {
    await mkdir(directory, { recursive: true });
    await git(["init", "--quiet", "--bare", "."]);
    await git(["check-ref-format", `refs/heads/${order.base.branch}`]);
    try {
      await fetchWanted(order, mirror, fetchGit(directory, access, parts));
    } catch (error) {
      const complete = (await mirror.has(order.from)) && (await mirror.has(order.base.sha));
      if (!(error instanceof GitError) || !complete) throw error;
      parts.onStale(error);
    }
    await keepReachable(order, mirror);
  });
  return mirror;
}

/** The mirror as it is, without a look at GitHub. */
export function mirrorOver(directory: string, git: Git, baseTip: Mirror["baseTip"]): Mirror {
  return {
    directory,
    git,
    baseTip,
    has: (sha) => hasCommit(git, sha),
    take: (packFile, head, ref) => takePack(git, packFile, { head, ref }),
  };
}

/** The base branch, and `from` or the pinned base by name when no branch leads there. */
async function fetchWanted(order: JobOrder, mirror: Mirror, fetch: FetchGit): Promise<void> {
  const base = `refs/heads/${order.base.branch}`;
  await fetch([`+${base}:${base}`]);
  const missing: string[] = [];
  for (const sha of new Set([order.from, order.base.sha])) {
    if (!(await mirror.has(sha))) missing.push(sha);
  }
  if (missing.length > 0) await fetch(missing);
}

type FetchGit = (refspecs: readonly string[]) => Promise<void>;

function fetchGit(directory: string, access: ReadToken, parts: MirrorParts): FetchGit {
  const url = new URL(access.cloneUrl);
  const basic = Buffer.from(`x-access-token:${access.token}`).toString("base64");
  const environment = mirrorEnvironment(parts.daemon, [
    // Bound to the host, so that no other address of this fetch gets it.
    [`http.${url.origin}/.extraHeader`, `Authorization: Basic ${basic}`],
  ]);
  const git = gitIn(directory, environment, parts.signal);
  return async (refspecs) => {
    await git([
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--no-recurse-submodules",
      "--",
      access.cloneUrl,
      ...refspecs,
    ]);
  };
}

async function hasCommit(git: Git, sha: string): Promise<boolean> {
  return askGit(git, ["cat-file", "-e", `${sha}^{commit}`]).catch((error: unknown) => {
    // An unknown object is exit code 128 here, not 1.
    if (error instanceof GitError && error.exitCode === 128) return false;
    throw error;
  });
}

/** Commits that no branch leads to would not be offered to the next fetch, nor survive a clean-up by hand. */
async function keepReachable(order: JobOrder, mirror: Mirror): Promise<void> {
  await mirror.git(["update-ref", `refs/ao/from/${order.itemId}`, order.from]);
  await mirror.git(["update-ref", `refs/ao/base/${order.itemId}`, order.base.sha]);
  // The base branch may be gone from GitHub; the pinned commit stands in for it.
  const known = await askGit(mirror.git, [
    "show-ref",
    "--verify",
    "--quiet",
    `refs/heads/${order.base.branch}`,
  ]);
  if (!known) await mirror.git(["update-ref", `refs/heads/${order.base.branch}`, order.base.sha]);
}

async function takePack(
  git: Git,
  packFile: string,
  into: { head: string; ref: string },
): Promise<void> {
  await git(["index-pack", "--stdin", "--fix-thin"], { inputFile: packFile });
  // A pack may lack what its commits name; then the ref would be a trap for whoever reads it later.
  await git(["rev-list", "--objects", "--quiet", into.head, "--not", "--all"]);
  await git(["update-ref", into.ref, into.head]);
}
