/** What a runner needs of the world, as one object: a simulation makes its own, `makeParts` makes the real one. */
import { randomInt } from "node:crypto";
import pino from "pino";
import { type Clock, type Log, realClock } from "./clock.ts";
import type { Machine } from "./machine.ts";

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
