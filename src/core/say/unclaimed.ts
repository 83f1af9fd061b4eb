/** No runner takes the job: the one link of the chain that only the operator can mend. */
import { whomToAsk } from "../whom-to-ask.ts";
import type { WorkItem } from "../work-item.ts";

export function unclaimedText(item: WorkItem): string {
  return [
    `@${whomToAsk(item)} **No runner has taken #${item.number} yet.**`,
    "",
    "The app works; a machine to run the agent on is missing.",
    "- On that machine: `npm run runner -- --check` says what is wrong",
    "- As soon as one is connected, it starts by itself",
    "- `/ao stop`: forget it",
  ].join("\n");
}
