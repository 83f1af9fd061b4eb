/** A job lacks a secret or a right that no commit can give it. */
import { checkNames } from "../amounts.ts";
import { quote } from "../quote.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const needsSecrets: Asks<"needs_secrets"> = {
  headline: (item, { checks }) =>
    `${checkNames(checks.map((check) => check.name))} on #${item.number} lacks a secret or a right.`,
  evidence: (_item, { says }) => [
    "Its log says:",
    ...quote(says),
    "",
    "That is not the code's fault, so it counts as no try.",
  ],
  options: () => ["- `/ao retry`: I have added it, run the check again", OPTION.words, OPTION.stop],
};
