/** What GitHub would make of a text: whom it mentions, what it links and shows, and how it lies on a phone. */
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

type Node = ReturnType<typeof fromMarkdown> | ReturnType<typeof fromMarkdown>["children"][number];

export interface MarkdownFacts {
  /** Logins, without the `@`. */
  mentions: string[];
  /** `#7` where GitHub would link it. */
  references: string[];
  /** Types of what a text of ours never holds: links, pictures, HTML, tables, headings. */
  foreign: string[];
  /** Inline code and the lines of code blocks. */
  code: string[];
  /** Lines with something on them. */
  lines: number;
  /** What a lock screen shows. */
  firstLine: string;
}

const FOREIGN = new Set<string>([
  "link",
  "linkReference",
  "definition",
  "image",
  "imageReference",
  "html",
  "table",
  "heading",
  "thematicBreak",
  "footnoteDefinition",
]);

export function factsOf(text: string): MarkdownFacts {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const nodes = [...walk(tree)];
  const words = nodes.map((node) => (node.type === "text" ? node.value : "")).join("\n");
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return {
    mentions: [...words.matchAll(/(?<![\w`])@([a-z\d][\w-]*)/gi)].map((found) => found[1] ?? ""),
    references: [...words.matchAll(/(?<!\w)#\d+/g)].map((found) => found[0]),
    foreign: nodes.map((node) => node.type).filter((type) => FOREIGN.has(type)),
    code: nodes.flatMap((node) =>
      node.type === "inlineCode" || node.type === "code" ? node.value.split("\n") : [],
    ),
    lines: lines.length,
    firstLine: lines[0] ?? "",
  };
}

function* walk(node: Node): Generator<Node> {
  yield node;
  if (!("children" in node)) return;
  for (const child of node.children) yield* walk(child);
}
