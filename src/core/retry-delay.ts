/**
 * Milliseconds to wait before trying again: doubles from 1 s, never above 5 min, half of it by chance,
 * so that many that failed together do not come back together.
 * @param attempt 1 is the first retry
 * @param chance 0 ≤ chance < 1
 * @throws {RangeError} when `attempt` is not a whole number of 1 or more
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function retryDelayMs(attempt: number, chance: number): number {
  if (!Number.isSafeInteger(attempt) || attempt < 1) throw new RangeError(`attempt: ${attempt}`);
  const full = Math.min(1_000 * 2 ** Math.min(attempt - 1, 20), 300_000);
  return Math.round(full * (0.5 + chance / 2));
}
