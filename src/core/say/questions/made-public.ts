/** The repository was private when AO wrote in it. */
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const madePublic: Asks<"made_public"> = {
  headline: (item) => `The repository of #${item.number} is public now. Go on here?`,
  evidence: () => [
    "What stands in these threads was written for a private place. From now on everybody can read it, and what I write next.",
  ],
  options: () => ["- `/ao retry`: go on in public", OPTION.stop],
};
