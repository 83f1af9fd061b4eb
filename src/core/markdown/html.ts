/**
 * What a browser shows of raw HTML in a comment on GitHub: the words between the tags; no comment, no attribute, no
 * tag that GitHub throws away. One pass from left to right.
 */
import { showAddress, showImage } from "./links.ts";

/** `isOpen`: a comment or a tag didn't end, so that the browser swallows all that follows in the document. */
export type ShownHtml = { text: string; isOpen: boolean };

const COLLAPSED = "⟦collapsed section⟧";
const END_OF_SECTION = "⟦end of section⟧";

/** Harmless and telling; they stay without attributes. A name that GitHub doesn't know can itself be a message. */
const KEPT_TAGS = new Set([
  ..."b blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li ol p pre q s samp".split(
    " ",
  ),
  ..."strong sub summary sup table tbody td th thead tr tt ul var".split(" "),
]);

export function showHtml(html: string): ShownHtml {
  let text = "";
  for (let at = 0; at < html.length;) {
    const start = html.indexOf("<", at);
    if (start === -1) return { text: text + html.slice(at), isOpen: false };
    text += html.slice(at, start);
    const piece = readPiece(html, start);
    if (piece === null) return { text, isOpen: true };
    text += piece.shown;
    at = piece.end;
  }
  return { text, isOpen: false };
}

type Piece = { shown: string; end: number };

/** What begins with the `<` at `start`; null when it doesn't end. */
function readPiece(html: string, start: number): Piece | null {
  const beginning = html.slice(start, start + 9);
  if (/^<!---?>/.test(beginning)) return unseen(html.indexOf(">", start) + 1);
  // Some programs end a comment at `--!>` and some don't: hidden is what either hides.
  if (beginning.startsWith("<!--")) return skipTo(html, start + 4, /-->/g);
  if (beginning.startsWith("<![CDATA["))
    return skipTo(html, start, /\]\]>/g) ?? skipTo(html, start, />/g);
  if (beginning.startsWith("<?")) return skipTo(html, start, /\?>/g) ?? skipTo(html, start, />/g);
  // Browsers take these for comments.
  if (/^<(?:!|\/[^a-z])/i.test(beginning)) return skipTo(html, start, />/g);
  return readTag(html, start);
}

function readTag(html: string, start: number): Piece | null {
  const [opening, slash = "", name = ""] =
    /^<(\/?)([a-z][^\s/>]*)/i.exec(html.slice(start, start + 80)) ?? [];
  if (opening === undefined) return { shown: "<", end: start + 1 };
  const attributes = new Map<string, string>();
  const end = readAttributes(html, start + opening.length, attributes);
  if (end === null) return null;
  const tag = name.toLowerCase();
  // Browsers that know ruby hide what stands in its parentheses.
  if (tag === "rp" && slash === "") return skipTo(html, end, /(?=<)/g) ?? unseen(html.length);
  return { shown: slash === "" ? showOpening(tag, attributes) : showClosing(tag), end };
}

/** Fills `attributes` as a browser would; returns where the tag ends, null when it doesn't. */
function readAttributes(
  html: string,
  start: number,
  attributes: Map<string, string>,
): number | null {
  const name = /[\s/]*([^\s/>][^\s/>=]*)?/y;
  const equals = /\s*=\s*/y;
  const value = /"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)?/y;
  for (let at = start; ;) {
    // The patterns of name and value also match nothing, so that there is always a match.
    const [spaced, attribute] = matchAt(name, html, at)!;
    at += spaced.length;
    if (attribute === undefined) return at < html.length ? at + 1 : null;
    attributes.set(attribute.toLowerCase(), "");
    const sign = matchAt(equals, html, at);
    if (sign === null) continue;
    at += sign[0].length;
    const [written, double, single, bare = ""] = matchAt(value, html, at)!;
    // A quote that isn't closed: the value goes on to the end of the document.
    if (written === "" && /["']/.test(html.charAt(at))) return null;
    at += written.length;
    attributes.set(attribute.toLowerCase(), double ?? single ?? bare);
  }
}

function showOpening(tag: string, attributes: ReadonlyMap<string, string>): string {
  if (tag === "img") return showImage(attributes.get("src") ?? "");
  if (tag === "a") return `<a href="${showAddress(attributes.get("href") ?? "")}">`;
  if (tag === "details") return attributes.has("open") ? "" : COLLAPSED;
  return KEPT_TAGS.has(tag) ? `<${tag}>` : "";
}

function showClosing(tag: string): string {
  if (tag === "details") return END_OF_SECTION;
  return tag === "a" || KEPT_TAGS.has(tag) ? `</${tag}>` : "";
}

function skipTo(html: string, from: number, end: RegExp): Piece | null {
  end.lastIndex = from;
  return end.exec(html) === null ? null : unseen(end.lastIndex);
}

function unseen(end: number): Piece {
  return { shown: "", end };
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}
