/** A hint that a branch has changed, for whatever waits for just that branch. */
import type { Broadcast } from "./words.ts";

export function baseChanged(repositoryId: number, branch: string): Broadcast {
  return {
    toLive: { repositoryId },
    tell: ({ state, base }) =>
      state.name === "waiting" && state.for === "base" && base?.branch === branch
        ? { type: "base_changed", branch }
        : null,
  };
}
