/**
 * Takes out of a Markdown text from GitHub what its reader doesn't see there: HTML comments and attributes, the text of
 * pictures, titles and addresses of links, definitions, words behind the language of a code block, cells beyond the
 * table, and every invisible character. The text is parsed as GitHub does; what is visible stays as it was written.
 */
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { normaliseLineEnds, sanitise, stripAnsi } from "../protocol/sanitise.ts";
import type { Sanitised } from "../protocol/sanitise.ts";
import { findUnseen } from "./markdown/unseen.ts";
import { isTangled } from "./markdown/tangled.ts";

/** GitHub takes no more in one comment. */
const MAX_CHARS = 65_536;

/** Emphasis hides nothing, and looking for its ends is quadratic. */
const WITHOUT_EMPHASIS = { disable: { null: ["attention", "strikethrough"] } };

/**
 * `text` as a person sees it on GitHub, still as Markdown; `removed` counts the characters of the source that are gone.
 * Collapsed sections stay between `⟦collapsed section⟧` and `⟦end of section⟧`, pictures become `⟦image from host⟧`,
 * links keep their words and host. Longer than GitHub allows is cut; a text made to choke parsers is left out.
 */
export function sanitiseMarkdown(text: string): Sanitised {
  const source = stripAnsi(normaliseLineEnds(text.slice(0, MAX_CHARS))).replaceAll("\0", "\uFFFD");
  if (isTangled(source)) {
    return {
      text: `⟦${text.length} characters that are too tangled to be read safely⟧`,
      removed: text.length,
    };
  }
  const tree = fromMarkdown(source, {
    extensions: [gfm(), WITHOUT_EMPHASIS],
    mdastExtensions: [gfmFromMarkdown()],
  });
  let seen = "";
  let end = 0;
  let removed = 0;
  for (const cut of findUnseen(tree, source)) {
    if (cut.start < end) continue;
    seen += source.slice(end, cut.start) + cut.shown;
    removed += Math.max(0, cut.end - cut.start - cut.shown.length);
    end = cut.end;
  }
  const visible = sanitise(seen + source.slice(end));
  return { text: visible.text, removed: removed + visible.removed };
}
