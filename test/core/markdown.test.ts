import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sanitiseMarkdown } from "../../src/core/markdown.ts";

const tags = (text: string): string =>
  Array.from(text, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");
const bits = (text: string, zero: string, one: string): string =>
  Array.from(text, (letter) =>
    letter.charCodeAt(0).toString(2).replaceAll("0", zero).replaceAll("1", one),
  ).join("");

/** Each holds the word where a reader of the page on GitHub doesn't see it. */
const PROBES: [channel: string, markdown: string][] = [
  ["an HTML comment in a line", "Fix <!-- SESAME --> this"],
  ["an HTML comment of its own", "Fix\n\n<!--\nSESAME\n-->\n\nthis"],
  ["a comment that ends as browsers allow, in a line", "Fix <!-- SESAME --!> this"],
  ["a comment that ends as browsers allow, of its own", "<!-- SESAME --!>\n\nFix"],
  ["a comment that never ends", "Fix this\n\n<!-- SESAME\n\nSESAME\n\n# SESAME"],
  ["a comment that begins inside a block", "<div><!--\n\nSESAME\n\n-->\n\nSESAME"],
  ["a comment with dashes", "a <!-- -- SESAME ---> b"],
  ["two comments", "a <!-- SESAME --> b <!-- SESAME --> c"],
  ["a comment in a quotation", "> a\n> <!-- SESAME\n> SESAME -->\n> b"],
  ["a comment in a list", "- a\n\n  <!-- SESAME -->\n- b"],
  ["a comment in a table", "| a |\n|---|\n| b <!-- SESAME --> |"],
  ["a processing instruction", "Fix <?php SESAME ?> this"],
  ["a processing instruction of its own", "<?xml SESAME ?>\nFix"],
  ["a processing instruction that ends early", "<div>\n<?SESAME>\n</div>"],
  ["a declaration", "Fix <!DOCTYPE SESAME> this"],
  ["a declaration in a block", "<div>\n<!SESAME>\n</div>"],
  ["a CDATA section", "Fix <![CDATA[SESAME]]> this"],
  ["a CDATA section that ends early", "<div>\n<![CDATA[SESAME>\n</div>"],
  ["an end tag that is none", "<div>\n</ SESAME>\n</div>"],
  ["a tag that GitHub doesn't know", "Fix <sesame>this</sesame> <SESAME-x/>"],
  ["alternative text", "![SESAME](https://example.com/a.png)"],
  ["alternative text with a picture inside", "![a ![SESAME](b) c](d)"],
  ["alternative text with a link inside", "![a [SESAME](b) c](d)"],
  ["the title of a picture", '![a](https://example.com/a.png "SESAME")'],
  ["the address of a picture", "![a](https://example.com/SESAME.png)"],
  ["a picture by reference", "![SESAME][a]\n\n[a]: https://example.com/SESAME"],
  ["a link's title in double quotes", '[a](https://example.com "SESAME")'],
  ["a link's title in single quotes", "[a](https://example.com 'SESAME')"],
  ["a link's title in parentheses", "[a](https://example.com (SESAME))"],
  ["a link's path", "[a](https://example.com/SESAME)"],
  ["a link's query and fragment", "[a](https://example.com?q=SESAME#SESAME)"],
  ["a link's user name", "[a](https://SESAME:SESAME@example.com)"],
  ["a link to nowhere", "[a](SESAME)"],
  ["a link with another scheme", "[a](javascript:SESAME)"],
  ["a link without words", "Fix [](https://example.com/SESAME)this"],
  ["a definition as a comment", "[//]: # (SESAME)\nFix"],
  ["a definition as a comment in quotes", '[comment]: <> "SESAME"\n\nFix'],
  ["a definition over two lines", "[a]:\n  https://example.com\n  'SESAME'\n\nFix"],
  ["the label of a definition", "[SESAME]: https://example.com\n\nFix"],
  ["the label of a reference", "[a][SESAME]\n\n[SESAME]: https://example.com"],
  [
    "a second definition of a label",
    "[a]\n\n[a]: https://example.com\n[a]: https://example.com 'SESAME'",
  ],
  ["the label of a footnote", "Fix[^SESAME]\n\n[^SESAME]: note"],
  ["a footnote that nothing refers to", "Fix\n\n[^lonely]: SESAME"],
  ["a second footnote with the same label", "Fix[^b]\n\n[^b]: note\n\n[^b]: SESAME"],
  ["a footnote without words", "Fix[^a]\n\n[^a]:\n\n[SESAME]: x"],
  ["an attribute", '<p title="SESAME">Fix</p>'],
  ["an attribute without quotes", "<p title=SESAME data-x='SESAME' aria-label = SESAME>Fix</p>"],
  ["an attribute's name", "<p SESAME>Fix</p>"],
  ["an attribute with a bracket inside", '<p title="> SESAME">Fix</p>'],
  ["an attribute that never ends", '<div title="\n\nSESAME\n\nSESAME'],
  ["an attribute that never ends, before a picture", '<div title="\n\nSESAME ![a](b) SESAME'],
  ["a tag that never ends", "<div title\n\nSESAME"],
  ["alternative text in HTML", '<img alt="SESAME" src="https://example.com/SESAME">'],
  [
    "sources of a picture",
    '<picture><source media="SESAME" srcset="SESAME 2x"><img src="a"></picture>',
  ],
  ["a link in HTML", '<a href="https://example.com/SESAME" title="SESAME">Fix</a>'],
  ["the source of a quotation", '<blockquote cite="SESAME">Fix</blockquote>'],
  ["a ruby parenthesis in a line", "<ruby>Fix<rp>SESAME</rp><rt>it</rt></ruby>"],
  ["a ruby parenthesis in a block", "<div>\n<ruby>Fix<rp>SESAME</rp></ruby>\n</div>"],
  ["a ruby parenthesis that never ends", "Fix <rp>SESAME"],
  ["a ruby parenthesis that never ends, in a block", "<div>\n<rp>SESAME"],
  ["words behind the language of a code block", "```js SESAME\ncode\n```"],
  ["an option behind the language of a code block", "```js{SESAME}\ncode\n```"],
  ["a language that is a sentence", "```SESAME-and-then-some-more\ncode\n```"],
  ["words behind tildes", "~~~ js SESAME\ncode\n~~~"],
  ["a cell beyond the table", "| a | b |\n|---|---|\n| 1 | 2 | SESAME |"],
  ["the comment of a diagram", "```mermaid\ngraph TD\n%% SESAME\nA-->B\n```"],
  ["the description of a diagram", "> ```mermaid\n> graph TD\n> accDescr: SESAME\n> A-->B\n> ```"],
  ["a phantom in a formula", "The sum $a\\phantom{SESAME {SESAME}}b$"],
  ["a phantom in an inline formula", "The sum $`a\\hphantom {SESAME}b`$"],
  ["a phantom in a block of mathematics", "```math\na\\vphantom{SESAME}b\n```"],
];

describe("what a reader doesn't see is gone", () => {
  test.each(PROBES)("%s", (_channel, markdown) => {
    const { text, removed } = sanitiseMarkdown(markdown);
    expect(text).not.toMatch(/sesame/i);
    expect(removed).toBeGreaterThan(0);
  });

  test.each([
    ["tags", `Fix ${tags("SESAME")}this`],
    ["tags in a code block", `\`\`\`\n${tags("SESAME")}\n\`\`\``],
    [
      "tags as references",
      Array.from("SESAME", (letter) => `&#${0xe0000 + letter.charCodeAt(0)};`).join(""),
    ],
    ["variation selectors", `Fix${bits("SESAME", "\uFE00", "\uFE01")}`],
    ["zero width characters", `Fix${bits("SESAME", "\u200B", "\u200C")}`],
    [
      "zero width characters as hexadecimal references",
      `Fix${bits("SESAME", "&#x200b;", "&#x200C;")}`,
    ],
    ["zero width characters by name", `Fix${bits("SESAME", "&ZeroWidthSpace;", "&zwj;")}`],
    ["invisible operators", `Fix${bits("SESAME", "&it;", "&ic;")}`],
    ["directions", `Fix${bits("SESAME", "\u202A", "\u202C")}`],
    ["blanks that are letters", `Fix${bits("SESAME", "\u3164", "\u2800")}`],
  ])("%s are counted", (_channel, markdown) => {
    const { text, removed } = sanitiseMarkdown(markdown);
    expect(text).toMatch(/^[\w\s`⟦⟧]+$/);
    expect(text).toContain("hidden⟧");
    expect(removed).toBeGreaterThan(5);
  });

  test("what a terminal or an editor hides is gone before the text is parsed", () => {
    expect(sanitiseMarkdown("a <!\u001B[0m-- SESAME --> b\r\n\r\nc\0").text).toBe(
      "a  b\n\nc\uFFFD",
    );
  });
});

describe("what a reader sees stays", () => {
  const ISSUE = `# Crash on start 🚀

Since **1.2.0** the app _crashes_ when \`config.yml\` is empty, see https://example.com/docs?a=1#b and <https://example.com/x>
or www.example.com, mail me@example.com. ~~Was fine~~ in 1.1 \\*before\\* &amp; after; 5 &lt; 6, a < b, x<y and 1<2.

- [ ] first
- [x] second
  1. nested
  2. \`<!-- in code -->\`

> Quoted with a <kbd>Ctrl</kbd> key<br> and <sub>small</sub> print

| Version | Result |
|--------:|:------:|
| 1.1     | ok     |
| 1.2     |

\`\`\`html
<!-- shown --> <img alt="shown" src="x"> [//]: # (shown)
\`\`\`

    indented <!-- shown -->

\`\`\`
no language \\phantom{shown}
\`\`\`

~~~c++
int x;
~~~

***

[an issue] and [x] and [brackets] and footnote[^1] and \`\\phantom{x}\` and $x^2$

[^1]: The note.

می‌خواهم 👩‍👩‍👧 ❤️ ビルドが失敗
`;

  test("an ordinary issue is unchanged, byte for byte", () => {
    expect(sanitiseMarkdown(ISSUE)).toEqual({ text: ISSUE, removed: 0 });
  });

  test.each([
    "Just one line",
    "",
    "Größe & Übermaß – naïve 日本語 עברית العربية",
    "Steps:\n1. `npm i`\n2. boom\n\n```console\n$ npm test\nError: x\n```",
    "```\nunclosed code <!-- shown",
    "A [link](https://example.com) and [another](https://example.com)",
    "Entities &nbsp; &copy; &#169; &#xA9; &unknown; &#9999999;",
    "Stars * * * and * list\n\n* * *\n\n- - - - - - - - - - - - - - - - - - - - - - - -",
    "a <!-- not closed in this line",
    "C:\\temp <- arrow, a <- b, <3",
  ])("%s", (text) => {
    expect(sanitiseMarkdown(text)).toEqual({ text, removed: 0 });
  });

  test("words of links, with the host they lead to", () => {
    const markdown =
      '[the *docs*](https://docs.example.com/a/b "t"), [this][a] and [b][] <a href="http://x.example/y">here</a>\n\n[a]: http://a.example/x\n[b]: c';
    expect(sanitiseMarkdown(markdown).text).toBe(
      '[the *docs*](https://docs.example.com), [this](https://a.example) and [b][] <a href="https://x.example">here</a>\n\n\n',
    );
  });

  test("that there is a picture, and from where", () => {
    expect(
      sanitiseMarkdown('![x](https://example.com/a.png) <img src="b.png"> ![y][z] <img>\n\n[z]: /c')
        .text,
    ).toBe("⟦image from example.com⟧ ⟦image⟧ ⟦image⟧ ⟦image⟧\n\n");
  });

  test("a link in HTML that leads nowhere leads nowhere", () => {
    expect(
      sanitiseMarkdown(
        "<div><a name=x>a</a> <a href=>b</a></div>\n\n<a href='http://c.example/d'>c</a>",
      ).text,
    ).toBe('<div><a href="#">a</a> <a href="#">b</a></div>\n\n<a href="https://c.example">c</a>');
  });

  test("collapsed sections, marked as such", () => {
    const markdown =
      "<details>\n<summary>Log</summary>\n\ninside\n\n</details>\n\n<details open>\n\nopen\n\n</details>";
    expect(sanitiseMarkdown(markdown).text).toBe(
      "⟦collapsed section⟧\n<summary>Log</summary>\n\ninside\n\n⟦end of section⟧\n\n\n\nopen\n\n⟦end of section⟧",
    );
  });

  test("footnotes by their number", () => {
    expect(sanitiseMarkdown("a[^x] b[^y] c[^x]\n\n[^y]: two\n[^x]: one").text).toBe(
      "a[^1] b[^2] c[^1]\n\n[^2]: two\n[^1]: one",
    );
  });

  test("words between tags", () => {
    const markdown =
      "<div align=center>\n<h1>Title</h1> a < b <!--> seen <!---> seen\n<script>seen()</script></div>\n\n<center>x</center>";
    expect(sanitiseMarkdown(markdown).text).toBe(
      "<div>\n<h1>Title</h1> a < b  seen  seen\nseen()</div>\n\nx",
    );
  });
});

/** What never ends may be ended by what comes after it, and then the rest is visible. */
const isOpen = ([channel]: [string, string]): boolean =>
  /never ends|begins inside|of its own/.test(channel);

describe("texts that want to break it", () => {
  test("what is longer than GitHub allows is cut", () => {
    expect(sanitiseMarkdown("a".repeat(70_000)).text).toHaveLength(65_536);
  });

  test.each(["> ", ">- ", "1. ", "- - > ", "[", "]", "![", "[a](", "[a][b]", "[[]()", "]["])(
    "65,536 characters of %j are left out instead of being parsed for minutes",
    (piece) => {
      const text = `${piece.repeat(65_536 / piece.length)}x`.slice(-65_536);
      expect(sanitiseMarkdown(text)).toEqual({
        text: `⟦${text.length} characters that are too tangled to be read safely⟧`,
        removed: text.length,
      });
    },
  );

  test("depth in many small steps is noticed too", () => {
    const steps = Array.from({ length: 170 }, (_unused, depth) => `${"  ".repeat(depth)}- a`);
    expect(sanitiseMarkdown(steps.join("\n")).text).toContain("too tangled");
    expect(sanitiseMarkdown("> - > - > a\n\n".repeat(1_000)).text).toContain("too tangled");
  });

  test.each([
    "*",
    "_",
    "**a ",
    "*a _b ",
    "~~a",
    "`a``b",
    "<",
    "<a ",
    "<!--",
    "<!-- --!> ",
    "<rp>",
    "&zwj;",
    "|a",
    "\\",
    "a\n",
    "- a\n",
    "> a\n",
    "[a]\n\n",
    "\\phantom{",
  ])("8,000 characters of %j are read in a moment and again the same", (piece) => {
    const start = performance.now();
    const once = sanitiseMarkdown(piece.repeat(8_000 / piece.length)).text;
    // Quadratic time would be a minute; the limit leaves room for a busy machine.
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(sanitiseMarkdown(once).text).toBe(once);
  });

  test("in any mixture the hidden word stays hidden, and nothing more goes the second time", () => {
    const closed = fc.constantFrom(...PROBES.filter((probe) => !isOpen(probe)));
    const last = fc.constantFrom(...PROBES.filter(isOpen));
    fc.assert(
      fc.property(fc.array(closed, { maxLength: 5 }), last, (probes, end) => {
        const markdown = [...probes, end].map(([, text]) => text).join("\n\n");
        const once = sanitiseMarkdown(markdown).text;
        expect(once).not.toMatch(/sesame/i);
        expect(sanitiseMarkdown(once)).toEqual({ text: once, removed: 0 });
      }),
      { numRuns: 1_000 },
    );
  });

  test("any text is read without an exception, however the pieces fit", () => {
    const pieces = fc.constantFrom(
      ...PROBES.map(([, markdown]) => markdown),
      "- ",
      "> ",
      "`",
      "```\n",
      "<",
      "<!--",
      "](",
      "\\",
      "|",
      "&#",
      "\n",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ unit: "binary" })), { maxLength: 8 }),
        (parts) => {
          const text = parts.join("");
          const { text: seen, removed } = sanitiseMarkdown(text);
          expect(removed).toBeGreaterThanOrEqual(0);
          expect(seen.length).toBeLessThanOrEqual(text.length * 12 + 100);
        },
      ),
      { numRuns: 300 },
    );
  });
});
