/** AO's GitHub port over the model: each call takes its time and may go wrong in the ways GitHub's do. */
import { RefusedError, TransientError } from "../../../src/errors.ts";
import type { GitHub } from "../../../src/github/port.ts";
import type { SimProcess } from "../sim-process.ts";
import { never } from "../world.ts";
import type { World } from "../world.ts";
import type { Deliveries } from "./deliveries.ts";
import type { GitHubModel } from "./model.ts";
import type { Outage } from "./outage.ts";
import { verbsOf } from "./verbs.ts";

export function githubFor(
  world: World,
  process: SimProcess,
  to: { model: GitHubModel; deliveries: Deliveries; outage: Outage },
): GitHub {
  const chance = world.chance.fork(`github for ${process.name} at ${world.now()}`);

  function call<T>(name: string, perform: () => T): Promise<T> {
    if (!process.pass(`github ${name} asked`)) return never();
    const { refused, answerLost, doneLate, stalled, limited, forbidden } = world.faults.github;
    const stallMs = chance.hits(stalled) ? chance.between(20_000, 80_000) : 0;
    const thereMs = chance.between(20, 300) + stallMs;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const fail = (why: string, retryAfterMs: number | null = null): void => {
      world.trace(`github ${name} fails: ${why}`);
      const error = new TransientError(`GitHub says: ${why}`, { retryAfterMs });
      world.after(chance.between(10, 200), process, () => reject(error));
    };
    const act = (answer: (result: T) => void, refuse: (error: unknown) => void): void => {
      try {
        answer(perform());
      } catch (error) {
        refuse(error);
      }
    };
    // It is on its way: the death of whoever asked does not stop it.
    world.after(thereMs, null, () => {
      if (to.outage.isOn() || chance.hits(refused)) return fail("502, nothing done");
      if (chance.hits(limited)) return fail("secondary rate limit", 60_000);
      if (chance.hits(doneLate)) {
        fail("502, and it will be done");
        world.after(chance.between(1_000, 30_000), null, () =>
          act(
            () => {},
            () => {},
          ),
        );
        return;
      }
      if (chance.hits(forbidden)) {
        world.trace(`github ${name} is forbidden`);
        const error = new RefusedError("Resource not accessible", { status: 403 });
        world.after(chance.between(10, 200), process, () => reject(error));
        return;
      }
      const lost = chance.hits(answerLost);
      act(
        (result) => {
          world.trace(`github ${name}`);
          if (lost) return fail("502, but it is done");
          world.after(chance.between(10, 200), process, () => resolve(result));
        },
        (error) => {
          world.trace(`github ${name} refuses: ${String(error)}`);
          world.after(chance.between(10, 200), process, () => reject(error));
        },
      );
    });
    return promise.then((result) => (process.pass(`github ${name} answered`) ? result : never()));
  }
  const seenAt = (): number => {
    const isStale = chance.hits(world.faults.github.stale);
    return world.now() - (isStale ? chance.between(500, 8_000) : 0);
  };
  return verbsOf(world, { ...to, seenAt }, call);
}
