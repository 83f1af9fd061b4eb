/** The repository's pull request template: where GitHub looks for it, and what of it is shown. */
import { sanitiseMarkdown } from "../markdown.ts";

const MAX_CHARS = 8_000;

/** In GitHub's order; any case will do. */
const PLACES = [".github/", "", "docs/"];

/**
 * The path of the template among `files`; null when there is none.
 * @see https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/creating-a-pull-request-template-for-your-repository
 */
export function findTemplate(files: readonly string[]): string | null {
  for (const place of PLACES) {
    const names = [`${place}pull_request_template.md`, `${place}pull_request_template.txt`];
    const found = files.find((file) => names.includes(file.toLowerCase()));
    if (found !== undefined) return found;
  }
  return null;
}

/** Without the comments that tell its authors what to write; null when nothing is left. */
export function readTemplate(text: string): string | null {
  const seen = sanitiseMarkdown(text.slice(0, MAX_CHARS)).text.trim().slice(0, MAX_CHARS);
  return seen === "" ? null : seen;
}
