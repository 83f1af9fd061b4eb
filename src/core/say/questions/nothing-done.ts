/** The agent ended its turn without a commit, an outcome or a question. */
import { lastLines, quote } from "../quote.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const nothingDone: Asks<"nothing_done"> = {
  headline: (item) => `The agent changed nothing for #${item.number}. What should it do?`,
  evidence: (_item, { says }) => ["Its last words:", ...quote(lastLines(says) || "(none)")],
  options: () => [OPTION.retry, OPTION.words, OPTION.stop],
};
