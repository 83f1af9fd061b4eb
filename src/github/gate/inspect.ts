/** Looks at what a runner wants pushed, in a repository of the app's own, and says what speaks against it. */
import { TransientError } from "../../errors.ts";
import { readChanges, readNet } from "./changes.ts";
import { checkExtent } from "./extent.ts";
import { filesOf } from "./files.ts";
import { readHistory } from "./history.ts";
import { Objection } from "./objection.ts";
import { RULES } from "./rules.ts";
import { unpack } from "./unpack.ts";
import type { Push, PushRefusal } from "../port.ts";
import type { Handed } from "./handed.ts";
import type { Site } from "./known.ts";
import type { Unpacked } from "./unpack.ts";

/** @throws {Objection} for what can't be read, {TransientError} when GitHub can't be asked */
export async function inspect(
  site: Site,
  push: Push & { secrets: readonly string[] },
): Promise<PushRefusal | null> {
  const unpacked = await unpack(site, push.pack);
  const { unsound } = unpacked;
  const refusal: PushRefusal | null =
    unsound === null ? null : { about: "other", says: unsound, forAgent: false };
  try {
    return (await applyRules(site, push, unpacked)) ?? refusal;
  } catch (error) {
    // What git would not take in may be what it now stumbles over.
    if (refusal === null || error instanceof Objection || error instanceof TransientError) {
      throw error;
    }
    return refusal;
  }
}

async function applyRules(
  site: Site,
  push: Push & { secrets: readonly string[] },
  unpacked: Unpacked,
): Promise<PushRefusal | null> {
  const history = await readHistory(site, unpacked, push.head);
  await checkExtent(site, history);
  const handed: Handed = {
    site,
    commits: history.commits,
    changes: await readChanges(site, history),
    net: await readNet(site, history),
    files: filesOf(site, history, unpacked.objects),
    rules: push.rules,
    branch: push.branch,
    main: push.base.branch,
    secrets: push.secrets,
  };
  for (const { look, about, forAgent } of RULES) {
    const says = await look(handed);
    if (says !== null) return { about, says, forAgent };
  }
  return null;
}
