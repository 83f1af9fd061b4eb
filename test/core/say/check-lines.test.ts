/** What is said of checks beside whether they are green, in the status comment and in the pull request. */
import { expect, test } from "vitest";
import { NO_MEMORY } from "../../../src/core/ci-memory.ts";
import { checkLines } from "../../../src/core/say/check-lines.ts";
import { parkedText } from "../../../src/core/say/parked.ts";
import { done, inReview, OLD_HEAD, parked, rerunOf, workItem } from "../../support/builders.ts";
import { factsOf } from "../../support/markdown-facts.ts";
import { HOSTILE } from "./hostile.ts";

const passed = rerunOf({ passed: true });
const item = workItem({
  state: inReview(),
  ci: { ...NO_MEMORY, notRequired: ["codecov/patch", "vercel", "fossa"], reruns: [passed, passed] },
});

test("what passed the second time, once, and what is red and does not count", () => {
  expect(checkLines(item)).toEqual([
    "- `test` rerun once, flaky",
    "- Not required and red: `codecov/patch`, `vercel` and 1 more",
  ]);
});

test("nothing of other heads, of what is red still, and of the end", () => {
  const ci = { ...NO_MEMORY, reruns: [{ ...passed, headSha: OLD_HEAD }, rerunOf()] };

  expect(checkLines({ ...item, ci })).toEqual([]);
  expect(checkLines({ ...item, head: null, ci: NO_MEMORY })).toEqual([]);
  expect(checkLines({ ...item, state: done() })).toEqual([]);
});

test("a base that is red for a day: whom it waits for, why, and what one can do", () => {
  const text = parkedText(workItem({ state: parked() }), parked());

  expect(text.split("\n")[0]).toBe(
    "@mira **#42 still waits: `main` has failed `test` for a day.**",
  );
  expect(text).toContain("When `test` is green on `main`, I go on by myself");
});

test("names of checks are others' words", () => {
  const hostile = { ...item, ci: { ...NO_MEMORY, notRequired: [HOSTILE] } };

  expect(factsOf(checkLines(hostile).join("\n")).mentions).toEqual([]);
});
