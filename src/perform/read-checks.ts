/** Reads the checks of one head, whatever made us look. */
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const readChecks: Performer<Extract<Effect, { type: "read_checks" }>> = async (
  performing,
) => {
  const item = itemOf(performing);
  const { state } = item;
  const watched = state.name === "watching" || state.name === "in_review" ? state.headSha : null;
  if (watched !== performing.effect.headSha) return null;
  const snapshot = await performing.parts.github.checks(item.repository, watched);
  return { type: "checks_read", snapshot };
};
