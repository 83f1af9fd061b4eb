/** Later and later, never all at once. */
import { expect, test } from "vitest";
import { retryDelayMs } from "../../src/core/retry-delay.ts";

test.each([
  [1, 1_000],
  [2, 2_000],
  [3, 4_000],
  [9, 256_000],
  [10, 300_000],
  [5_000, 300_000],
])("retry %i waits at most %i ms, and at least half of that", (attempt, ms) => {
  expect(retryDelayMs(attempt, 0)).toBe(ms / 2);
  expect(retryDelayMs(attempt, 0.5)).toBe(ms * 0.75);
  expect(retryDelayMs(attempt, 0.999_999_9)).toBe(ms);
});

test("eighteen tries take about an hour", () => {
  const all = Array.from({ length: 17 }, (_unused, at) => retryDelayMs(at + 1, 0.5));

  expect(all.reduce((sum, ms) => sum + ms) / 60_000).toBeGreaterThan(30);
  expect(all.reduce((sum, ms) => sum + ms) / 60_000).toBeLessThan(60);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
  "%d is no number of a try",
  (attempt) => {
    expect(() => retryDelayMs(attempt, 0)).toThrow(RangeError);
  },
);
