/** Asks GitHub whether the base branch has the commit that the agent says has fixed it. */
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const checkCommit: Performer<Extract<Effect, { type: "check_commit" }>> = async (
  performing,
) => {
  const { effect, parts } = performing;
  const { state, repository, base } = itemOf(performing);
  const { jobId, commit } = effect;
  const stillWanted =
    state.name === "working" && state.job.id === jobId && state.job.stage === "proving";
  if (!stillWanted || base === null) return null;
  const title = await parts.github.titleOnBranch(repository, base.branch, commit);
  return { type: "commit_checked", jobId, title };
};
