/** Markdown as GitHub shows it in a comment: line ends stay, comments are hidden, nothing loads, runs or leads away. */
import { raw } from "hono/html";
import { Marked, type Tokens } from "marked";
import type { Html } from "./layout.ts";

export interface MarkdownPlace {
  /** The stand-in's own address: links to it work, others are only shown. */ url: string;
  /** `/owner/name`, for `#12`. */ repositoryPath: string;
}

/** A comment's or an issue's text. Whoever wrote it, the answer is safe in a page. */
export function renderMarkdown(text: string, place: MarkdownPlace): Html {
  return raw(linkWords(parserFor(place.url).parse(text, { async: false }), place));
}

/**
 * The first line as a lock screen shows it: no Markdown, no hidden comment.
 * @returns "" for a text without any visible line
 */
export function previewLine(text: string): string {
  const shown = parserFor("").parse(text, { async: false });
  const [line = ""] = decode(
    shown.replaceAll(/<br>|<\/(?:p|h\d|li|pre|tr)>/g, "\n").replaceAll(TAG, ""),
  )
    .split("\n")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  return line;
}

/** What a renderer writes: nothing in its attributes holds a bare `<` or `>`. */
const TAG = /<[^<>]*>/g;

function parserFor(url: string): Marked {
  return new Marked({
    gfm: true,
    breaks: true,
    renderer: {
      html: ({ text }) => cleanHtml(text),
      code: ({ text }) => `<pre><code>${escape(text)}\n</code></pre>\n`,
      codespan: ({ text }) => `<code>${escape(text)}</code>`,
      image: ({ text }) => `<span class="image">🖼 ${escape(text)}</span>`,
      checkbox: ({ checked }) =>
        `<input type="checkbox" class="task-list-item-checkbox" disabled${checked ? " checked" : ""}> `,
      listitem(item: Tokens.ListItem) {
        const task = item.task ? ' class="task-list-item"' : "";
        return `<li${task}>${this.parser.parse(item.tokens)}</li>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const inside = this.parser.parseInline(tokens);
        const path = ownPath(href, url);
        return path === null
          ? `<a class="away" title="${escape(href)}">${inside}</a>`
          : `<a href="${escape(path)}">${inside}</a>`;
      },
    },
  });
}

/** The path of a link that stays here, or null. */
function ownPath(href: string, url: string): string | null {
  if (url === "" || !URL.canParse(href, url)) return null;
  const target = new URL(href, url);
  if (target.origin !== new URL(url).origin) return null;
  return `${target.pathname}${target.search}${target.hash}`;
}

/** The tags without which GitHub's comments would look different, and only without attributes. */
const KEPT = /&lt;(\/?(?:details|summary|br|sub|sup|kbd|b|i|strong|em|ins|del))\s?\/?&gt;/gi;

/** Escapes first, so that whatever is dropped or kept afterwards can't be more than it looks. */
function cleanHtml(text: string): string {
  return escape(dropComments(text))
    .replaceAll(KEPT, "<$1>")
    .replaceAll(/&lt;\/?[a-z](?:(?!&lt;|&gt;).){0,2000}&gt;/gis, "");
}

/** A comment that is never closed hides the rest, as on GitHub. */
function dropComments(text: string): string {
  const [before = "", ...comments] = text.split("<!--");
  const after = comments.map((comment) => comment.split("-->").slice(1).join("-->"));
  return before + after.join("");
}

const LINKED = /(?<![\w/&#-])(?:@([a-z\d](?:[a-z\d-]{0,38})(?:\[bot\])?)|#(\d{1,9})\b)/gi;

/** Mentions and references, outside code and links, as GitHub's own filter finds them in what is shown. */
function linkWords(html: string, { repositoryPath }: MarkdownPlace): string {
  let inside = 0;
  const parts = html.split(/(<[^<>]*>)/);
  return parts
    .map((part) => {
      if (/^<(?:a|code|pre)\b/.test(part)) inside += 1;
      else if (/^<\/(?:a|code|pre)>/.test(part)) inside -= 1;
      if (part.startsWith("<") || inside > 0) return part;
      return part.replaceAll(LINKED, (found: string, login?: string, number?: string) =>
        number === undefined
          ? `<strong class="mention">@${login ?? ""}</strong>`
          : `<a href="${escape(repositoryPath)}/issues/${number}">${found}</a>`,
      );
    })
    .join("");
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function decode(html: string): string {
  const named: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&" };
  return html
    .replaceAll(/&#(\d{1,7});/g, (_all, code: string) => {
      const point = Number(code);
      // The break that `plain` puts behind an @ is seen by nobody.
      return point === 8203 || point > 0x10_ff_ff ? "" : String.fromCodePoint(point);
    })
    .replaceAll(/&(lt|gt|quot|amp);/g, (all, name: string) => named[name] ?? all);
}
