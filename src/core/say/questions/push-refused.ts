/** What was handed over is not pushed, and the agent was told before or can't mend it. */
import { oneLine } from "../quote.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const pushRefused: Asks<"push_refused"> = {
  headline: (item) => `I did not push the work on #${item.number}. What should the agent do?`,
  evidence: (_item, { says }) => [oneLine(says)],
  options: () => [OPTION.retry, OPTION.words, OPTION.stop],
};
