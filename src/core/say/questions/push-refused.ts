/** What was handed over is not pushed, and the agent was told before or can't mend it. */
import { refusedPushHeadline, refusedPushOptions, refusedPushReason } from "../refused-push.ts";
import type { Asks } from "./asks.ts";

export const pushRefused: Asks<"push_refused"> = {
  headline: (item, { about }) => refusedPushHeadline(about, `#${item.number}`),
  evidence: (_item, { says }) => [refusedPushReason(says)],
  options: ({ about }) => [...refusedPushOptions[about]],
};
