/** A check runs, and nothing about it has changed for long. */
import { checkNames, duration } from "../amounts.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const checksHang: Asks<"checks_hang"> = {
  headline: (item, { running }) =>
    `${checkNames(running) || "A check suite"} hangs on #${item.number}.`,
  evidence: (_item, { forMs }) => [
    `Nothing about it has changed for ${duration(forMs)}.`,
    "When it ends, I go on by myself.",
  ],
  options: () => [
    "- Cancel or rerun it on GitHub: I see that by myself",
    OPTION.look,
    OPTION.words,
    OPTION.stop,
  ],
};
