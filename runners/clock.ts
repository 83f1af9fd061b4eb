/** Time and the log, as everything in a runner gets them: nothing here reads a clock or sets a timer by itself. */

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
