/**
 * One spelling for all that some machine takes for the same path: macOS ignores case and invisible characters, Windows
 * dots and blanks at the end and all after a colon; a reader takes a Cyrillic `а` for a Latin one.
 */

/** Letters of other alphabets that look like Latin ones in most fonts. */
const LOOK_ALIKES = new Map(
  Object.entries({
    a: "аαɑ",
    b: "ьв",
    c: "с",
    d: "ԁ",
    e: "еєε",
    g: "ɡ",
    h: "һн",
    i: "іιı",
    j: "ј",
    k: "кκ",
    l: "ӏ",
    m: "м",
    n: "ո",
    o: "оο",
    p: "рρ",
    q: "ԛ",
    r: "г",
    s: "ѕ",
    t: "тτ",
    u: "υ",
    v: "ν",
    w: "ԝω",
    x: "хχ",
    y: "уγ",
  }).flatMap(([latin, others]) => Array.from(others, (other): [string, string] => [other, latin])),
);

/** Lower case throughout; segments stay segments. */
export function foldPath(path: string): string {
  return foldText(path).split("/").map(foldSegment).join("/");
}

function foldText(text: string): string {
  const plain = text.normalize("NFKC").replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "");
  return Array.from(plain.toLowerCase(), (letter) => LOOK_ALIKES.get(letter) ?? letter).join("");
}

function foldSegment(segment: string): string {
  // A stream of a file on Windows: `.git::$INDEX_ALLOCATION` is the folder `.git`.
  const name = segment.split(":", 1).join("");
  let end = name.length;
  while (end > 0 && (name[end - 1] === "." || name[end - 1] === " ")) end -= 1;
  // `.` and `..` are what they are.
  return end === 0 ? segment : name.slice(0, end);
}
