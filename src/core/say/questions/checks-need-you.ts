/** Nothing failed, but a check was cancelled or waits for an approval. */
import { checkNames } from "../amounts.ts";
import { checkLine, few, OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const checksNeedYou: Asks<"checks_need_you"> = {
  headline: (item, { checks }) =>
    `#${item.number} needs you for ${checkNames(checks.map((check) => check.name))}.`,
  evidence: (_item, { checks }) => few(checks.map(checkLine)),
  options: () => [
    "- Approve or rerun it on GitHub: I see that by myself",
    OPTION.look,
    OPTION.words,
    OPTION.stop,
  ],
};
