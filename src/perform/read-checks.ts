/** Reads the checks of one head, whatever made us look. */
import { itemOf } from "./performer.ts";
import { headInQuestion } from "../core/states/waiting.ts";
import type { Effect, State } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const readChecks: Performer<Extract<Effect, { type: "read_checks" }>> = async (
  performing,
) => {
  const item = itemOf(performing);
  const watched = headOf(item.state);
  if (watched === null || watched !== performing.effect.headSha) return null;
  const snapshot = await performing.parts.github.checks(item.repository, watched);
  return { type: "checks_read", snapshot };
};

/** The head whose checks still matter. A question may be answered by a check, too. */
function headOf(state: State): string | null {
  switch (state.name) {
    case "watching":
    case "in_review":
      return state.headSha;
    case "waiting":
      return headInQuestion(state);
    default:
      return null;
  }
}
