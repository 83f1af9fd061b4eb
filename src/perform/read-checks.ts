/** Reads the checks of one head, whatever made us look. */
import { itemOf } from "./performer.ts";
import { headInQuestion } from "../core/states/waiting.ts";
import type { Effect, State, WorkItem } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const readChecks: Performer<Extract<Effect, { type: "read_checks" }>> = async (
  performing,
) => {
  const item = itemOf(performing);
  const { github } = performing.parts;
  const watched = headOf(item.state);
  if (watched === null || watched !== performing.effect.headSha) return null;
  const checks = await github.checks(item.repository, watched);
  const required =
    item.base !== null && mayBeNews(item)
      ? await github.requiredChecks(item.repository, item.base.branch)
      : item.ci.required;
  return { type: "checks_read", snapshot: { ...checks, required } };
};

/** What the base asks for is read once per watch, and where a person may have changed just that. */
function mayBeNews({ state }: WorkItem): boolean {
  return state.name === "waiting" || (state.name === "watching" && state.seen === null);
}

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
