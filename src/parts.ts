/** Everything a simulation must own, as one object made in `main`: no module-level state, no timer or chance beside it. */
import type { GitHub } from "./github/port.ts";
import type { Bell } from "./store/bell.ts";
import type { Commit } from "./store/commit.ts";
import type { Database } from "./store/open.ts";
import type { Policy } from "./core/policy.ts";
import type { Rules } from "./core/work-item.ts";

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves when what has arrived in this turn of the event loop is taken in. */
  turn(): Promise<void>;
}

export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface Parts {
  clock: Clock;
  /** ULIDs: sortable by time, unguessable, never reused. */
  ids: { next(): string };
  /** 0 ≤ x < 1, for jitter. */
  random(): number;
  database: Database;
  bell: Bell;
  commit: Commit;
  github: GitHub;
  log: Log;
  rules: Omit<Rules, "policy">;
  /** The policy of a repository that says nothing. */
  defaultPolicy: Policy;
  /** Takes every secret the app knows, and every text that looks like one, out of what leaves. */
  redact(text: string): string;
}
