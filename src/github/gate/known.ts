/**
 * What GitHub has already, as far as the gate needs it: the head pushed last, the base the work began at, and the tip of
 * the base branch, each without history and files. The rest is fetched when something asks for it, and never by git
 * itself: a fetch with a filter leaves settings behind that let every later command fetch what it misses.
 *
 * Measured against git 2.39 over smart HTTP.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TransientError } from "../../errors.ts";
import { must } from "../git.ts";
import { firstLine, incomplete, Objection, shown } from "./objection.ts";
import type { Git, GitAnswer } from "../git.ts";

/** The app's bare repository for one push: `refs/ao/old`, `refs/ao/base`, `refs/ao/main`, and later `refs/ao/in`. */
export interface Site {
  directory: string;
  offline: Git;
  online: Git;
  url: string;
}

/** Commits the base branch may have moved on by and still be followed back. Without trees that is a megabyte or two. */
const MAX_HISTORY = 5_000;

const CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";

/** @throws {TransientError} when GitHub can't be reached, {Objection} when it has no such commits any more */
export async function fetchKnown(
  site: Site,
  push: { from: string; base: { branch: string; sha: string } },
): Promise<void> {
  await must(site.offline, ["init", "-q", "--bare", "--template=", "."]);
  const wanted = [
    `${push.from}:refs/ao/old`,
    `${push.base.sha}:refs/ao/base`,
    `refs/heads/${push.base.branch}:refs/ao/main`,
  ];
  const fetched = await fetchFrom(site, ["fetch", "--depth=1", "--filter=blob:none"], wanted);
  if (/couldn't find remote ref/.test(fetched.stderr)) {
    const says = `The branch ${shown(push.base.branch)} is gone from GitHub.`;
    throw new Objection(says, false, "repository");
  }
  if (isGone(fetched)) {
    const says =
      "GitHub no longer has the commit that this work began at: history was rewritten there. `/ao run fresh` starts over.";
    throw new Objection(says, false);
  }
  if (fetched.exitCode !== 0) throw unreachable(fetched);
}

/** Gets the commits that lead to the old head and the tip of the base branch, without what is in them. */
export async function fetchHistory(site: Site): Promise<void> {
  // By name, since the branch may have moved on since it was fetched first.
  const names = await must(site.offline, ["rev-parse", "refs/ao/old", "refs/ao/main"]);
  const wanted = [...new Set(names.trim().split("\n"))];
  const depth = `--depth=${MAX_HISTORY}`;
  const fetched = await fetchFrom(site, ["fetch", depth, "--filter=tree:0"], wanted);
  if (fetched.exitCode !== 0) throw unreachable(fetched);
}

/** Gets trees with all below them but files, or single files, by their object names. */
export async function fetchObjects(site: Site, wanted: readonly string[]): Promise<void> {
  if (wanted.length === 0) return;
  // What is here lacks files and trees, so that git must not tell GitHub to leave them out.
  const fetch = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--filter=blob:none"];
  const fetched = await fetchFrom(site, fetch, wanted);
  if (isGone(fetched)) throw incomplete("a file");
  if (fetched.exitCode !== 0) throw unreachable(fetched);
}

async function fetchFrom(
  site: Site,
  fetch: readonly string[],
  wanted: readonly string[],
): Promise<GitAnswer> {
  const options = ["-q", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
  const args = [...fetch, ...options, "--stdin", "--", site.url];
  const fetched = await site.online(args, `${wanted.join("\n")}\n`);
  await writeFile(join(site.directory, "config"), CONFIG);
  return fetched;
}

function isGone({ exitCode, stderr }: GitAnswer): boolean {
  return exitCode !== 0 && /not our ref|unadvertised object/.test(stderr);
}

function unreachable({ stderr }: GitAnswer): TransientError {
  return new TransientError(`git could not fetch from GitHub: ${firstLine(stderr)}`);
}
