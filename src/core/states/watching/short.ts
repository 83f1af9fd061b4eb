/** What is watched, in words. */
import { checkNames } from "../../say/amounts.ts";
import type { StateOf, WorkItem } from "../../work-item.ts";

/** `a1b2c3d`, or the merge queue's commit. */
export function short({ headSha }: StateOf<"watching">): string {
  return headSha.slice(0, 7);
}

export function names(checks: readonly { name: string }[]): string {
  return checkNames([...new Set(checks.map((check) => check.name))]);
}

/** The commit that the merge queue made to try it together with others, instead of the pull request's own head. */
export function isGroup(item: WorkItem, headSha: string): boolean {
  return headSha !== item.head;
}
