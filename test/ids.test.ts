import { expect, test } from "vitest";
import { makeIds } from "../src/ids.ts";

test("ids sort in the order they were given, also within one millisecond, and none comes twice", () => {
  const ids = makeIds();
  const given = Array.from({ length: 2_000 }, () => ids.next());

  expect(given.toSorted()).toEqual(given);
  expect(new Set(given).size).toBe(given.length);
  expect(given.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
});

test("two processes that begin in the same millisecond give different ids", () => {
  expect(makeIds().next().slice(10)).not.toBe(makeIds().next().slice(10));
});
