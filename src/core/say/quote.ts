/** Words of others inside AO's own: plain, bounded, and as GitHub shows a quote; unlike a code block it breaks its lines on a phone. */
import { plain } from "../../protocol/fence.ts";

const MAX_OUTPUT_LINES = 5;
const MAX_CHARS = 600;

export function quote(text: string): string[] {
  return plain(text)
    .split("\n")
    .map((line) => `> ${line}`);
}

/** The end of what a program wrote: that is where it says why. */
export function lastLines(text: string): string {
  return text.slice(-MAX_CHARS).trim().split("\n").slice(-MAX_OUTPUT_LINES).join("\n");
}

/** The beginning of what an agent wrote, and a sign where there is more. */
export function firstLines(text: string, maxLines = MAX_OUTPUT_LINES): string {
  const lines = text.trim().split(/\n+/);
  const shown = lines.slice(0, maxLines).join("\n");
  const cut = lines.length > maxLines || shown.length > MAX_CHARS;
  return cut ? `${shown.slice(0, MAX_CHARS)}…` : shown;
}

export function oneLine(text: string): string {
  return plain(text.slice(0, MAX_CHARS).replaceAll(/\s+/g, " "));
}
