/** Brings the newest commit of the base into the pull request's branch, as GitHub's own button does: by a merge, never by force. */
import { RefusedError, TransientError } from "../errors.ts";
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const mergeBase: Performer<Extract<Effect, { type: "merge_base" }>> = async (performing) => {
  const { effect, parts } = performing;
  const { state, pullRequest, repository, head } = itemOf(performing);
  const { headSha: from, base } = effect;
  if (state.name !== "waiting" || state.for !== "base" || head !== from) return null;
  if (pullRequest === null) throw new TransientError("the pull request is not open yet");
  const { number } = pullRequest;
  const came = await parts.github.mergeBase(repository, number, from);
  switch (came.kind) {
    case "merged":
      return { type: "base_merged", from, head: came.head, base };
    case "nothing_new":
      return { type: "base_merged", from, head: from, base };
    case "conflict":
      return { type: "base_conflicts", headSha: from };
    case "merging":
      throw new TransientError(`GitHub merges the base into #${number}`);
    case "moved":
      throw new RefusedError(`somebody else has pushed to #${number}`, { status: 409 });
  }
};
