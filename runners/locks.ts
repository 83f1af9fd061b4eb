/** Lock files of a git that was killed: no other git takes them away, and each later one fails on them. */
import { lstat, readdir, rm } from "node:fs/promises";
import path from "node:path";

/**
 * Removes every lock file of a repository. Only for one that no git works in now. What can't be read or removed stays:
 * git says so itself, better.
 * @param gitDirectory absolute; links are not followed, an agent may have made them
 */
export async function removeLocks(gitDirectory: string): Promise<void> {
  const found = await lstat(gitDirectory).catch(() => null);
  if (found?.isDirectory() !== true) return;
  const entries = await readdir(gitDirectory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const file = path.join(gitDirectory, entry.name);
    if (entry.name.endsWith(".lock") && !entry.isDirectory()) {
      await rm(file, { force: true }).catch(() => "git will say so");
    }
    // Objects are written under names of their own, and there are many.
    if (entry.isDirectory() && entry.name !== "objects") await removeLocks(file);
  }
}
