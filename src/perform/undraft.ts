/** Takes the draft away so that checks run. Nobody is asked for a review yet. */
import { TransientError } from "../errors.ts";
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const undraft: Performer<Extract<Effect, { type: "undraft" }>> = async (performing) => {
  const { effect, parts } = performing;
  const { state, pullRequest, repository } = itemOf(performing);
  if (state.name !== "watching" || state.headSha !== effect.headSha) return null;
  if (pullRequest === null) throw new TransientError("the pull request is not open yet");
  await parts.github.markReady(repository, pullRequest.nodeId);
  return { type: "undrafted", headSha: effect.headSha };
};
