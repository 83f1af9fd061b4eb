/** AO could not do what the item stands still without. */
import { oneLine } from "../quote.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const ourBug: Asks<"our_bug"> = {
  headline: (item) => `Something went wrong in AO on #${item.number}.`,
  evidence: (_item, { says }) => [
    oneLine(says),
    "This is AO's fault, not yours. The operator's log has the rest.",
  ],
  options: () => [OPTION.retry, OPTION.words, OPTION.stop],
};
