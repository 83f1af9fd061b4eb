/**
 * A runner's pack on its way to GitHub. The app trusts nothing of it: it fetches the old head and the base itself,
 * checks that the new head follows from them, looks at every commit's paths, sizes and secrets, and only then pushes,
 * with a lease on what the branch must be now. Never by force, only to `ao/*`.
 *
 * The command sequence was measured against git 2.39 over smart HTTP: a self-contained pack is needed, since a thin
 * one makes git fetch base blobs behind our back.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { TransientError } from "../errors.ts";
import { gitIn, must } from "./git.ts";
import { inspectPush } from "./inspect-push.ts";
import type { Push, PushResult } from "./port.ts";

export interface PackPush extends Push {
  url: string;
  /** May write the contents of this one repository. */
  token: string;
  temporaryDirectory: string;
}

const MAX_PACK_BYTES = 100 * 1024 * 1024;

/**
 * @throws {TransientError} when the network or the other side failed
 */
export async function pushPack(push: PackPush): Promise<PushResult> {
  if (!/^ao\/[\w./-]+$/.test(push.branch)) {
    return {
      pushed: false,
      says: `\`${push.branch}\` is not one of AO's branches.`,
      forAgent: false,
    };
  }
  const directory = await mkdtemp(join(push.temporaryDirectory, "ao-push-"));
  try {
    return await pushFrom(directory, push);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function pushFrom(directory: string, push: PackPush): Promise<PushResult> {
  const offline = gitIn(directory, null);
  const online = gitIn(directory, push.token);
  await must(offline, ["init", "-q", "--bare", "."]);
  const fetched = await online([
    "-c",
    "fetch.fsckObjects=true",
    "fetch",
    "-q",
    "--no-tags",
    "--no-recurse-submodules",
    "--depth=1",
    "--filter=blob:none",
    push.url,
    `${push.from}:refs/ao/old`,
    `refs/heads/${push.base.branch}:refs/ao/main`,
  ]);
  if (fetched.exitCode !== 0) {
    throw new TransientError(`git could not fetch from GitHub: ${firstLine(fetched.stderr)}`);
  }
  // Whatever this filter left out is not fetched behind our back.
  await offline(["config", "--unset", "extensions.partialclone"]);
  const unpacked = await offline(
    ["index-pack", "--fsck-objects", `--max-input-size=${MAX_PACK_BYTES}`, "--stdin"],
    push.pack,
  );
  if (unpacked.exitCode !== 0) {
    const says = `The handed-over commits can't be read: ${firstLine(unpacked.stderr)}`;
    return { pushed: false, says, forAgent: true };
  }
  const named = await offline(["update-ref", "refs/ao/in", push.head]);
  if (named.exitCode !== 0) {
    return { pushed: false, says: "The handed-over head is not in the pack.", forAgent: true };
  }
  const objection = await inspectPush(offline, push.head);
  if (objection !== null) return { pushed: false, says: objection, forAgent: true };
  const pushed = await online([
    "-c",
    "push.negotiate=true",
    "push",
    "--porcelain",
    "--no-thin",
    "--no-verify",
    "--no-recurse-submodules",
    `--force-with-lease=refs/heads/${push.branch}:${push.expected ?? ""}`,
    push.url,
    `${push.head}:refs/heads/${push.branch}`,
  ]);
  return pushed.exitCode === 0 ? { pushed: true } : classify(pushed.stdout + pushed.stderr);
}

/** What GitHub said about a push, sorted by who can mend it. */
function classify(output: string): PushResult {
  if (/stale info|non-fast-forward|fetch first|already exists/.test(output)) {
    const says =
      "Somebody else has pushed to AO's branch meanwhile, so nothing was pushed over it.";
    return { pushed: false, says, forAgent: false };
  }
  if (/refusing to allow .*workflow/i.test(output)) {
    const says =
      "GitHub lets no App without the `workflows` permission change files in `.github/workflows`.";
    return { pushed: false, says, forAgent: true };
  }
  if (/GH006|GH013|protected branch|rule violations/i.test(output)) {
    const says = `The repository's rules refuse the push: ${firstRemoteLine(output)}`;
    return { pushed: false, says, forAgent: false };
  }
  if (/GH001|exceeds GitHub's file size limit/i.test(output)) {
    return { pushed: false, says: "A file is larger than GitHub takes (100 MB).", forAgent: true };
  }
  throw new TransientError(`git could not push to GitHub: ${firstRemoteLine(output)}`);
}

function firstRemoteLine(output: string): string {
  return firstLine(
    output.split("\n").find((line) => /^(remote|error|fatal):/.test(line)) ?? output,
  );
}

function firstLine(text: string): string {
  return (text.trim().split("\n")[0] ?? "").slice(0, 300);
}
