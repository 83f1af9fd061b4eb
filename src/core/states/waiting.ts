/** A person has to decide. Their words lead on (`obey.ts`); here it is only asked once more. */
import { go, stay, threadOf } from "../decision.ts";
import { reminderText } from "../say/question.ts";
import type { Decision, Effect, Fact, Rules, StateOf, WorkItem } from "../work-item.ts";

export function whenWaiting(
  item: WorkItem,
  state: StateOf<"waiting">,
  fact: Fact,
  rules: Rules,
): Decision {
  if (fact.type !== "deadline_passed") {
    return stay(item, `${fact.type} changes nothing while a person is asked.`);
  }
  const comment: Effect = {
    type: "comment",
    key: `remind:${item.id}:${state.since}`,
    thread: threadOf(item),
    body: reminderText(item, state.question, rules),
  };
  return go(item, fact, {
    state: { ...state, remindAt: null },
    effects: [comment],
    why: "Nobody has answered yet; it is asked once more, and then AO waits in silence.",
  });
}
