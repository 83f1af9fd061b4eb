import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import { unseenRanges, type Range } from "../../../src/core/commands/unseen.ts";

test("a line begins inside code or HTML exactly where a whole CommonMark parser says so", () => {
  const pieces = "` `` \\ x < > <a </a b= = \" ' / <!-- --> -> <!X <? ?> <![CDATA[ ]]> <a:b".split(
    " ",
  );
  const piece = fc.constantFrom(...pieces, " b", " ", "\n");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (some) => {
      // Every line begins with a letter, so that all is one paragraph.
      const text = `x${some.join("").replaceAll("\n", "\nx")}`;

      expect(startsInside(text, unseenRanges(text))).toEqual(startsInside(text, parsed(text)));
    }),
    { numRuns: 2_000 },
  );
});

test("a link's title and an image's description are not shown, with or without brackets in them", () => {
  expect(unseenRanges('a [b](c "d") e')).toEqual([{ start: 4, end: 12 }]);
  expect(unseenRanges("a [b](<c d> 'e') f")).toEqual([{ start: 4, end: 16 }]);
  expect(unseenRanges("a [b](c (d)) e")).toEqual([{ start: 4, end: 12 }]);
  expect(unseenRanges("a ![b](c) d")).toEqual([{ start: 2, end: 6 }]);
  expect(unseenRanges("a [b](c) d")).toEqual([]);
});

/** The lines whose first character is inside one of the ranges and not its first. */
function startsInside(text: string, ranges: Range[]): number[] {
  let start = 0;
  return text.split("\n").flatMap((line, index) => {
    const at = start;
    start += line.length + 1;
    return ranges.some((range) => range.start < at && at < range.end) ? [index] : [];
  });
}

function parsed(text: string): Range[] {
  const [paragraph] = fromMarkdown(text, {
    extensions: [gfm()],
    mdastExtensions: gfmFromMarkdown(),
  }).children;
  const inside = paragraph?.type === "paragraph" ? paragraph.children : [];
  return inside
    .filter((node) => node.type === "inlineCode" || node.type === "html")
    .map(({ position }) => ({
      start: position?.start.offset ?? 0,
      end: position?.end.offset ?? 0,
    }));
}
