/** GitHub as a whole is away for minutes: every call fails, and no webhook is sent. */
import type { World } from "../world.ts";

export interface Outage {
  isOn(): boolean;
}

export function makeOutage(world: World): Outage {
  const chance = world.chance.fork("outages");
  let until = 0;
  let next: number | null = null;
  const wait = (mean: number): number => -Math.log(1 - chance.next()) * mean;
  return {
    isOn() {
      const mean = world.faults.outageMeanMs;
      if (mean === 0) return false;
      next ??= world.now() + wait(mean);
      if (world.now() >= next) {
        until = world.now() + chance.between(20_000, 240_000);
        next = until + wait(mean);
        world.trace(`GitHub is away for ${until - world.now()} ms`);
      }
      return world.now() < until;
    },
  };
}
