/** The issue itself changes: moved, deleted, locked, unlocked. */
import { finish, go, stay, threadOf } from "../decision.ts";
import { movedAwayText, movedHereText } from "../say/moved.ts";
import { questionText } from "../say/question.ts";
import type { Decision, Effect, FactOf, Rules, WorkItem } from "../work-item.ts";

/** What was pushed stays where it is. Said where it can be: in the issue's new place, and in the pull request. */
export function whenIssueMoved(item: WorkItem, fact: FactOf<"issue_moved">): Decision {
  const { to, by } = fact;
  const who = by ?? "Somebody";
  if (fact.deleted) {
    const why = `${who} deleted the issue, so the work stops; what was pushed stays.`;
    return finish(item, fact, { reason: "issue_deleted", by, why });
  }
  const where = to === null ? "another repository" : `${to.repository.name}#${to.number}`;
  const why = `${who} moved the issue to ${where}, so the work stops; what was pushed stays.`;
  const pull = item.pullRequest?.number;
  const away: Effect[] =
    pull === undefined
      ? []
      : [
          {
            type: "comment",
            key: `moved:${item.id}:${pull}`,
            thread: pull,
            body: movedAwayText(where),
          },
        ];
  const here: Effect[] =
    to === null
      ? []
      : [
          {
            type: "comment",
            key: `moved:${item.id}`,
            repository: to.repository,
            thread: to.number,
            body: movedHereText(item),
          },
        ];
  return finish(item, fact, {
    reason: "issue_transferred",
    by,
    effects: [...here, ...away],
    why,
  });
}

/** Not silence: the label shows a question, the operator's log and `/ao why` have the rest. */
export function whenLocked(item: WorkItem, fact: FactOf<"thread_locked">): Decision {
  const { state } = item;
  const { key } = fact;
  const asks = state.name === "waiting" && state.for === "person" && /^(?:ask|remind):/.test(key);
  const why = asks
    ? "The conversation is locked, so the question could not be asked there: the label `ao:needs-you` shows it, and it is asked once the conversation is unlocked."
    : "The conversation is locked, so nothing could be said there.";
  return go(item, fact, { state: asks ? { ...state, unsaid: key } : state, why });
}

export function whenUnlocked(
  item: WorkItem,
  fact: FactOf<"thread_unlocked">,
  rules: Rules,
): Decision {
  const { state } = item;
  if (state.name !== "waiting" || state.for !== "person" || state.unsaid === undefined) {
    return stay(item, "Nothing waits to be said.");
  }
  const { unsaid: key, ...asked } = state;
  const body = questionText(item, state.question, rules);
  const thread = threadOf(item);
  const comment: Effect = { type: "comment", key, thread, body };
  const why = "The conversation was unlocked, so the question is asked there now.";
  return go(item, fact, { state: { ...asked, thread }, effects: [comment], why });
}
