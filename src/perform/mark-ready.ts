/** Takes the draft away and asks the requester for a review; no comment, no mention for good news. */
import { RefusedError, TransientError } from "../errors.ts";
import { whomToAsk } from "../core/whom-to-ask.ts";
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const markReady: Performer<Extract<Effect, { type: "mark_ready" }>> = async (performing) => {
  const { effect, parts } = performing;
  const item = itemOf(performing);
  if (item.state.name !== "watching" || item.state.headSha !== effect.headSha) return null;
  if (item.pullRequest === null) throw new TransientError("the pull request is not open yet");
  const { number, nodeId } = item.pullRequest;
  const pull = await parts.github.pullRequest(item.repository, number);
  // GitHub may be a moment behind; when somebody else has pushed, trying for long ends in a question.
  if (pull === null || pull.headSha !== effect.headSha) {
    throw new TransientError(`#${number} is not at the commit whose checks passed`);
  }
  // A person's draft stays one; the status says that the work is ready.
  if (item.pullRequest.draftBy === undefined) {
    if (pull.draft) await parts.github.markReady(item.repository, nodeId);
    await askForReview(performing.parts, item);
  }
  const { headSha, proof, passed } = effect;
  return { type: "marked_ready", headSha, proof, passed, changes: pull.changes };
};

/** GitHub refuses reviewers it does not take (422); the pull request is ready all the same, and the log says so. */
async function askForReview(
  parts: Parameters<typeof markReady>[0]["parts"],
  item: ReturnType<typeof itemOf>,
): Promise<void> {
  if (item.pullRequest === null) return;
  const reviewer = whomToAsk(item);
  try {
    await parts.github.requestReview(item.repository, item.pullRequest.number, reviewer);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    parts.log.warn({ item: item.id, reviewer, err: error }, "no review request");
  }
}
