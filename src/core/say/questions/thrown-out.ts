/** The merge queue threw it out, and there is nothing that the agent could mend. */
import { oneLine } from "../quote.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const thrownOut: Asks<"thrown_out"> = {
  headline: (item) =>
    `The merge queue threw out #${String(item.pullRequest?.number ?? item.number)}. Queue it again?`,
  evidence: (_item, { says }) => [
    oneLine(`As far as I see, ${says}.`),
    "I never put anything into a queue myself.",
  ],
  options: () => [
    "- Queue it again on GitHub",
    "- `/ao retry`: look at its own checks again",
    OPTION.words,
    OPTION.stop,
  ],
};
