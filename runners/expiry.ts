/**
 * What nobody has used for 30 days goes: rescued work in the mirrors, trees that were set aside, and the folders of work
 * items. The app is not asked whether an item is finished; work that goes on later begins with a fresh tree.
 *
 * A tree that was never pushed is rescued before it goes, and stays in the mirror for another 30 days. One that can't be
 * rescued stays where it is.
 */
import { mkdir, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Clock, Log } from "./clock.ts";
import { itemFolders, makeEnvironment } from "./environment.ts";
import { askGit, type Git, gitIn, GitError, mirrorEnvironment } from "./git.ts";
import { mirrorOver } from "./mirror.ts";
import { rescue } from "./workspace.ts";

const KEPT_MS = 30 * 24 * 3_600_000;

export type ExpiryParts = {
  clock: Clock;
  log: Log;
  /** The daemon's environment. */ daemon: Readonly<Record<string, string | undefined>>;
  marks: Readonly<Record<string, string>>;
};

/** Notes that an item is worked on, in a file that no agent writes. */
export async function markUsed(directory: string, itemId: string, now: number): Promise<void> {
  const file = usedFile(directory, itemId);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, "");
  await utimes(file, now / 1_000, now / 1_000);
}

function usedFile(directory: string, itemId: string): string {
  return path.join(directory, "items", `${itemId}.used`);
}

export async function removeExpired(directory: string, parts: ExpiryParts): Promise<void> {
  const before = parts.clock.now() - KEPT_MS;
  for (const name of await listIn(path.join(directory, "mirrors"))) {
    await removeRefs(gitOf(path.join(directory, "mirrors", name), parts), before, parts.log);
  }
  for (const name of await listIn(path.join(directory, "aside"))) {
    const kept = path.join(directory, "aside", name);
    if ((await usedAt(kept)) >= before) continue;
    await rm(kept, { recursive: true, force: true });
    parts.log.info({ name }, "removed a tree that was set aside 30 days ago");
  }
  for (const itemId of await listIn(path.join(directory, "homes"))) {
    // The preflight's own.
    if (itemId.startsWith("check-")) continue;
    // Made before the runner took notes: its time begins now.
    if (!(await listIn(path.join(directory, "items"))).includes(`${itemId}.used`)) {
      await markUsed(directory, itemId, parts.clock.now());
    }
    if (await isUnused(directory, itemId, before)) {
      await removeItem(directory, itemId, { ...parts, before });
    }
  }
}

async function removeRefs(git: Git, before: number, log: Log): Promise<void> {
  const refs = await git(["for-each-ref", "--format=%(refname)", "refs/ao/rescue"]);
  for (const ref of refs.split("\n")) {
    const day = /\/(\d{4}-\d\d-\d\d)-[0-9a-f]+$/.exec(ref)?.[1];
    // The whole of its day counts.
    if (day === undefined || Date.parse(`${day}T23:59:59Z`) >= before) continue;
    await git(["update-ref", "-d", ref]);
    log.info({ ref }, "removed work that was rescued 30 days ago");
  }
}

async function isUnused(directory: string, itemId: string, before: number): Promise<boolean> {
  return (await usedAt(usedFile(directory, itemId))) < before;
}

async function removeItem(
  directory: string,
  itemId: string,
  parts: ExpiryParts & { before: number },
): Promise<void> {
  const folders = itemFolders(directory, itemId);
  const hasTree = (await listIn(folders.work)).length > 0;
  if (hasTree && !(await rescueItem(directory, itemId, parts))) {
    parts.log.warn({ item: itemId }, "kept an old tree, since it could not be rescued");
    return;
  }
  // A job may have begun meanwhile.
  if (!(await isUnused(directory, itemId, parts.before))) return;
  for (const folder of [folders.work, folders.tmp, folders.home]) {
    await rm(folder, { recursive: true, force: true });
  }
  await rm(path.join(directory, "items", `${itemId}.json`), { force: true });
  await rm(usedFile(directory, itemId), { force: true });
  parts.log.info({ item: itemId }, "removed the folders of work that rested for 30 days");
}

/** The mirror is found by what the runner noted there: nothing that stands in the agent's tree is believed. */
async function rescueItem(directory: string, itemId: string, parts: ExpiryParts): Promise<boolean> {
  const folders = itemFolders(directory, itemId);
  for (const name of await listIn(path.join(directory, "mirrors"))) {
    const mirrorDirectory = path.join(directory, "mirrors", name);
    const mirrorGit = gitOf(mirrorDirectory, parts);
    if (!(await hasRef(mirrorGit, `refs/ao/from/${itemId}`))) continue;
    const from = await mirrorGit(["rev-parse", `refs/ao/from/${itemId}`]);
    const base = await mirrorGit(["rev-parse", `refs/ao/base/${itemId}`]);
    const signal = new AbortController().signal;
    const environment = makeEnvironment({ name: "", command: [], env: [] }, folders, parts);
    try {
      return await rescue({
        order: { itemId, from, base: { branch: "", sha: base } },
        git: gitIn(folders.work, environment, signal),
        parts: {
          mirror: mirrorOver(mirrorDirectory, mirrorGit, async () => base),
          folders,
          environment,
          cloneUrl: "",
          signal,
          now: parts.clock.now,
        },
      });
    } catch (error) {
      parts.log.error({ item: itemId, err: error }, "an old tree could not be rescued");
      return false;
    }
  }
  return false;
}

async function hasRef(git: Git, ref: string): Promise<boolean> {
  return askGit(git, ["show-ref", "--verify", "--quiet", ref]).catch((error: unknown) => {
    if (error instanceof GitError) return false;
    throw error;
  });
}

function gitOf(directory: string, { daemon }: ExpiryParts): Git {
  return gitIn(directory, mirrorEnvironment(daemon), new AbortController().signal);
}

async function usedAt(folder: string): Promise<number> {
  return (await stat(folder)).mtimeMs;
}

async function listIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
}
