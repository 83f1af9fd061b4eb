/** The real clock. */
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import type { Clock } from "./parts.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  turn: () => nextTurn(),
  async sleep(ms, signal) {
    try {
      await wait(Math.min(ms, 2_147_483_647), undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // An abort only ends the wait early: whoever aborts knows why.
      if (!(error instanceof Error && error.name === "AbortError")) throw error;
    }
  },
};
