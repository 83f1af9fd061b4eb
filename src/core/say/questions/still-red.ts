/** A required check is red after every try. */
import { chargedTries } from "../../attempts.ts";
import { tellingLine } from "../../telling-line.ts";
import { checkNames } from "../amounts.ts";
import { oneLine, quote } from "../quote.ts";
import { few, OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";
import type { WorkItem } from "../../work-item.ts";

export const stillRed: Asks<"still_red"> = {
  headline: (item, { logs }) =>
    `${checkNames(logs.map((log) => log.check))} still red after ${tried(chargedTries(item).length)}. How should I go on with #${item.number}?`,
  evidence: (item, { logs }) => [
    ...quote(few(logs.map((log) => tellingLine(log.text))).join("\n")),
    "",
    ...tries(item),
  ],
  options: () => [
    "- `/ao <a hint>`: it reads that, and may try five more times",
    OPTION.retry,
    OPTION.stop,
  ],
};

function tries(item: WorkItem): string[] {
  const charged = chargedTries(item);
  const newest = charged.at(-1)?.headSha.slice(0, 7) ?? "";
  const errors = new Set(charged.map((attempt) => attempt.fingerprint));
  if (charged.length > 1 && errors.size === 1) {
    return [`The same error each time, last on \`${newest}\`.`];
  }
  const lines = charged
    .toReversed()
    .slice(0, 5)
    .map((attempt) => `- \`${attempt.headSha.slice(0, 7)}\` ${oneLine(attempt.says.slice(0, 80))}`);
  return ["Each try, newest first:", ...lines];
}

function tried(times: number): string {
  return times === 1 ? "one try" : `${times} tries`;
}
