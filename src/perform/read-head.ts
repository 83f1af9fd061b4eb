/** Reads where AO's branch is, after a hint that somebody else has pushed. */
import { TransientError } from "../errors.ts";
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

/** GitHub may show the branch as it was a moment ago; a hint that came late is found out by looking a few times. */
const LOOKS = 3;

export const readHead: Performer<Extract<Effect, { type: "read_head" }>> = async (performing) => {
  const { effect, parts, attempts } = performing;
  const item = itemOf(performing);
  const { branch, head: believed } = item;
  if (branch === null || effect.headSha === believed) return null;
  const headSha = await parts.github.branchSha(item.repository, branch);
  if (headSha === believed && attempts < LOOKS) {
    throw new TransientError("the branch does not show what was pushed yet");
  }
  // Gone: GitHub closes its pull request, and that ends the work.
  if (headSha === null || headSha === believed) return null;
  // Whoever was hinted at pushed that very commit; of a later one nothing is known.
  const by = headSha === effect.headSha ? effect.by : null;
  return { type: "head_read", headSha, believed, by, jobId: null };
};
