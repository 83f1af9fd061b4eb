/**
 * The lease, watched by a timer of its own on the monotonic clock. No network call is in its way: when the app does not
 * answer, or this process was asleep, the agent is stopped before another runner may start.
 */
import type { Clock } from "./clock.ts";

export type Watchdog = {
  /** The app acknowledged a beat that was sent at `sentMs` (monotonic): the lease holds `ttlMs` from then. */
  renew: (sentMs: number, ttlMs: number) => void;
  stop: () => void;
};

/** A third of the lease is left for killing, for clocks that run at different speeds, and for a beat on its way. */
export function marginMs(ttlMs: number): number {
  return Math.ceil(ttlMs / 3);
}

/** Calls `onLost` once, when the lease has not been renewed in time. */
export function startWatchdog(
  clock: Clock,
  lease: { sentMs: number; ttlMs: number },
  onLost: () => void,
): Watchdog {
  let untilMs = lease.sentMs + lease.ttlMs - marginMs(lease.ttlMs);
  let stopTimer: (() => void) | null = null;
  const look = () => {
    const leftMs = untilMs - clock.monotonicMs();
    if (leftMs <= 0) return onLost();
    stopTimer = clock.setTimer(leftMs, look);
  };
  look();
  return {
    renew: (sentMs, ttlMs) => {
      // Never shorter: answers may overtake each other. A timer that rings early looks again by itself.
      untilMs = Math.max(untilMs, sentMs + ttlMs - marginMs(ttlMs));
    },
    stop: () => stopTimer?.(),
  };
}
