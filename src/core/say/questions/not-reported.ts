/** A required check has not reported, though all else has ended: GitHub would wait for it for ever. */
import { checkNames } from "../amounts.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const notReported: Asks<"not_reported"> = {
  headline: (item, { names }) =>
    `${checkNames(names)} is required on #${item.number}, but has not reported.`,
  evidence: (item) => [
    `All other checks have ended, and \`${String(item.base?.branch)}\` lets nothing in without it.`,
    "Often its workflow leaves these files or this branch out, or it was renamed.",
  ],
  options: () => [
    "- Start it, or take it off the required checks: I see that by myself",
    OPTION.look,
    OPTION.words,
    OPTION.stop,
  ],
};
