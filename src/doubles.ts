/**
 * Comments that stand twice: GitHub said no and did it all the same, or an answer took longer than a lease. Looking before
 * posting can't see what is still on its way, so the rest is taken away afterwards.
 */
import { markerIn } from "./core/marker.ts";
import type { WorkItem } from "./core/work-item.ts";
import type { Comment } from "./github/port.ts";
import type { Parts } from "./parts.ts";
import { findShownComments } from "./store/shown.ts";

/** Of each key the one comment that AO goes on to edit stays, else the oldest. */
export async function removeDoubles(
  parts: Pick<Parts, "database" | "github" | "log">,
  item: WorkItem,
): Promise<void> {
  const { repository, number, pullRequest } = item;
  const known = await findShownComments(parts.database, item.id);
  for (const thread of pullRequest === null ? [number] : [number, pullRequest.number]) {
    const comments = await parts.github.comments(repository, thread);
    for (const id of findDoubles(comments, known)) {
      parts.log.warn({ item: item.id, thread, comment: id }, "a comment stood there twice");
      await parts.github.deleteComment(repository, id);
    }
  }
}

function findDoubles(comments: Comment[], known: ReadonlySet<number>): number[] {
  const mine = comments.filter((one) => one.mine && markerIn(one.body) !== null);
  const byKey = Map.groupBy(mine, (one) => markerIn(one.body));
  return [...byKey.values()].flatMap((same) => {
    const kept = same.find((one) => known.has(one.id)) ?? same[0];
    return same.filter((one) => one !== kept).map((one) => one.id);
  });
}
