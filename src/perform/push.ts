/** Pushes what a runner handed over, after the app has looked at it. Twice is harmless: the branch is then at that head already. */
import { RefusedError } from "../errors.ts";
import { readPack } from "../store/jobs.ts";
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const push: Performer<Extract<Effect, { type: "push" }>> = async (performing) => {
  const { effect, parts } = performing;
  const item = itemOf(performing);
  const { jobId, head } = effect;
  const stillWanted =
    item.state.name === "working" &&
    item.state.job.id === jobId &&
    item.state.job.stage === "publishing";
  if (!stillWanted || item.branch === null || item.base === null) return null;
  const { repository, branch, base } = item;
  const current = await parts.github.branchSha(repository, branch);
  if (current === head) return { type: "pushed", jobId, head };
  const pack = await readPack(parts.database, effect.pack);
  if (pack === null) throw new Error(`the pack ${effect.pack} is not stored`);
  const from = item.head ?? base.sha;
  const result = await parts.github.push({
    repository,
    branch,
    expected: effect.expected,
    from,
    base,
    head,
    pack,
    rules: { protect: (item.policy ?? parts.defaultPolicy).protect, allowTests: false },
  });
  if (result.pushed) return { type: "pushed", jobId, head };
  // The loop finds out for how long, and keeps the order for later.
  if (result.says.startsWith("The repository is archived")) {
    throw new RefusedError(result.says, { status: 403 });
  }
  const now = await parts.github.branchSha(repository, branch);
  if (now !== null && now !== effect.expected) {
    return { type: "head_read", headSha: now, believed: item.head, by: null, jobId };
  }
  return { type: "push_refused", jobId, says: result.says, forAgent: result.forAgent };
};
