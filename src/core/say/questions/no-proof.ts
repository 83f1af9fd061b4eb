/** No check ran and nothing else shows that it works. */
import { OPTION } from "./asks.ts";
import type { Asks } from "./asks.ts";

export const noProof: Asks<"no_proof"> = {
  headline: (item) => `Nothing tests the work on #${item.number}. Is it good?`,
  evidence: () => [
    "No check ran on it, and `verify` is not set or did not pass.",
    "`verify: npm test` in `.github/ao.yml` would let me test it myself.",
  ],
  options: () => [
    "- Good as it is: merge the pull request",
    OPTION.look,
    OPTION.words,
    OPTION.stop,
  ],
};
