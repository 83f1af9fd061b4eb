/** The base branch gets another name, or somebody chooses another. The pinned commit stays what the work began at. */
import { go, keep, stay } from "../decision.ts";
import type { Decision, Effect, FactOf, WorkItem } from "../work-item.ts";

/** GitHub moves open pull requests along with a branch's new name, but not with another default: so it is read. */
export function whenDefaultBranchChanged(
  item: WorkItem,
  fact: FactOf<"default_branch_changed">,
): Decision {
  const { from, to } = fact;
  if (item.base?.branch !== from) return stay(item, `AO does not build on \`${from}\` here.`);
  const read: Effect = { type: "read_target", from, to };
  return keep(item, [read], `The default branch is \`${to}\` now; the base is read.`);
}

export function whenRetargeted(item: WorkItem, fact: FactOf<"retargeted">): Decision {
  const { branch, by } = fact;
  const { base, state } = item;
  if (base === null || base.branch === branch) return stay(item, "The base is as AO knows it.");
  const why = by === null ? `The base is \`${branch}\` now.` : `${by} made \`${branch}\` the base.`;
  return go({ ...item, base: { ...base, branch } }, fact, { state, why });
}
