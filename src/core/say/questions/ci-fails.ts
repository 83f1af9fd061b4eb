/** The machines, the network or a registry fail, and running it again did not help. */
import { checkNames } from "../amounts.ts";
import { quote } from "../quote.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const ciFails: Asks<"ci_fails"> = {
  headline: (item, { checks }) =>
    `CI itself fails ${checkNames(checks.map((check) => check.name))} on #${item.number}.`,
  evidence: (_item, { says }) => [
    "It is the machine and not the code:",
    ...quote(says),
    "",
    "Running it again did not help, or can't be done from here. It counts as no try.",
  ],
  options: () => ["- `/ao retry`: run it once more", OPTION.words, OPTION.stop],
};
