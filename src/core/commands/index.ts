/** Every verb AO knows, in the order the help shows them. A new verb is a new file and a row here. */
import { allow } from "./allow.ts";
import { help } from "./help.ts";
import { retry } from "./retry.ts";
import { run } from "./run.ts";
import { status } from "./status.ts";
import { stop } from "./stop.ts";
import type { Command } from "./verb.ts";
import { why } from "./why.ts";

const table = [run, stop, retry, allow, status, why, help] as const;

export type Verb = (typeof table)[number]["verb"];

export const commands: readonly Command<Verb>[] = table;

/** The comment that answers `/ao help`: Markdown, a list that fits a phone. */
export function helpText(): string {
  return [
    "**What I understand**, at the start of a line:",
    "",
    ...commands.map(({ usage, summary }) => `- \`${usage}\`: ${summary}`),
    "- `/ao` and anything else: goes to the agent, like",
    "  `/ao please keep the old name working`",
    "",
    "Quotes and code don't count. To start, stop, retry, allow or tell the agent something you need write access.",
  ].join("\n");
}
