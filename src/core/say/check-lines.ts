/** What is to be said of checks beside whether they are green: what did not count, and what passed the second time. */
import { flakyOn } from "../ci-memory.ts";
import { checkNames } from "./amounts.ts";
import type { WaitingForBase, WorkItem } from "../work-item.ts";

/** Lines of a list, for the status comment and for the pull request. */
export function checkLines(item: WorkItem): string[] {
  if (item.state.name === "done") return [];
  const { notRequired } = item.ci;
  const flaky = item.head === null ? [] : flakyOn(item.ci, item.head);
  return [
    ...(flaky.length === 0
      ? []
      : [`- ${checkNames([...new Set(flaky.map((one) => one.check))])} rerun once, flaky`]),
    ...(notRequired.length === 0 ? [] : [`- Not required and red: ${checkNames(notRequired)}`]),
  ];
}

/** The headline while the base is red. */
export function parkedLine(item: WorkItem, { checks }: WaitingForBase): string {
  const which = checkNames(checks.map((check) => check.name));
  return `Parked: \`${String(item.base?.branch)}\` fails ${which} too; I go on when it is green`;
}
