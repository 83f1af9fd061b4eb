/** What a kill point is, and what must be true of a journey that was killed there. */
import { isDeepStrictEqual } from "node:util";
import type { End } from "./end.ts";
import type { Journey } from "./journey.ts";
import type { Played } from "./players.ts";
import type { Passage } from "./toll.ts";

const LAST_LINES = 40;

/** One process at one moment of the world: a kill at any of its passages gives the same history. */
export interface KillPoint {
  first: Passage;
  last: Passage;
  /** How many passages it has. */
  count: number;
}

export function findKillPoints({ passages }: Journey): KillPoint[] {
  return [...Map.groupBy(passages, ({ moment }) => moment).values()].map((same) => {
    const [first] = same;
    const last = same.at(-1);
    if (first === undefined || last === undefined) throw new RangeError("an empty group");
    return { first, last, count: same.length };
  });
}

export function countPassages(points: readonly KillPoint[]): number {
  return points.reduce((sum, { count }) => sum + count, 0);
}

/** @returns "" when all ended as if nothing had happened, else all that somebody needs who was not there */
export function sayWrong(passage: Passage, played: Played, undisturbed: Journey): string {
  const wrong = [
    ...(isDeepStrictEqual(played.killed, passage) ? [] : ["it was killed somewhere else"]),
    ...played.violations.map(({ invariant, says }) => `${invariant}: ${says}`),
    ...(played.end === null ? ["it did not end"] : sayDifferences(played.end, undisturbed.end)),
  ];
  if (wrong.length === 0) return "";
  return [
    `the ${passage.process}, killed ${passage.where}:`,
    ...wrong,
    `play it again: AO_KILL=${passage.at} npx vitest run --config test/vitest.config.ts test/crash`,
    `its last ${LAST_LINES} lines:`,
    ...played.tail.slice(-LAST_LINES),
  ].join("\n  ");
}

function sayDifferences(end: End, expected: End | null): string[] {
  const others = new Map<string, unknown>(Object.entries(expected ?? {}));
  return Object.entries(end)
    .filter(([key, value]) => !isDeepStrictEqual(value, others.get(key)))
    .map(
      ([key, value]) => `${key}: ${JSON.stringify(value)}, not ${JSON.stringify(others.get(key))}`,
    );
}
