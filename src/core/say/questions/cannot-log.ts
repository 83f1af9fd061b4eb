/** A check failed and nothing says why. */
import { checkNames } from "../amounts.ts";
import { oneLine } from "../quote.ts";
import { checkLine, few, OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const cannotLog: Asks<"cannot_log"> = {
  headline: (item, { checks }) =>
    `${checkNames(checks.map((check) => check.name))} red on #${item.number}, and I can't read why.`,
  evidence: (_item, { checks, says }) => [
    ...few(checks.map(checkLine)),
    `The log: ${oneLine(says)}`,
  ],
  options: () => [OPTION.look, OPTION.words, OPTION.stop],
};
