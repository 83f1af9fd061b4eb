/** The agent asks what only a person knows, in its own words. */
import { firstLines, oneLine, quote } from "../quote.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const needsInfo: Asks<"needs_info"> = {
  headline: (item) => `The agent has a question about #${item.number}.`,
  evidence: (_item, { asks }) => quote(firstLines(asks)),
  options: ({ options }) => [
    ...options.map((option, at) => `- \`/ao ${at + 1}\`: ${oneLine(option)}`),
    OPTION.answer,
    OPTION.stop,
  ],
  choices: ({ options }) => options,
};
