/**
 * Nothing of the real world is left under the simulation: code of the app or the runner that reads a clock, sets a timer,
 * rolls dice or calls the network beside its parts is named here, with the place.
 */
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { simulate } from "./simulate.ts";

const found = new Set<string>();
const restores: (() => void)[] = [];

afterEach(() => {
  for (const restore of restores.splice(0)) restore();
  found.clear();
});

test("no code of the app or the runner looks past its parts", async () => {
  for (const name of ["setTimeout", "setInterval", "setImmediate", "fetch", "Date"]) {
    watch(globalThis, name);
  }
  watch(Date, "now");
  watch(Math, "random");
  watch(performance, "now");
  watch(crypto, "randomUUID");
  watch(crypto, "getRandomValues");
  watch(AbortSignal, "timeout");

  await simulate(1, { stormMs: 8 * 60_000 });

  expect([...found]).toEqual([]);
});

test("whoever does is found", () => {
  watch(Date, "now");

  systemClock.now();

  expect([...found]).toEqual([expect.stringMatching(/^now .*src\/clock\.ts/)]);
});

/** Goes on as it was, but takes note of who called it from `src/` or `runners/`, however far up. */
function watch(owner: object, name: string): void {
  const real: unknown = Reflect.get(owner, name);
  if (typeof real !== "function") throw new TypeError(`${name} is no function`);
  const note = (): void => {
    const caller = (new Error("who calls").stack ?? "").split("\n").find(isOurs);
    if (caller !== undefined) found.add(`${name} ${caller.trim()}`);
  };
  const watched = new Proxy(real, {
    apply(target, self, given) {
      note();
      return Reflect.apply(target, self, given);
    },
    construct(target, given, newTarget) {
      // A date that is given its time reads no clock.
      if (given.length === 0) note();
      return Reflect.construct(target, given, newTarget);
    },
  });
  const replace = (value: unknown): void => {
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  };
  replace(watched);
  restores.push(() => replace(real));
}

function isOurs(line: string): boolean {
  return /\/(src|runners)\/[\w/-]+\.ts/.test(line) && !line.includes("/node_modules/");
}
