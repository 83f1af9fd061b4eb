/** A job's log: colours taken out, groups and errors marked, long lines wrapped. */
import { stripVTControlCharacters } from "node:util";
import { html } from "hono/html";
import type { Html } from "./layout.ts";

const MAX_LINES = 2_000;
const STAMP = /^\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)\.\d+Z ?/;

export function renderLog(text: string): Html {
  const lines = text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split("\n");
  const hidden = lines.length - MAX_LINES;
  return html`<div class="log">
    ${hidden > 0 ? html`<div class="group">… ${String(hidden)} lines before this …</div>` : ""}
    ${lines.slice(-MAX_LINES).map(renderLine)}
  </div>`;
}

function renderLine(line: string): Html {
  const [stamp = "", at = ""] = STAMP.exec(line) ?? [];
  const text = stripVTControlCharacters(line.slice(stamp.length));
  const [mark = "", command = ""] = /^##\[(\w+)\]/.exec(text) ?? [];
  if (command === "endgroup") return html``;
  const kind = KINDS[command] ?? "";
  return html`<div class="${kind}"><time>${at}</time>${text.slice(mark.length)}</div>`;
}

const KINDS: Readonly<Record<string, string>> = {
  group: "group",
  error: "error",
  warning: "warning",
};
