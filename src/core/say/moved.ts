/** The issue went to another repository: AO does not follow by itself, since nobody there has asked. */
import type { WorkItem } from "../work-item.ts";

/** Said in the new place. */
export function movedHereText(item: WorkItem): string {
  const { repository, number, branch, head } = item;
  const pushed = head === null ? [] : [`- Pushed work stays there: \`${String(branch)}\``];
  return [
    `**Moved, so I stopped.** I worked on this as #${number} of \`${repository.name}\`.`,
    "",
    ...pushed,
    "- To go on here: the label `ao`, or `/ao run`",
  ].join("\n");
}

/** Said in the pull request that stays behind. @param where `owner/repo#7` */
export function movedAwayText(where: string): string {
  return [
    `**The issue was moved to ${where}, so I stopped.**`,
    "",
    "- This pull request and its branch stay as they are",
    "- To go on there: the label `ao` on the issue",
  ].join("\n");
}
