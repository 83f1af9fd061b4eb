/**
 * A runner's pack on its way to GitHub. The app trusts nothing of it: it fetches the old head and the base itself,
 * looks at every commit by the rules in `gate/rules.ts`, and only then pushes, with a lease on what the branch must be
 * now. Never by force, only to `ao/*`. Where signatures are wanted, GitHub makes the commits (`signing/`).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { isStale, readAnswer, wantsSignatures } from "./gate/answers.ts";
import { inspect } from "./gate/inspect.ts";
import { fetchKnown } from "./gate/known.ts";
import { Objection, shown } from "./gate/objection.ts";
import { gitIn } from "./git.ts";
import { judgeStale, pushSigned } from "./signing/push-signed.ts";
import type { Site } from "./gate/known.ts";
import type { Push, PushResult } from "./port.ts";
import type { GitData } from "./signing/git-data.ts";

export interface PackPush extends Push {
  url: string;
  /** May write the contents of this one repository. */
  token: string;
  /** Makes signed commits on this branch; null where none can be made. */
  api: GitData | null;
  temporaryDirectory: string;
  /** Values that must never be pushed in any form, beside the token and what looks like a secret by itself. */
  secrets: readonly string[];
}

/**
 * Twice is harmless: the second finds the branch where it should be.
 * @throws {TransientError} when the network or the other side failed
 */
export async function pushPack(push: PackPush): Promise<PushResult> {
  if (!isOurs(push)) {
    const says = `${shown(push.branch)} is not one of AO's branches, and AO pushes to no other.`;
    return { pushed: false, about: "other", says, forAgent: false };
  }
  const names = [push.head, push.from, push.base.sha, push.expected ?? push.head];
  const wrong = names.find((name) => !/^[0-9a-f]{40}$/.test(name));
  if (wrong !== undefined) {
    const says = `${shown(wrong)} is not the name of a commit.`;
    return { pushed: false, about: "other", says, forAgent: false };
  }
  const directory = await mkdtemp(join(push.temporaryDirectory, "ao-push-"));
  try {
    return await pushFrom(directory, push);
  } catch (error) {
    if (!(error instanceof Objection)) throw error;
    const { about, message: says, forAgent } = error;
    return { pushed: false, about, says, forAgent };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A base branch may be called `ao/…` too, and is still not AO's. */
function isOurs({ branch, base }: Push): boolean {
  const isName = /^ao(?:\/[A-Za-z0-9_][\w.-]{0,200}){1,5}$/.test(branch);
  return isName && !/\.\.|\.(?:lock)?(?:\/|$)/.test(branch) && branch !== base.branch;
}

async function pushFrom(directory: string, push: PackPush): Promise<PushResult> {
  const site: Site = {
    directory,
    offline: gitIn(directory, null),
    online: gitIn(directory, push.token),
    url: push.url,
  };
  await fetchKnown(site, push);
  const objection = await inspect(site, {
    ...push,
    secrets: [push.token, ...push.secrets],
  });
  if (objection !== null) return { pushed: false, ...objection };
  if (push.signed && push.api !== null) return pushSigned(site, push.api, push.expected);
  // A thin pack would leave out what the app has never fetched.
  const pushed = await site.online([
    "-c",
    "push.negotiate=true",
    "push",
    "--porcelain",
    "--no-thin",
    "--no-verify",
    "--no-recurse-submodules",
    `--force-with-lease=refs/heads/${push.branch}:${push.expected ?? ""}`,
    "--",
    push.url,
    `${push.head}:refs/heads/${push.branch}`,
  ]);
  if (pushed.exitCode === 0) return { pushed: true, head: push.head, signed: false };
  const output = pushed.stdout + pushed.stderr;
  // Classic protection is not shown to an App like AO: it is learned here.
  if (push.api !== null && wantsSignatures(output)) {
    return pushSigned(site, push.api, push.expected);
  }
  return push.api !== null && isStale(output)
    ? judgeStale(site, push.api)
    : { pushed: false, ...readAnswer(output) };
}
