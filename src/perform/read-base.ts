/** Whether checks are green on the newest commit of the base branch. */
import { judgeChecks } from "../core/checks.ts";
import { RefusedError } from "../errors.ts";
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const readBase: Performer<Extract<Effect, { type: "read_base" }>> = async (performing) => {
  const { effect, parts } = performing;
  const { state, base, repository } = itemOf(performing);
  if (state.name !== "waiting" || state.for !== "base" || base === null) return null;
  const tip = await parts.github.branchSha(repository, base.branch);
  if (tip === null) throw new RefusedError(`the branch ${base.branch} is gone`, { status: 404 });
  const checks = await parts.github.checks(repository, tip);
  // As if the base asked for these and nothing else.
  const required = effect.checks.map((name) => ({ name, appId: null }));
  const { kind } = judgeChecks({ ...checks, unfinishedSuites: 0, required });
  return { type: "base_read", tip, green: kind === "green" };
};
