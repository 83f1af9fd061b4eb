/** Randomness that a seed repeats. Each purpose has a stream of its own, so that a new fault does not reshuffle the others. */
import { createHash } from "node:crypto";

export interface Chance {
  /** 0 ≤ x < 1 */
  next(): number;
  /** True in `share` of all cases. */
  hits(share: number): boolean;
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number;
  pick<T>(list: readonly T[]): T;
  /** Characters of `alphabet`, as ids and shas are made of. */
  text(length: number, alphabet: string): string;
  /** A stream of its own. */
  fork(name: string): Chance;
}

export function makeChance(seed: string): Chance {
  const next = makeStream(seed);
  const between = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(list: readonly T[]): T => {
    const one = list[between(0, list.length - 1)];
    if (one === undefined) throw new RangeError("nothing to pick from");
    return one;
  };
  return {
    next,
    hits: (share) => next() < share,
    between,
    pick,
    text: (length, alphabet) =>
      Array.from({ length }, () => alphabet.charAt(between(0, alphabet.length - 1))).join(""),
    fork: (name) => makeChance(`${seed}/${name}`),
  };
}

/** sfc32: small, fast, and good enough to pick faults. */
function makeStream(seed: string): () => number {
  const bytes = createHash("sha256").update(seed).digest();
  let a = bytes.readInt32LE(0);
  let b = bytes.readInt32LE(4);
  let c = bytes.readInt32LE(8);
  let d = bytes.readInt32LE(12);
  return () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
}
