/**
 * A process of the simulation: its own clock, and an end at any moment. Whatever it waited for when it was killed never
 * comes, so nothing of it has any further effect. Real code reaches the world only through ports that call `pass` first.
 */
import type { Owner } from "./event-queue.ts";
import type { World } from "./world.ts";

export interface SimProcess extends Owner {
  /** What its wall clock shows: wrong by a fixed amount, and too fast or too slow. */
  wallMs(): number;
  /** Since it began, by its own clock. */
  monotonicMs(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  setTimer(ms: number, ring: () => void): () => void;
  /** A passage through a port. False when the process is dead, perhaps from now on: then the port must never answer. */
  pass(where: string): boolean;
  kill(why: string): void;
  /** Told once when it dies. */
  onDeath(told: () => void): void;
}

export interface ProcessOptions {
  name: string;
  /** Its seconds to the world's. */
  rate: number;
  skewMs: number;
  /** Decides at each passage whether it is killed there. */
  isFatal(where: string): boolean;
}

export function startProcess(world: World, options: ProcessOptions): SimProcess {
  const { name, rate, skewMs } = options;
  const bornAt = world.now();
  const listeners: (() => void)[] = [];
  const self: SimProcess = {
    name,
    alive: true,
    pausedUntil: 0,
    wallMs: () => Math.floor(bornAt + skewMs + (world.now() - bornAt) * rate),
    monotonicMs: () => (world.now() - bornAt) * rate,
    setTimer: (ms, ring) => world.after(ms / rate, self, ring),
    async sleep(ms, signal) {
      if (signal?.aborted === true) return;
      await new Promise<void>((resolve) => {
        const finish = (): void => {
          stopTimer();
          signal?.removeEventListener("abort", finish);
          resolve();
        };
        const stopTimer = self.setTimer(ms, finish);
        signal?.addEventListener("abort", finish, { once: true });
      });
    },
    pass(where) {
      if (!self.alive) return false;
      if (options.isFatal(where)) self.kill(`at ${where}`);
      return self.alive;
    },
    kill(why) {
      if (!self.alive) return;
      self.alive = false;
      world.trace(`${name} is killed ${why}`);
      for (const told of listeners) told();
    },
    onDeath: (told) => void listeners.push(told),
  };
  return self;
}

/** Freezes a process every now and then: a swapped-out machine, a virtual one that is moved, a closed lid. */
export function pauseSometimes(
  world: World,
  process: SimProcess,
  onPause: (untilMs: number) => void,
): void {
  const chance = world.chance.fork(`pauses of ${process.name} at ${world.now()}`);
  const again = (): void => {
    const mean = world.faults.pauseMeanMs;
    if (mean === 0) return;
    world.after(-Math.log(1 - chance.next()) * mean, null, () => {
      if (!process.alive || world.faults.pauseMeanMs === 0) return;
      process.pausedUntil = world.now() + chance.between(1_000, 100_000);
      world.trace(`${process.name} stands still for ${process.pausedUntil - world.now()} ms`);
      onPause(process.pausedUntil);
      world.after(process.pausedUntil - world.now(), process, again);
    });
  };
  again();
}

/** Counts passages down to the next kill. The mean is read at each, so that faults can stop. */
export function makeKillPlan(world: World, mean: () => number): (where: string) => boolean {
  const chance = world.chance.fork("kills");
  let left: number | null = null;
  return () => {
    if (mean() === 0) return false;
    left ??= Math.ceil(-Math.log(1 - chance.next()) * mean());
    left -= 1;
    if (left > 0) return false;
    left = null;
    return true;
  };
}
