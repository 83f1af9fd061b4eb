/** Ids: ULIDs, sortable by time, unguessable, never given twice by one process. */
import { randomBytes } from "node:crypto";
import { monotonicFactory } from "ulid";
import type { Parts } from "./parts.ts";

/** Enough for 256 ids. */
const BYTES_AT_ONCE = 4_096;

export function makeIds(): Parts["ids"] {
  const ulid = monotonicFactory(makeChance());
  return { next: () => ulid() };
}

/** The system's randomness, asked for rarely: ulid draws sixteen times for an id, each time for one byte. */
function makeChance(): () => number {
  let bytes = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === bytes.length) {
      bytes = randomBytes(BYTES_AT_ONCE);
      at = 0;
    }
    const byte = bytes.readUInt8(at);
    at += 1;
    return byte / 256;
  };
}
