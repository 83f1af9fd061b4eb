/** The hidden line by which AO finds its own comment again. */
import { expect, test } from "vitest";
import { hasMarker, markerIn, withMarker } from "../../src/core/marker.ts";

test("stands last, hidden, below what people read", () => {
  expect(withMarker("**Working**", "status:item-1:42")).toBe(
    "**Working**\n\n<!-- ao:status:item-1:42 -->",
  );
});

test("is found under its own key only", () => {
  const body = withMarker("**Working**", "ask:fact-1");

  expect(hasMarker(body, "ask:fact-1")).toBe(true);
  expect(hasMarker(body, "ask:fact-10")).toBe(false);
  expect(hasMarker(body, "ask:fact-")).toBe(false);
});

test.each(["a --> b", "--", "a-----b", "<!--", "line\nbreak", "@mira", "x y"])(
  "no key ends the hidden line early: %j",
  (key) => {
    const body = withMarker("text", key);
    const hidden = body.slice("text\n\n".length);

    expect(hidden).toMatch(/^<!-- ao:[\w:.#/-]* -->$/);
    expect(hidden.slice(4, -3)).not.toContain("--");
    expect(hasMarker(body, key)).toBe(true);
  },
);

test("is read off the end of a body, where nothing a person writes can stand", () => {
  const body = withMarker("**Working**", "ask:fact-1");

  expect(markerIn(body)).toBe("<!-- ao:ask:fact-1 -->");
  expect(markerIn(`${body}\n`)).toContain("ask:fact-1");
  expect(markerIn(`${body} and more`)).toBeNull();
  expect(markerIn("**Working**")).toBeNull();
});
