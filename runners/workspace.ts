/**
 * The tree one work item is worked on in: `<directory>/work/<item id>`.
 *
 * It is a repository of its own that borrows the mirror's objects, not a linked worktree: those share one configuration,
 * and whatever an agent wrote into it would run in the runner's git, next to the token, and in every other item's. So git
 * that reads an agent's repository runs as the agent does, with the agent's environment; git that decides runs in the
 * mirror, and only packs cross.
 *
 * Nothing that was not pushed is ever deleted: it is brought into the mirror as `refs/ao/rescue/<item>/<day>-<commit>`
 * first, and kept there as long as `expiry.ts` says.
 */
import { mkdir, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import type { JobOrder } from "../src/protocol/words.ts";
import { JobFailure } from "./endings.ts";
import type { ItemFolders } from "./environment.ts";
import { askGit, type Git, gitIn, GitError } from "./git.ts";
import { removeLocks } from "./locks.ts";
import type { Mirror } from "./mirror.ts";
import { clearOutcome, type Found, takeOutcome } from "./outcome-file.ts";
import { makePack } from "./pack.ts";
import { signOff } from "./sign-off.ts";

export type Workspace = {
  directory: string;
  mirror: Mirror;
  /** The commit that is checked out. */ head: () => Promise<string>;
  /** Paths whose edits are in no commit, new files included. */ listDirty: () => Promise<string[]>;
  /** Commits the edits of these paths under a plain message. */
  commitPaths: (paths: readonly string[]) => Promise<void>;
  /**
   * Brings the agent's HEAD into the mirror and says how many commits it is ahead of `from`. When the agent rewrote what
   * was pushed, its tree is put on top of `from` as one commit, because nothing may ever be pushed by force. New commits
   * are signed off where the order wants it.
   */
  collect: () => Promise<Collected>;
  /** How the agent says it ended without a commit; the file is gone then. Null when it wrote none. */
  takeOutcome: () => Promise<Found | null>;
};
export type Collected = { head: string; count: number; subject: string; reattached: boolean };

export type WorkspaceParts = {
  mirror: Mirror;
  folders: ItemFolders;
  /** The agent's. */ environment: Record<string, string>;
  cloneUrl: string;
  signal: AbortSignal;
  /** Milliseconds since 1970. */ now: () => number;
};
/** What must be known of a tree to bring it into the mirror. */
export type Rescuable = {
  order: Pick<JobOrder, "itemId" | "from" | "base">;
  git: Git;
  parts: WorkspaceParts;
};
type Tree = Rescuable & { order: JobOrder };

const LEFTOVERS = "Save the agent's uncommitted work";
const MAX_RESCUE_BYTES = 2_000_000_000;

/** Opens the item's tree at `from` or where the agent left it, and makes one when there is none. */
export async function openWorkspace(order: JobOrder, parts: WorkspaceParts): Promise<Workspace> {
  const { folders, mirror } = parts;
  await mkdir(folders.home, { recursive: true, mode: 0o700 });
  await mkdir(folders.tmp, { recursive: true, mode: 0o700 });
  await mkdir(path.dirname(folders.work), { recursive: true });
  const git = gitIn(folders.work, parts.environment, parts.signal);
  const tree = { order, git, parts };
  const state = await readTree(tree);
  if (state === "twin") await git(["reset", "--quiet", "--soft", order.from]);
  else if (state === "elsewhere" && (await rescue(tree))) await renewTree(tree);
  else if (state === "broken" || state === "elsewhere") await moveAside(tree);
  if ((await readdir(folders.work).catch(() => null)) === null) await makeTree(tree);
  await git(["update-ref", `refs/remotes/origin/${order.base.branch}`, await mirror.baseTip()]);
  await clearOutcome(folders.work);
  return {
    directory: folders.work,
    mirror,
    head: () => readHead(git),
    listDirty: () => listDirty(git),
    commitPaths: (paths) => commitPaths(git, paths),
    collect: () => collect(tree),
    takeOutcome: () => takeOutcome(folders.work, { mirror, branch: order.base.branch }),
  };
}

/** Whether there is a tree with uncommitted edits or commits after `from`. */
export async function isTreeAhead(work: string, from: string, git: Git): Promise<boolean> {
  if ((await readdir(work).catch(() => null)) === null) return false;
  return (await readHead(git)) !== from || (await listDirty(git)).length > 0;
}

/** `twin`: the same files under another commit, because GitHub made the commit anew to sign it. */
type TreeState = "missing" | "broken" | "usable" | "twin" | "elsewhere";

async function readTree({ order, git, parts }: Tree): Promise<TreeState> {
  const { work } = parts.folders;
  const entries = await readdir(work).catch(() => null);
  if (entries === null) return "missing";
  if (!entries.includes(".git")) return "broken";
  // Nobody else works here now.
  await removeLocks(path.join(work, ".git"));
  try {
    const top = await git(["rev-parse", "--show-toplevel"]);
    const head = await readHead(git);
    if (path.resolve(top) !== path.resolve(work)) return "broken";
    const ahead = await askGit(git, ["merge-base", "--is-ancestor", order.from, head]);
    if (!ahead && !(await haveSameFiles(git, order.from, head))) return "elsewhere";
    // A conversation that goes on knows its own unfinished edits; a new one would only trip over them.
    const dirty = order.session === null && (await listDirty(git)).length > 0;
    if (dirty) return "elsewhere";
    return ahead ? "usable" : "twin";
  } catch (error) {
    if (error instanceof GitError) return "broken";
    throw error;
  }
}

async function haveSameFiles(git: Git, one: string, other: string): Promise<boolean> {
  return (
    (await git(["rev-parse", `${one}^{tree}`])) === (await git(["rev-parse", `${other}^{tree}`]))
  );
}

/** Keeps HEAD and the edits on top of it in the mirror. False when that can't be done: then the tree itself is kept. */
export async function rescue(tree: Rescuable): Promise<boolean> {
  const { order, git, parts } = tree;
  try {
    await commitPaths(git, await listDirty(git));
    const head = await readHead(git);
    const ref = rescueRef(order, head, parts.now());
    await bringHome(tree, { head, ref, maxBytes: MAX_RESCUE_BYTES });
    return true;
  } catch (error) {
    parts.signal.throwIfAborted();
    if (error instanceof GitError || error instanceof JobFailure) return false;
    throw error;
  }
}

/** For a tree that git cannot read any more, or that is too big to rescue: kept for a person, out of the way. */
async function moveAside({ order, parts }: Tree): Promise<void> {
  const { work } = parts.folders;
  const aside = path.join(path.dirname(path.dirname(work)), "aside");
  await mkdir(aside, { recursive: true });
  const kept = path.join(aside, `${order.itemId}-${order.jobId}`);
  await rename(work, kept);
  await utimes(kept, parts.now() / 1_000, parts.now() / 1_000);
}

/** Made under another name first, so that a crash never leaves half a tree that looks whole. */
async function makeTree(tree: Tree): Promise<void> {
  const { work } = tree.parts.folders;
  const draft = `${work}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  await initTree(tree, draft);
  await rename(draft, work);
}

/** A fresh repository around the files that are there, ignored ones (dependencies, caches) included. */
async function renewTree(tree: Tree): Promise<void> {
  const { work } = tree.parts.folders;
  await rm(path.join(work, ".git"), { recursive: true, force: true });
  await initTree(tree, work);
  await tree.git(["clean", "--quiet", "-ffd"]);
}

async function initTree({ order, parts }: Tree, directory: string): Promise<void> {
  const git = gitIn(directory, parts.environment, parts.signal);
  await git(["check-ref-format", `refs/heads/${order.branch}`]);
  await git(["init", "--quiet", "--template=", "."]);
  const alternates = path.join(directory, ".git", "objects", "info", "alternates");
  await mkdir(path.dirname(alternates), { recursive: true });
  await writeFile(alternates, `${path.join(parts.mirror.directory, "objects")}\n`);
  const exclude = path.join(directory, ".git", "info", "exclude");
  await mkdir(path.dirname(exclude), { recursive: true });
  await writeFile(exclude, "/.ao/\n");
  await git(["config", "remote.origin.url", parts.cloneUrl]);
  await git(["config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"]);
  // Says why in git's own error message, for an agent that tries.
  await git(["config", "remote.origin.pushurl", "/dev/null/ao-pushes-your-commits"]);
  await git(["symbolic-ref", "HEAD", `refs/heads/${order.branch}`]);
  await git(["reset", "--quiet", "--hard", order.from]);
}

async function readHead(git: Git): Promise<string> {
  return git(["rev-parse", "--verify", "HEAD^{commit}"]);
}

async function listDirty(git: Git): Promise<string[]> {
  const status = await git([
    "status",
    "--porcelain",
    "-z",
    "--no-renames",
    "--untracked-files=normal",
    "--ignore-submodules=all",
    "--",
    // What the agent tells us there is no work, also where git does not know to ignore it.
    ":(top,exclude).ao",
  ]);
  // Each entry is two letters, a blank and the path.
  return status
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => entry.slice(3));
}

async function commitPaths(git: Git, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const input = `${paths.join("\0")}\0`;
  await git(
    ["--literal-pathspecs", "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"],
    { input },
  );
  await git(["commit", "--quiet", "--no-verify", "--allow-empty", "--message", LEFTOVERS]);
}

async function collect(tree: Tree): Promise<Collected> {
  const { order, git } = tree;
  const { mirror } = tree.parts;
  const ref = `refs/ao/work/${order.itemId}`;
  let head = await readHead(git);
  await bringHome(tree, { head, ref, maxBytes: order.limits.packBytes });
  const kept = await askGit(mirror.git, ["merge-base", "--is-ancestor", order.from, head]);
  if (!kept) {
    await mirror.git(["update-ref", rescueRef(order, head, tree.parts.now()), head]);
    head = await reattach(order, head, mirror);
    await mirror.git(["update-ref", ref, head]);
    await git(["reset", "--quiet", "--soft", head]);
  }
  if (order.signOff) {
    const known = [order.from, order.base.sha, await mirror.baseTip()];
    const signed = await signOff(mirror.git, { head, known });
    if (signed !== head) {
      await mirror.git(["update-ref", ref, signed]);
      await git(["reset", "--quiet", "--soft", signed]);
      head = signed;
    }
  }
  const count = await mirror.git(["rev-list", "--count", head, `^${order.from}`]);
  const subject = await mirror.git(["log", "-1", "--format=%s", head]);
  return { head, count: Number(count), subject, reattached: !kept };
}

/** Brings `head` of the agent's repository into the mirror as `ref`. */
async function bringHome(
  { order, parts }: Rescuable,
  home: { head: string; ref: string; maxBytes: number },
): Promise<void> {
  const { mirror, folders, environment, signal } = parts;
  if (await mirror.has(home.head)) {
    await mirror.git(["update-ref", home.ref, home.head]);
    return;
  }
  const without = [order.from, order.base.sha, await mirror.baseTip()];
  const file = path.join(folders.packs, `${order.itemId}.taken.pack`);
  await makePack(
    { head: home.head, without, maxBytes: home.maxBytes, file },
    { cwd: folders.work, environment, signal },
  );
  await mirror.take(file, home.head, home.ref);
  await rm(file, { force: true });
}

/** One commit with the tree of `head`, after `from`, and after the base as well when the agent had merged it. */
async function reattach(order: JobOrder, head: string, mirror: Mirror): Promise<string> {
  const tree = await mirror.git(["rev-parse", `${head}^{tree}`]);
  if (tree === (await mirror.git(["rev-parse", `${order.from}^{tree}`]))) return order.from;
  const base = await mirror.baseTip();
  const mergedBase = await askGit(mirror.git, ["merge-base", "--is-ancestor", base, head]);
  const knewBase = await askGit(mirror.git, ["merge-base", "--is-ancestor", base, order.from]);
  const parents = ["-p", order.from, ...(mergedBase && !knewBase ? ["-p", base] : [])];
  const message = await mirror.git(["log", "-1", "--format=%B", head]);
  return mirror.git(["commit-tree", tree, ...parents], { input: `${message}\n` });
}

/** The day stands in the name, since an agent can give its commits any date: `expiry.ts` goes by it. */
function rescueRef({ itemId }: Rescuable["order"], head: string, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10);
  return `refs/ao/rescue/${itemId}/${day}-${head.slice(0, 12)}`;
}
