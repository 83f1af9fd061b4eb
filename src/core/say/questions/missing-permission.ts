/** The App was not granted what it needs here: only an owner can accept that. */
import { checkNames } from "../amounts.ts";
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const missingPermission: Asks<"missing_permission"> = {
  headline: (item, { permission }) =>
    `I lack the permission ${checkNames([permission])} for #${item.number}.`,
  evidence: () => [
    "An owner can accept it: Settings → GitHub Apps → AO → Review request. I go on by myself then.",
  ],
  options: () => [OPTION.retry, OPTION.stop],
};
