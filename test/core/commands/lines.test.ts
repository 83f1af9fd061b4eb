import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCommands, type Said } from "../../../src/core/command.ts";

describe("bounds", () => {
  test("ten commands of a comment count, the rest does not", () => {
    const said = readCommands("/ao status\n".repeat(12));

    expect(said).toHaveLength(10);
  });

  test("words are cut at 4,000 characters, and say so", () => {
    const [said] = readCommands(`/ao add ${"x".repeat(5_000)}`);

    expect(said).toMatchObject({ kind: "words" });
    expect(textOf(said)).toHaveLength(4_000);
    expect(textOf(said)).toMatch(/x\n\[cut here: more than 4,000 characters\]$/);
  });

  test("4,000 characters are not cut", () => {
    const words = `add ${"x".repeat(3_996)}`;

    expect(textOf(readCommands(`/ao ${words}`)[0])).toBe(words);
  });

  test("a cut leaves no half character", () => {
    const [said] = readCommands(`/ao add ${"👍".repeat(2_500)} ${"👍".repeat(2_500)}`);

    expect(textOf(said).isWellFormed()).toBe(true);
  });

  test("half a character as the only word is a mistake that can be shown", () => {
    const [said] = readCommands("/ao\n\ud83d");

    expect(textOf(said)).toBe("\ufffd");
  });

  test("the line to show is short and has no backtick that would end its code", () => {
    const [said] = readCommands(`/ao use \`a\` ${"x".repeat(500)}`);

    expect(said?.line).toHaveLength(120);
    expect(said?.line).toMatch(/^\/ao use 'a' x+…$/);
  });

  test("a comment is read as far as GitHub lets it be", () => {
    expect(readCommands(`${" \n".repeat(40_000)}/ao stop`)).toEqual([]);
  });

  const hostile: [what: string, comment: string][] = [
    ["quotes", "> a\n\n"],
    ["nested quotes", ">"],
    ["nested quotes, line after line", `${">".repeat(60)}\n`],
    ["list items", "- a\n"],
    ["nested lists", "- "],
    ["nested lists, line after line", `${"- ".repeat(30)}a\n`],
    ["numbered lists in quotes", "> 1. - "],
    ["headings by underline", "a\n=\n"],
    ["fences", "```\n"],
    ["backticks of many lengths", Array.from({ length: 300 }, (_, n) => "`".repeat(n)).join(" ")],
    ["comments that never end", "x <!-- "],
    ["instructions that never end", "x <? <!x <![CDATA["],
    ["elements that never end", 'x <a b=\'c" <d e="'],
    ["images", "![ "],
    ["links with titles", '](a "('],
    ["footnotes", "[^a]: b\n\nc\n\n"],
    ["definitions", "[a]: b\n"],
    ["tables", "|a|\n|-|\n"],
    ["commands", "/ao a b\n\n"],
    ["commands in lists", "- a\n  /ao a b\n"],
    ["spaces", "/ao       a "],
    ["blank lines", "\n"],
  ];

  test.each(hostile)("65,536 characters of %s are read fast", (_what, piece) => {
    const comment = `/ao stop\n\n${piece.repeat(Math.ceil(65_536 / piece.length))}`.slice(
      0,
      65_536,
    );
    const start = performance.now();

    const said = readCommands(comment);

    expect(performance.now() - start).toBeLessThan(5_000);
    expect(said[0]).toMatchObject({ kind: "command", verb: "stop" });
  });

  test("a command below a long log in a fence counts", () => {
    const log = "2026-11-21T10:00:00Z some line of a log\n".repeat(1_500);

    expect(readCommands(`It fails:\n\`\`\`\n${log}\`\`\`\n/ao stop`)).toHaveLength(1);
  });

  test("nesting deeper than anybody writes changes nothing below it", () => {
    const deep = `${"> ".repeat(40)}deep\n\n${"- ".repeat(40)}deep\n\n${" ".repeat(50)}\n`;

    expect(readCommands(`${deep}/ao stop`)).toHaveLength(1);
    expect(readCommands(`${"> ".repeat(40)}deep\n/ao stop`)).toEqual([]);
  });

  test("any text is read without an error, and what comes out is bounded", () => {
    const piece = fc.constantFrom(
      "/ao",
      "／AO",
      " ",
      "\u00a0",
      "stop",
      "run",
      "fresh",
      "stpo",
      "please",
      ".",
      "\n",
      "\r\n",
      "\n\n",
      "> ",
      "- ",
      "1. ",
      "    ",
      "\t",
      "`",
      "```",
      "~~~",
      "<!--",
      "-->",
      "<details>",
      "</details>",
      "<a b='",
      "'>",
      "[a]: b",
      "![",
      "](",
      "|",
      "---",
      "👍",
      "\ud83d",
      "\0",
      "\u2028",
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")),
      fc.string({ unit: "binary", maxLength: 200 }).map((any) => `/ao ${any}`),
    );

    fc.assert(
      fc.property(text, (body) => {
        const said = readCommands(body);

        expect(said.length).toBeLessThanOrEqual(10);
        for (const one of said) {
          expect(one.line.length).toBeLessThanOrEqual(120);
          expect(one.line).toMatch(/^\/ao/);
          expect(one.line).not.toContain("`");
          expect(textOf(one).length).toBeLessThanOrEqual(4_000);
          expect(textOf(one).isWellFormed()).toBe(true);
          if (one.kind !== "command") expect(textOf(one)).not.toBe("");
        }
      }),
      { numRuns: 500 },
    );
  });
});

function textOf(said: Said | undefined): string {
  if (said?.kind === "words") return said.text;
  return said?.kind === "mistake" ? said.word : "";
}
