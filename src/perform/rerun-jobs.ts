/** Runs failed jobs again. What came of it is read with the checks. */
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const rerunJobs: Performer<Extract<Effect, { type: "rerun_jobs" }>> = async (performing) => {
  const { effect, parts } = performing;
  const { state, repository } = itemOf(performing);
  if (state.name !== "watching" || state.headSha !== effect.headSha) return null;
  await parts.github.rerunFailed(repository, effect.jobIds);
  return null;
};
