/** Times and commits that every test of the pure core agrees on. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** When the tests happen: 14:00 UTC. */
export const NOW = Date.UTC(2026, 10, 21, 14);

/** The head that AO pushed last, the one before, and the base. */
export const HEAD = "a1b2c3d".padEnd(40, "0");
export const OLD_HEAD = "0ddba11".padEnd(40, "0");
/** What somebody else pushed to AO's branch. */
export const THEIR_HEAD = "7e57ed5".padEnd(40, "0");
export const BASE = "ba5eba5".padEnd(40, "0");
export const PACK = "9ac6".padEnd(64, "0");
