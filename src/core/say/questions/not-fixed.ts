/** The agent says twice that it is fixed already, by a commit that the base does not have. */
import { firstLines, quote } from "../quote.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const notFixed: Asks<"not_fixed"> = {
  headline: (item) => `The agent says #${item.number} is fixed already, but I can't find where.`,
  evidence: (item, { commit, says }) => [
    `It names \`${commit.slice(0, 7)}\`, which is not on \`${String(item.base?.branch)}\`:`,
    ...quote(firstLines(says)),
  ],
  options: () => [OPTION.retry, OPTION.words, OPTION.stop],
};
