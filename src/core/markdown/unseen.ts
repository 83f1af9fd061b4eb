/** Where in a Markdown source something stands that its reader doesn't see, and what is put there instead. */
import type { fromMarkdown } from "mdast-util-from-markdown";
import { showHtml } from "./html.ts";
import { showAddress, showImage } from "./links.ts";
import { showCode, showInlineCode, showWords } from "./words.ts";

/** `[start, end)` of the source gives way to `shown`. */
export type Cut = { start: number; end: number; shown: string };

export type Root = ReturnType<typeof fromMarkdown>;
type Node = Root | Root["children"][number];
type NodeOf<Type extends Node["type"]> = Extract<Node, { type: Type }>;

/** What the cuts need to know of the document: its source, its nodes in order, what its labels stand for. */
type Document = {
  source: string;
  nodes: readonly Node[];
  addresses: ReadonlyMap<string, string>;
  footnotes: ReadonlyMap<string, number>;
  notes: ReadonlyMap<string, Node>;
};

/** The cuts in order of their start; where two overlap, the first holds the other. */
export function findUnseen(root: Root, source: string): Cut[] {
  const nodes = listNodes(root);
  const document = {
    source,
    nodes,
    addresses: listAddresses(nodes),
    footnotes: numberFootnotes(nodes),
    notes: listNotes(nodes),
  };
  const cuts = nodes.flatMap((node, index) => cutNode(node, index, document));
  return cuts.toSorted((a, b) => a.start - b.start);
}

/** In document order, parents first. Not recursive: the depth is the author's. */
function listNodes(root: Root): Node[] {
  const nodes: Node[] = [];
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    if ("children" in node) waiting.push(...node.children.toReversed());
  }
  return nodes;
}

/** The first definition of a label counts; the parser makes no reference to a label that has none. */
function listAddresses(nodes: readonly Node[]): Map<string, string> {
  const definitions = nodes.filter((node) => node.type === "definition");
  return new Map(definitions.toReversed().map(({ identifier, url }) => [identifier, url]));
}

/** The first note of a label counts here too. */
function listNotes(nodes: readonly Node[]): Map<string, Node> {
  const notes = nodes.filter((node) => node.type === "footnoteDefinition");
  return new Map(notes.toReversed().map((note) => [note.identifier, note]));
}

/** GitHub shows numbers in the order of the first reference, not the labels. */
function numberFootnotes(nodes: readonly Node[]): Map<string, number> {
  const references = nodes.filter((node) => node.type === "footnoteReference");
  const labels = new Set(references.map(({ identifier }) => identifier));
  return new Map(Array.from(labels, (label, index) => [label, index + 1]));
}

function cutNode(node: Node, index: number, document: Document): Cut[] {
  switch (node.type) {
    case "html":
      return [cutHtml(node, index, document)];
    case "definition":
      return [{ ...spanOf(node), shown: "" }];
    case "image":
      return [{ ...spanOf(node), shown: showImage(node.url) }];
    case "imageReference":
      return [
        { ...spanOf(node), shown: showImage(String(document.addresses.get(node.identifier))) },
      ];
    case "link":
      return cutLink(node, document.source);
    case "linkReference":
      return node.referenceType === "full"
        ? [cutTarget(node, String(document.addresses.get(node.identifier)))]
        : [];
    case "footnoteReference":
      return [{ ...spanOf(node), shown: `[^${document.footnotes.get(node.identifier)}]` }];
    case "footnoteDefinition":
      return [cutFootnote(node, document)];
    case "table":
      return cutTable(node);
    case "code":
      return cutInside(node, document.source, showCode);
    case "inlineCode":
      return cutInside(node, document.source, showInlineCode);
    case "text":
      return cutInside(node, document.source, showWords);
    case "root":
    case "paragraph":
    case "heading":
    case "blockquote":
    case "list":
    case "listItem":
    case "tableRow":
    case "tableCell":
    case "emphasis":
    case "strong":
    case "delete":
    case "break":
    case "thematicBreak":
    case "yaml":
      return [];
  }
}

function cutHtml(node: NodeOf<"html">, index: number, { nodes, source }: Document): Cut {
  const { start, end } = spanOf(node);
  const { text, isOpen } = showHtml(node.value);
  if (isOpen) return { start, end: source.length, shown: text };
  if (!/^<rp[\s/>]/i.test(node.value)) return { start, end, shown: text };
  // Inline tags are nodes of their own: what a browser hides stands between this one and the next.
  let next = index + 1;
  while (next < nodes.length && nodes[next]?.type !== "html") next += 1;
  const following = nodes[next];
  return {
    start,
    end: following === undefined ? source.length : spanOf(following).start,
    shown: text,
  };
}

/** Addresses that stand there as text are visible as a whole. */
function cutLink(node: NodeOf<"link">, source: string): Cut[] {
  return source.charAt(spanOf(node).start) === "[" ? [cutTarget(node, node.url)] : [];
}

/** What follows the words of a link: address and title, or a label. A link without words isn't to be seen at all. */
function cutTarget(node: NodeOf<"link" | "linkReference">, url: string): Cut {
  const { start, end } = spanOf(node);
  const last = node.children.at(-1);
  if (last === undefined) return { start, end, shown: "" };
  return { start: spanOf(last).end, end, shown: `](${showAddress(url)})` };
}

/** A footnote that nothing refers to isn't shown, nor is a second one with its label. */
function cutFootnote(node: NodeOf<"footnoteDefinition">, { footnotes, notes }: Document): Cut {
  const { start, end } = spanOf(node);
  const number = footnotes.get(node.identifier);
  if (number === undefined || notes.get(node.identifier) !== node) return { start, end, shown: "" };
  const [first] = node.children;
  if (first === undefined) return { start, end, shown: `[^${number}]:` };
  return { start, end: spanOf(first).start, shown: `[^${number}]: ` };
}

/** Cells for which the head has no column are not shown. */
function cutTable({ children: [head, ...rows] }: NodeOf<"table">): Cut[] {
  return rows.flatMap((row) => {
    const extra = row.children[Number(head?.children.length)];
    return extra === undefined
      ? []
      : [{ start: spanOf(extra).start, end: spanOf(row).end, shown: "|" }];
  });
}

function cutInside(
  node: Node,
  source: string,
  show: (words: string, before: string) => string,
): Cut[] {
  const { start, end } = spanOf(node);
  const words = source.slice(start, end);
  const shown = show(words, source.charAt(start - 1));
  return shown === words ? [] : [{ start, end, shown }];
}

/** The parser gives every node of a source its place. */
function spanOf({ position }: Node): { start: number; end: number } {
  return { start: position!.start.offset!, end: position!.end.offset! };
}
