/** The one comment that asks a person: self-contained on a phone, its first line is what the lock screen shows. */
import { duration, spent } from "./amounts.ts";
import { asksOf } from "./questions/index.ts";
import { whomToAsk } from "../whom-to-ask.ts";
import type { Question, Rules, WorkItem } from "../work-item.ts";

/** A paragraph, so that the options don't melt into a list above them. */
const REPLY = "Reply with one of:";

/** Asks `question` of the requester. Mentions exactly one person, once. */
export function questionText(item: WorkItem, question: Question, rules: Rules): string {
  const asks = asksOf(question);
  const remind = `Nothing runs or costs until you answer. I ask once more in ${duration(rules.timing.remindMs)}.`;
  return [
    `@${whomToAsk(item)} **${asks.headline(item, question)}**`,
    "",
    ...asks.evidence(item, question),
    "",
    REPLY,
    ...asks.options(question),
    "",
    remind,
    spent(item),
  ].join("\n");
}

/** The same question once more, shorter: who, what, and how to answer. */
export function reminderText(item: WorkItem, question: Question, rules: Rules): string {
  const asks = asksOf(question);
  const waited = duration(rules.timing.remindMs);
  return [
    `@${whomToAsk(item)} **Still waiting for you: ${asks.headline(item, question)}**`,
    "",
    REPLY,
    ...asks.options(question),
    "",
    `Asked ${waited} ago. I do not ask again; nothing runs or costs meanwhile.`,
  ].join("\n");
}
