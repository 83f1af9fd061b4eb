/** A failed history, as somebody needs it who was not there. */
import type { History } from "./simulate.ts";

const LAST_LINES = 60;

/** Empty when no promise was broken. */
export function sayBroken({ seed, violations, tail }: History): string {
  if (violations.length === 0) return "";
  const broken = violations.map(
    (one) => `  ${one.invariant}: ${one.says} (after ${one.at / 1_000} s)`,
  );
  return [
    `seed ${seed} breaks a promise:`,
    ...broken,
    `play it again: AO_SEED=${seed} npx vitest run --config test/vitest.config.ts test/simulation/smoke.test.ts`,
    `its last ${LAST_LINES} lines (AO_TRACE=1 prints all):`,
    ...tail.slice(-LAST_LINES).map((line) => `  ${line}`),
  ].join("\n");
}
