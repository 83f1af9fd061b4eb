import { appendFileSync } from "node:fs";
import path from "node:path";
import type { Repository } from "./words.ts";
import type { World } from "./world.ts";

/** Remembers that a commit is verified, where the update hook sees it too. */
export function verify(
  world: World,
  repository: Repository,
  sha: string,
  signed: { readonly signature: string; readonly payload: string },
): void {
  repository.verified.set(sha, { ...signed, at: world.now() });
  appendFileSync(path.join(repository.directory, "verified-commits"), `${sha}\n`);
}
