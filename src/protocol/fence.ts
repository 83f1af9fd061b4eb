/**
 * Puts text that somebody else wrote where it can only be read: in a prompt between two lines that nobody inside
 * can write, in a comment as code or as plain words that mention, link and load nothing.
 */
import { normaliseLineEnds, sanitise } from "./sanitise.ts";

/** Invisible, and the one thing GitHub's filters respect: it keeps `@` apart from the name after it. */
const BREAK = "&#8203;";

const MAX_LABEL_CHARS = 120;

/**
 * `text` between two lines that carry `nonce`, which nobody inside could know; if it stands inside all the same
 * (any case), it is broken up. `label` says what the text is and who wrote it. Sanitise `text` first.
 * @throws {RangeError} when `nonce` isn't 16 to 64 letters and digits
 */
export function fence(label: string, text: string, nonce: string): string {
  if (!/^[A-Za-z0-9]{16,64}$/.test(nonce))
    throw new RangeError("nonce: 16 to 64 letters and digits");
  const what = clean(label, nonce);
  const inside = breakUp(normaliseLineEnds(text), nonce);
  return `[[untrusted ${nonce}: ${what}]]\n${inside}\n[[end of untrusted ${nonce}]]`;
}

/** `text` as a Markdown code block whose fence is longer than any run of backticks inside. */
export function codeFence(text: string): string {
  const inside = sanitise(normaliseLineEnds(text)).text;
  let longest = 2;
  for (const [run] of inside.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const marks = "`".repeat(longest + 1);
  return `${marks}\n${inside}${inside.endsWith("\n") ? "" : "\n"}${marks}`;
}

/**
 * `text` as words that GitHub shows as they stand: no mention, no reference to an issue or commit, no link, image,
 * HTML or Markdown. Lines stay lines.
 */
export function plain(text: string): string {
  return sanitise(normaliseLineEnds(text)).text.split("\n").map(neutraliseLine).join("\n");
}

/** The label is part of our line: one line, nothing that could end it, no nonce. */
function clean(label: string, nonce: string): string {
  const oneLine = sanitise(label).text.replaceAll(/[[\]]/g, "").replaceAll(/\s+/g, " ");
  return breakUp(oneLine.slice(0, MAX_LABEL_CHARS), nonce);
}

/** The look-ahead finds overlapping occurrences too, and what is put in is no part of any nonce. */
function breakUp(text: string, nonce: string): string {
  const occurrence = new RegExp(`${nonce.slice(0, 1)}(?=${nonce.slice(1)})`, "gi");
  return text.replaceAll(occurrence, "$&·");
}

/** An underscore is no part of a word here: GitHub links what follows one. */
function neutraliseLine(line: string): string {
  return line
    .trim()
    .replaceAll(/[\\`*_{}[\]<>|~$!^]/g, String.raw`\$&`)
    .replaceAll("&", "&amp;")
    .replace(/^([#+=:-])/, String.raw`\$1`)
    .replace(/^(\d{1,9})([.)])/, String.raw`$1\$2`)
    .replaceAll(/@(?=[\w-])|#(?=\d)/g, `$&${BREAK}`)
    .replaceAll(/(?<![a-z\d])GH-(?=\d)/gi, `$&${BREAK}`)
    .replaceAll(/:(?=\/\/)/g, `:${BREAK}`)
    .replaceAll(/(?<![a-z\d])(?:www|mailto|xmpp)(?=[.:])/gi, `$&${BREAK}`)
    .replaceAll(/(?<![a-z\d])[0-9a-f]{7,40}(?![a-z\d])/gi, breakCommitId);
}

/** GitHub links 7 to 40 hex digits that are a commit; ordinary numbers and words like "defaced" may stay. */
function breakCommitId(hex: string): string {
  const maybeCommit = /\d/.test(hex) && (/[a-f]/i.test(hex) || hex.length === 40);
  return maybeCommit ? hex.replaceAll(/.{6}(?=.)/g, `$&${BREAK}`) : hex;
}
