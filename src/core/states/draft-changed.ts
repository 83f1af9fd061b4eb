/** Somebody else made the pull request a draft again, or ready: that is their word, and AO leaves it so. */
import { go, stay } from "../decision.ts";
import type { Decision, FactOf, WorkItem } from "../work-item.ts";

export function whenDraftChanged(item: WorkItem, fact: FactOf<"draft_changed">): Decision {
  const { number, draft, by } = fact;
  const before = item.pullRequest;
  if (before?.number !== number || before.draft === draft) {
    return stay(item, "The pull request is as AO knows it to be.");
  }
  const { nodeId } = before;
  const pullRequest = draft ? { number, nodeId, draft, draftBy: by } : { number, nodeId, draft };
  const why = draft
    ? `${by} made #${number} a draft again; AO leaves it one.`
    : `${by} made #${number} ready for review.`;
  return go({ ...item, pullRequest }, fact, { state: item.state, why });
}
