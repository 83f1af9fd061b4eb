/** The frame of every page: one column that fits a phone, no script at all, and a policy that would stop one. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { html, raw } from "hono/html";
import { STYLE } from "./style.ts";

export type Html = ReturnType<typeof html>;

export interface Frame {
  title: string;
  /** Where the reader is, outermost first; the last one is this page. */
  trail: readonly { name: string; path: string }[];
  body: Html;
  /** Reloads itself after so many seconds; null when nothing on it changes any more. */
  refreshSeconds: number | null;
}

/** For every answer: whatever got into a page, it runs and loads nothing. */
export const PAGE_HEADERS = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
} as const;

export function renderFrame({ title, trail, body, refreshSeconds }: Frame): Html {
  const refresh =
    refreshSeconds === null
      ? ""
      : html`<meta http-equiv="refresh" content="${String(refreshSeconds)}" />`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        ${refresh}
        <title>${title}</title>
        <style>
          ${raw(readMarkdownStyle())}
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <nav>
          ${trail.map(({ name, path }) => html`<a href="${path}">${name}</a>`)}
          <span class="stand-in">stand-in</span>
        </nav>
        <main>${body}</main>
      </body>
    </html>`;
}

let markdownStyle: string | null = null;

/** GitHub's own style for Markdown, light and dark. */
function readMarkdownStyle(): string {
  markdownStyle ??= readFileSync(
    fileURLToPath(import.meta.resolve("github-markdown-css/github-markdown.css")),
    "utf8",
  );
  return markdownStyle;
}
