/** Somebody is on it already. */

export function takenText(pullRequest: number): string {
  return [
    `**Not started: pull request #${pullRequest} is open for this issue.**`,
    "",
    "Close it first, or go on there. Then label the issue `ao` again, or write `/ao run`.",
  ].join("\n");
}
