/**
 * Which lines of a comment are its author's own words, as GitHub renders them: not quoted, not code, not HTML.
 * The blocks are read by a CommonMark parser; what stands inside a paragraph by `unseen.ts`.
 */
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { unseenRanges } from "./unseen.ts";

export interface Line {
  /** As written, without its line ending. */
  text: string;
  /**
   * `said`: the author's words. `code`: shown, but no command. `quoted`: somebody else's words or not shown.
   * `inside`: a line of a paragraph that begins inside inline code, a tag or a link's title.
   */
  kind: "said" | "code" | "quoted" | "inside";
}

/**
 * The parser is quadratic in the number of containers (64 KiB of short quotes took it more than ten seconds), so a comment is read as
 * far as a person could have written it. Nesting deeper than `maxPrefixChars` is cut, which changes no line's start.
 */
const maxLines = 3_000;
const maxContainers = 2_000;
const maxPrefixChars = 32;

type Tree = ReturnType<typeof fromMarkdown>;
type Block = Tree["children"][number];
type Html = Extract<Block, { type: "html" }>;

/** Reads a comment. What is not read (see the limits above) is missing at the end. */
export function readLines(body: string): Line[] {
  const texts = body.split(/\r\n|\n|\r/);
  const tamed = tame(texts);
  const lines: Line[] = texts.slice(0, tamed.length).map((text) => ({ text, kind: "said" }));
  const html: Html[] = [];
  const open: Block[] = [...parse(tamed).children];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "code") mark(lines, node, "code");
    else if (node.type === "blockquote" || node.type === "definition") mark(lines, node, "quoted");
    else if (node.type === "html") html.push(node);
    else if (node.type === "paragraph" || node.type === "heading") markInside(lines, node);
    else if ("children" in node) open.push(...(node.children as Block[]));
  }
  markHtml(lines, html);
  return lines;
}

/** The lines as the parser gets them: their beginnings are as written. */
function tame(texts: string[]): string[] {
  const tamed: string[] = [];
  let containers = 0;
  for (const text of texts.slice(0, maxLines)) {
    const prefix = text.slice(0, text.length - text.replace(containerPrefix, "").length);
    containers += prefix.slice(0, maxPrefixChars).replace(/[ \t\d]/g, "").length;
    if (containers > maxContainers) break;
    const tooDeep = prefix.length > maxPrefixChars && prefix.trim() !== "";
    tamed.push(tooDeep ? `${prefix.slice(0, maxPrefixChars)}x` : text);
  }
  return tamed;
}

/** Spaces and what opens a quote or a list item. */
const containerPrefix = /^(?:[ \t>]|[*+-](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))*/;

/** Blocks only: the constructs inside paragraphs are quadratic too, and say nothing about where a line stands. */
function parse(texts: string[]): Tree {
  return fromMarkdown(texts.join("\n"), {
    extensions: [{ ...gfm(), text: {} }, { disable: { null: inline } }],
    mdastExtensions: gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] })),
  });
}

const inline = [
  "attention",
  "autolink",
  "characterEscape",
  "characterReference",
  "codeText",
  "hardBreakEscape",
  "htmlText",
  "labelEnd",
  "labelStartImage",
  "labelStartLink",
];

function mark(lines: Line[], node: Block, kind: Line["kind"]): void {
  for (const line of lines.slice(...rangeOf(node))) line.kind = kind;
}

function markInside(lines: Line[], node: Block): void {
  const paragraph = lines.slice(...rangeOf(node));
  const unseen = unseenRanges(paragraph.map((line) => line.text).join("\n"));
  let start = 0;
  let range = unseen.shift();
  for (const line of paragraph) {
    while (range !== undefined && range.end <= start) range = unseen.shift();
    if (range !== undefined && range.start < start) line.kind = "inside";
    start += line.text.length + 1;
  }
}

/** HTML blocks, and what stands between an element that quotes, folds away or shows code and its end. */
function markHtml(lines: Line[], html: Html[]): void {
  let depth = 0;
  let since = 0;
  for (const node of html.toSorted((a, b) => rangeOf(a)[0] - rangeOf(b)[0])) {
    mark(lines, node, "quoted");
    const [start, end] = rangeOf(node);
    const shown = node.value.replace(/<!--[^]*?(?:-->|$)/g, "");
    for (const [, slash] of shown.matchAll(/<(\/?)(?:blockquote|details|pre|code)\b/gi)) {
      if (depth === 0) since = start;
      depth = Math.max(0, depth + (slash === "/" ? -1 : 1));
      if (depth === 0) hide(lines, since, end);
    }
  }
  if (depth > 0) hide(lines, since, lines.length);
}

function hide(lines: Line[], start: number, end: number): void {
  for (const line of lines.slice(start, end)) line.kind = "quoted";
}

/** The node's lines as indices, the end excluded. A parsed node has a position always; a comment has no other. */
function rangeOf(node: Block): [number, number] {
  const { start, end } = node.position!;
  return [start.line - 1, end.line];
}
