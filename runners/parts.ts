/** What a runner needs of the world, as one object: a simulation makes its own, `makeParts` makes the real one. */
import { randomInt } from "node:crypto";
import pino from "pino";
import type { Machine } from "./machine.ts";

export type Clock = {
  /** Milliseconds since 1970; for people, never for a lease. */ now: () => number;
  /** Milliseconds that only go forward, whatever the wall clock does. */ monotonicMs: () => number;
  /** Resolves after `ms`, or at once when `signal` aborts: the caller looks at the signal. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Calls `ring` once after `ms`; the answer takes the order back. */
  setTimer: (ms: number, ring: () => void) => () => void;
};

/** The part of pino that is used. */
export type Log = {
  info: (fields: object, says: string) => void;
  warn: (fields: object, says: string) => void;
  error: (fields: object, says: string) => void;
};

export type RunnerParts = {
  clock: Clock;
  /** From 0 up to, not including, 1. */ random: () => number;
  log: Log;
  fetch: typeof fetch;
  /** The daemon's own environment; only names on the allow-list are ever taken from it. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Git, agents and commands. Left out, the real ones of this machine. */ machine?: Machine;
};

/** The real world: this process' clock, network, environment, and JSON lines on stdout. */
export function makeParts(): RunnerParts {
  return {
    clock: realClock,
    // Also makes the fences nobody may guess.
    random: () => randomInt(2 ** 32) / 2 ** 32,
    log: pino({ name: "ao-runner" }),
    fetch: globalThis.fetch,
    environment: process.env,
  };
}

/** Timers of this process. Exported for tests that only want another log. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((done) => {
      if (signal?.aborted === true) return done();
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        done();
      };
      const timer = setTimeout(finish, ms);
      signal?.addEventListener("abort", finish, { once: true });
    }),
  setTimer: (ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};
