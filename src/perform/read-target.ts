/** Reads what the base is, after a hint that the default branch has changed or has another name. */
import { TransientError } from "../errors.ts";
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

/** GitHub moves pull requests along with a branch's new name a moment later. */
const LOOKS = 3;

export const readTarget: Performer<Extract<Effect, { type: "read_target" }>> = async (
  performing,
) => {
  const { effect, parts, attempts } = performing;
  const { repository, pullRequest } = itemOf(performing);
  const isGone = (await parts.github.branchSha(repository, effect.from)) === null;
  if (pullRequest === null) {
    return isGone ? { type: "retargeted", branch: effect.to, by: null } : null;
  }
  const pull = await parts.github.pullRequest(repository, pullRequest.number);
  if (pull === null) return null;
  if (isGone && pull.baseBranch === effect.from && attempts < LOOKS) {
    throw new TransientError("the pull request has not followed its base yet");
  }
  return { type: "retargeted", branch: pull.baseBranch, by: null };
};
