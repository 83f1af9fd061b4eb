import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseLineEnds, sanitise, stripAnsi } from "../../src/protocol/sanitise.ts";
import { measureRatio } from "./measure-ratio.ts";

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_unused, index) => from + index);
const name = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;

describe("what a person can't see", () => {
  const named = [
    ...range(0x00, 0x08),
    ...range(0x0b, 0x0c),
    ...range(0x0e, 0x1a),
    ...range(0x1c, 0x1f),
    ...range(0x7f, 0x9f),
    0xad,
    0x34f,
    0x61c,
    0x115f,
    0x1160,
    0x17b4,
    0x180e,
    ...range(0x200b, 0x200f),
    ...range(0x2028, 0x202e),
    ...range(0x2060, 0x206f),
    0x2800,
    0x3164,
    0xfffe,
    ...range(0xfe00, 0xfe0f),
    0xfeff,
    0xffa0,
    ...range(0xfff9, 0xfffb),
  ];

  test.each(named.map((code) => [name(code), String.fromCodePoint(code)]))(
    "%s is named at the start, in the middle and at the end",
    (codePoint, character) => {
      const mark = `⟦${codePoint}⟧`;
      // A byte order mark in front of a text is ordinary.
      const atStart = codePoint === "U+FEFF" ? "" : mark;
      expect(sanitise(`${character}word`).text).toBe(`${atStart}word`);
      expect(sanitise(`wo${character}rd`)).toEqual({ text: `wo${mark}rd`, removed: 1 });
      expect(sanitise(`word${character}`)).toEqual({ text: `word${mark}`, removed: 1 });
    },
  );

  test("tags and the second block of variation selectors are counted, never named: they are an alphabet", () => {
    for (const code of [...range(0xe0000, 0xe007f), ...range(0xe0100, 0xe01ef)]) {
      const character = String.fromCodePoint(code);
      expect(sanitise(`wo${character}rd`)).toEqual({ text: "wo⟦1 hidden⟧rd", removed: 1 });
    }
  });

  test("a run of hidden characters is one mark with their number", () => {
    const message = Array.from("ignore all", (letter) =>
      String.fromCodePoint(0xe0000 + letter.charCodeAt(0)),
    );
    expect(sanitise(`Fix${message.join("")} this`)).toEqual({
      text: "Fix⟦10 hidden⟧ this",
      removed: 10,
    });
  });

  test("a message spelt between the letters is counted, not named", () => {
    const text = Array.from(
      "abcdefgh",
      (letter, index) => letter + (index % 2 === 0 ? "\u200B" : "\u200C"),
    ).join("");
    const { text: visible, removed } = sanitise(text);
    expect(visible).not.toContain("U+");
    expect(visible.replaceAll("⟦1 hidden⟧", "")).toBe("abcdefgh");
    expect(removed).toBe(8);
  });

  test("hidden characters everywhere don't blow a text up", () => {
    const { text, removed } = sanitise("a\u200B".repeat(10_000));
    expect(text.length).toBeLessThan(11_000);
    expect(removed).toBe(10_000);
  });

  test("half of a surrogate pair is hidden", () => {
    expect(sanitise("a\uD83Db").text).toBe("a⟦U+D83D⟧b");
  });

  test("variation selectors stay only where they choose how an emoji looks", () => {
    expect(sanitise("1\uFE0F2\uFE0F a\uFE0F").removed).toBe(3);
    expect(sanitise("\u2764\uFE0F\uFE0F").removed).toBe(1);
  });

  test("joiners stay only single and only between letters that need them", () => {
    expect(sanitise("a\u200Db").removed).toBe(1);
    expect(sanitise("\u0645\u06CC\u200C\u200C\u062E").removed).toBe(2);
    expect(sanitise("\u061C\u200C").removed).toBe(2);
  });
});

describe("line ends and terminals", () => {
  test("every line end becomes one newline and is not counted", () => {
    expect(sanitise("a\r\nb\rc\n\td")).toEqual({ text: "a\nb\nc\n\td", removed: 0 });
    expect(normaliseLineEnds("\uFEFFa\r\n\r\nb")).toBe("a\n\nb");
  });

  test("colours and cursor movements go without a trace", () => {
    expect(sanitise("\u001B[1;31merror\u001B[0m\u001B[2K \u001B(Bx")).toEqual({
      text: "error x",
      removed: 0,
    });
    expect(stripAnsi("\u001B[32mok\u001B[39m")).toBe("ok");
    expect(stripAnsi("ok")).toBe("ok");
  });

  test("what a terminal swallows is gone and counted", () => {
    const link = "\u001B]8;;https://evil.example/ignore\u0007here\u001B]8;;\u001B\\";
    expect(sanitise(link)).toEqual({
      text: "here",
      removed: "8;;https://evil.example/ignore8;;".length,
    });
  });

  test("an unfinished sequence hides nothing of what follows", () => {
    expect(sanitise("\u001B]0;title and text").text).toBe("0;title and text");
    expect(sanitise("\u001B[\u001B[0m31mtext").text).toBe("31mtext");
    expect(sanitise("text\u001B").text).toBe("text⟦U+001B⟧");
  });
});

test.each([
  "Plain English, with “quotes”, dashes – and … dots.",
  "Größe, Übermaß, naïve façade, Łódź, Đà Nẵng, İstanbul",
  "Не удаётся собрать проект; це не працює",
  "ビルドが失敗します。テストを実行してください",
  "构建失败，请运行测试。 測試失敗",
  "빌드가 실패했습니다",
  "البناء فشل، شغّل الاختبارات",
  "הבנייה נכשלה",
  "می‌خواهم نمی‌شود کتاب‌ها",
  "श्रीमान् र्‍य क्‍ष विद्‌या",
  "ශ්‍රී ලංකාව",
  "বাংলা র‍্যাব",
  "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠋",
  "ภาษาไทยไม่มีช่องว่าง",
  "👍 👩‍👩‍👧‍👦 👩🏽‍🦰 🕵️‍♂️ 🏳️‍🌈 🏴‍☠️ 🇩🇪 1️⃣ #️⃣ ❤️ ☝🏽 ↩︎ ©️",
  "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} 🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
  "\tindented\n\n```js\nconst π = 3.14;\n```\n",
  "price\u00A0100 €, 1\u202F000, full　width",
  "",
])("a text that people write stays as it is: %s", (text) => {
  expect(sanitise(text)).toEqual({ text, removed: 0 });
});

test("what was sanitised once stays as it is", () => {
  const parts = fc.constantFrom(
    "a",
    "👩",
    "\u200D",
    "\uFE0F",
    "\u200B",
    "\u001B[",
    "31m",
    "\r",
    "\n",
    "\u{E0041}",
    "ک",
    "1",
    "\u20E3",
    "\u001B]",
    "\u0007",
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(parts, fc.string({ unit: "binary" })), { maxLength: 20 }),
      (pieces) => {
        const once = sanitise(pieces.join(""));
        expect(sanitise(once.text)).toEqual({ text: once.text, removed: 0 });
      },
    ),
    { numRuns: 2_000 },
  );
});

test.each([
  "\u200D",
  "\u001B]",
  "\u001B[",
  "\u001B]a\u001B\\",
  "👩\u200D",
  "a\u200B",
  "ک\u200C",
  "\r",
])("a megabyte of %j takes no more than its share of time", (piece) => {
  const ordinary = `${"é".repeat(20)}\u200B `;
  const hostile = measureRatio((text) => sanitise(text), piece);
  expect(hostile / measureRatio((text) => sanitise(text), ordinary)).toBeLessThan(60);
});
