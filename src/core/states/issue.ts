/** The issue itself is moved or deleted. */
import { finish } from "../decision.ts";
import { movedAwayText, movedHereText } from "../say/moved.ts";
import type { Decision, Effect, FactOf, WorkItem } from "../work-item.ts";

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
