/** The base has been red for long: told once to whoever waits. */
import { checkNames } from "./amounts.ts";
import type { WaitingForBase, WorkItem } from "../work-item.ts";

export function parkedText(item: WorkItem, { checks, baseSha }: WaitingForBase): string {
  const branch = `\`${String(item.base?.branch)}\``;
  const which = checkNames(checks.map((check) => check.name));
  return [
    `@${item.requester} **#${item.number} still waits: ${branch} has failed ${which} for a day.**`,
    "",
    `- Red on ${branch} at \`${baseSha.slice(0, 7)}\`, the same way as here`,
    "- Nothing is charged for it, and nothing runs meanwhile",
    `- When ${which} is green on ${branch}, I go on by myself`,
    "- `/ao retry`: look again now · `/ao stop`: end it here",
    "",
    "I don't say this again.",
  ].join("\n");
}
