/** The agent failed in every restart of one turn. */
import { lastLines, oneLine, quote } from "../quote.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const crashed: Asks<"crashed"> = {
  headline: (item) => `The agent keeps failing on #${item.number}. Try again?`,
  evidence: (_item, { diagnosis }) => [
    oneLine(diagnosis.says),
    ...(diagnosis.lastOutput === ""
      ? []
      : ["Its last output:", ...quote(lastLines(diagnosis.lastOutput))]),
  ],
  options: () => [OPTION.retry, OPTION.words, OPTION.stop],
};
