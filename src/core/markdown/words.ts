/** What a reader sees of the words and the code in a Markdown source. */
import { sanitise } from "../../protocol/sanitise.ts";

/** Room that TeX keeps free for a formula it doesn't print. */
const PHANTOM = /\\[hv]?phantom\s{0,9}\{(?:[^{}]|\{[^{}]*\})*\}/g;

const REFERENCES = /(?:&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31});)+/gi;

/** The named character references of HTML that print nothing. */
const UNSEEN_NAMES = new Map(
  Object.entries({
    ZeroWidthSpace: 0x200b,
    NegativeMediumSpace: 0x200b,
    NegativeThickSpace: 0x200b,
    NegativeThinSpace: 0x200b,
    NegativeVeryThinSpace: 0x200b,
    zwnj: 0x200c,
    zwj: 0x200d,
    lrm: 0x200e,
    rlm: 0x200f,
    shy: 0xad,
    NoBreak: 0x2060,
    ApplyFunction: 0x2061,
    af: 0x2061,
    InvisibleTimes: 0x2062,
    it: 0x2062,
    InvisibleComma: 0x2063,
    ic: 0x2063,
  }),
);

/** A name, not a sentence; it chooses colours and isn't shown. */
const LANGUAGE = /^[A-Za-z0-9+#._-]{1,20}$/;

/** Invisible characters as themselves, however they were written, so that they are found; no comments, no phantoms. */
export function showWords(words: string): string {
  return dropComments(words)
    .replaceAll(PHANTOM, "")
    .replaceAll(REFERENCES, (run) => {
      const characters = run.replaceAll(
        /&([^;]+);/g,
        (reference, name: string) => decode(name) ?? reference,
      );
      return sanitise(characters).removed > 0 ? characters : run;
    });
}

/** Comments that end as only browsers let them end are words to GitHub's parser, and not to everything that shows them. */
function dropComments(words: string): string {
  const start = words.indexOf("<!--");
  if (start === -1) return words;
  const end = /--!?>/g;
  end.lastIndex = start + 4;
  if (end.exec(words) === null) return words;
  return words.slice(0, start) + dropComments(words.slice(end.lastIndex));
}

/** Inline code between dollars is a formula. */
export function showInlineCode(words: string, before: string): string {
  return before === "$" ? words.replaceAll(PHANTOM, "") : words;
}

/** A code block: of the line that opens it only the language; no comments of a diagram, no phantoms of a formula. */
export function showCode(block: string): string {
  const [opening, fence] = /^(`{3,}|~{3,})[^\n]*/.exec(block) ?? [];
  if (opening === undefined || fence === undefined) return block;
  const rest = opening.slice(fence.length);
  const [language = ""] = rest.trim().split(/[\s{]/);
  const shownOpening =
    rest.trim() === language && (language === "" || LANGUAGE.test(language))
      ? opening
      : `${fence}${LANGUAGE.test(language) ? language : ""}`;
  const inside = block.slice(opening.length);
  return shownOpening + showInside(inside, language.toLowerCase());
}

function showInside(inside: string, language: string): string {
  if (language === "math") return inside.replaceAll(PHANTOM, "");
  if (language !== "mermaid") return inside;
  return inside.replaceAll(/^([ \t>]*)(?:%%|accTitle|accDescr).*$/gm, "$1");
}

/** null for what is no character or prints something under a name of its own. */
function decode(name: string): string | null {
  const digits = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
  const code =
    digits === null
      ? UNSEEN_NAMES.get(name)
      : Number.parseInt(digits[1] ?? String(digits[2]), digits[1] === undefined ? 10 : 16);
  return code === undefined || code > 0x10ffff ? null : String.fromCodePoint(code);
}
