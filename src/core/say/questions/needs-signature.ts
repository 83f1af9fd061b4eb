/** A required check wants something signed, which no agent can do. */
import { checkNames } from "../amounts.ts";
import { checkLine, few, OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const needsSignature: Asks<"needs_signature"> = {
  headline: (item, { checks }) =>
    `${checkNames(checks.map((check) => check.name))} on #${item.number} wants a signature.`,
  evidence: (_item, { checks }) => [
    ...few(checks.map(checkLine)),
    "It is required, and an agent can't sign. It counts as no try.",
  ],
  options: () => [
    "- Sign it, or have the App let in without: I see that by myself",
    OPTION.look,
    OPTION.words,
    OPTION.stop,
  ],
};
