/**
 * One virtual clock for everything. An event runs, all that follows from it at once follows, and only then comes the next:
 * nothing waits for real time, so the same seed gives the same history.
 */
import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { makeChance } from "./chance.ts";
import type { Chance } from "./chance.ts";
import { makeEventQueue } from "./event-queue.ts";
import type { Owner } from "./event-queue.ts";
import { CALM } from "./faults.ts";
import type { Faults } from "./faults.ts";

export interface Violation {
  invariant: string;
  says: string;
  at: number;
}

export interface World {
  readonly seed: number;
  readonly chance: Chance;
  /** What goes wrong at the moment; replaced as a whole. */
  faults: Faults;
  readonly violations: Violation[];
  /** Milliseconds since 1970, as a perfect clock would show. */
  now(): number;
  /** Runs `what` after `ms`; the answer takes the order back. */
  after(ms: number, owner: Owner | null, what: () => void): () => void;
  /** Time stands still until `real` is over: for the few things that can't be simulated. */
  hold(real: Promise<unknown>): void;
  trace(line: string): void;
  violate(invariant: string, says: string): void;
  /** Lets time pass until `atMs`, until `enough` says so, or until something is violated. */
  run(atMs: number, enough?: () => boolean): Promise<void>;
  /** The end of the history, for people. */
  tail(): readonly string[];
  /** The whole history as one number. */
  hash(): string;
  events(): number;
}

/** 2026-11-02 09:00 UTC. */
const BEGINNING = 1_793_610_000_000;
const TAIL_LINES = 400;

export function makeWorld(seed: number): World {
  const queue = makeEventQueue();
  const tail: string[] = [];
  const hash = createHash("sha256");
  const violations: Violation[] = [];
  const held = new Set<Promise<unknown>>();
  let now = BEGINNING;
  let count = 0;

  const trace = (text: string): void => {
    const line = `${((now - BEGINNING) / 1_000).toFixed(3)} ${text}`;
    hash.update(line);
    tail.push(line);
    if (tail.length > 2 * TAIL_LINES) tail.splice(0, TAIL_LINES);
    if (process.env["AO_TRACE"] !== undefined) process.stdout.write(`${line}\n`);
  };
  const world: World = {
    seed,
    chance: makeChance(String(seed)),
    faults: CALM,
    violations,
    now: () => now,
    after: (ms, owner, what) => queue.add(now + Math.max(0, Math.ceil(ms)), owner, what),
    hold(real) {
      held.add(real);
      void real.finally(() => held.delete(real));
    },
    trace,
    violate(invariant, says) {
      trace(`VIOLATED ${invariant}: ${says}`);
      violations.push({ invariant, says, at: now - BEGINNING });
    },
    async run(atMs, enough = () => false) {
      // What was begun before time began to pass.
      await turn();
      for (;;) {
        while (held.size > 0) await turn();
        if (violations.length > 0 || enough()) return;
        const event = queue.next(atMs);
        if (event === null) break;
        now = Math.max(now, event.at);
        const { owner } = event;
        if (owner !== null && !owner.alive) continue;
        if (owner !== null && owner.pausedUntil > now) {
          queue.add(owner.pausedUntil, owner, event.what);
          continue;
        }
        count += 1;
        event.what();
        await turn();
      }
      now = Math.max(now, atMs);
    },
    tail: () => tail.slice(-TAIL_LINES),
    hash: () => hash.copy().digest("hex"),
    events: () => count,
  };
  return world;
}

/** What a killed process waits for. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}
