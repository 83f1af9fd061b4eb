/** No title can make a name that git, a shell or a URL reads otherwise. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { branchName } from "../../src/core/branch-name.ts";

test.each([
  ["sum subtracts", "ao/42-sum-subtracts"],
  ["  Sum: subtracts!? ", "ao/42-sum-subtracts"],
  ["Größe der Überschrift", "ao/42-gro-e-der-uberschrift"],
  ["ﬁx the ﬂow", "ao/42-fix-the-flow"],
  ["", "ao/42-work"],
  ["修正", "ao/42-work"],
  ["🚀🚀", "ao/42-work"],
  ["../../etc/passwd", "ao/42-etc-passwd"],
  ["$(rm -rf /) `id` ; --upload-pack=x", "ao/42-rm-rf-id-upload-pack-x"],
  ["a..b@{1}~^:?*[\\ .lock", "ao/42-a-b-1-lock"],
  ["-D main", "ao/42-d-main"],
  ["\u202Egnp\0\u0007\n", "ao/42-gnp"],
  ["word ".repeat(40), "ao/42-word-word-word-word-word-word-word-word"],
  [`${"x".repeat(39)} y`, `ao/42-${"x".repeat(39)}`],
])("%j", (title, name) => {
  expect(branchName(42, title, 1)).toBe(name);
});

test("a later one ends in its number", () => {
  expect(branchName(42, "sum", 2)).toBe("ao/42-sum-2");
});

test("any title at all gives a name that git takes", () => {
  const text = fc.string({ unit: "binary", maxLength: 600 });
  fc.assert(
    fc.property(fc.nat(), text, fc.integer({ min: 1, max: 50 }), (number, title, nth) => {
      expect(branchName(number, title, nth)).toMatch(/^ao\/\d+(?:-[a-z0-9]+)+$/);
    }),
  );
});
