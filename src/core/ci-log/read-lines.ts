/**
 * A raw job log as the lines that a person saw: without time stamps and colours, progress bars as they ended, every
 * line short enough that no pattern can become slow on it.
 */
import { stripAnsi } from "../../protocol/sanitise.ts";

/** No pattern ever sees a longer line: what is quadratic in a line's length stays cheap. */
const MAX_SCANNED_CHARS = 4_000;

/** `2026-04-23T04:08:22.8180462Z `, as the runner puts it in front of every line. */
const STAMP_CHARS = 29;
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z /;

/** More lines than any honest log of 50 MB has; of a longer one the middle is not looked at. */
const MAX_FIRST_LINES = 100_000;
const MAX_LAST_LINES = 500_000;

/**
 * The lines of `raw`, each at most `maxLineChars` long; what was cut out of a line is counted in its middle. Empty
 * lines that follow each other are one.
 */
export function readLines(raw: string, maxLineChars: number): string[] {
  const lines: string[] = [];
  const [firstEnd, lastStart] = findMiddle(raw);
  readInto(lines, raw.slice(0, firstEnd), maxLineChars);
  if (lastStart > firstEnd) lines.push("… the middle of this log was not read …");
  readInto(lines, raw.slice(lastStart), maxLineChars);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Where the lines that are read from the start end, and where those that are read at the end begin. */
function findMiddle(raw: string): [firstEnd: number, lastStart: number] {
  let firstEnd = 0;
  for (let line = 0; line < MAX_FIRST_LINES; line += 1) {
    const newline = raw.indexOf("\n", firstEnd);
    if (newline === -1) return [raw.length, raw.length];
    firstEnd = newline + 1;
  }
  let lastStart = raw.length;
  for (let line = 0; line < MAX_LAST_LINES && lastStart > firstEnd; line += 1) {
    lastStart = raw.lastIndexOf("\n", lastStart - 2) + 1;
  }
  return [firstEnd, Math.max(firstEnd, lastStart)];
}

function readInto(lines: string[], raw: string, maxLineChars: number): void {
  for (let start = 0; start < raw.length;) {
    const newline = raw.indexOf("\n", start);
    const end = newline === -1 ? raw.length : newline;
    const line = readLine(raw.slice(start, end), maxLineChars);
    if (line !== "" || (lines.at(-1) ?? "") !== "") lines.push(line);
    start = end + 1;
  }
}

function readLine(raw: string, maxLineChars: number): string {
  const shown = raw.includes("\r") ? lastShown(raw) : raw;
  const scanned = shortenLine(shown, MAX_SCANNED_CHARS);
  return shortenLine(stripAnsi(dropStamps(scanned)).trimEnd(), maxLineChars);
}

/** A lone carriage return overwrites the line: only what came after the last one was to be seen in the end. */
function lastShown(raw: string): string {
  const line = raw.replace(/\r+$/, "");
  return line.slice(line.lastIndexOf("\r") + 1);
}

function dropStamps(line: string): string {
  let rest = line.startsWith("\uFEFF") ? line.slice(1) : line;
  while (rest.charAt(STAMP_CHARS - 2) === "Z" && STAMP.test(rest)) rest = rest.slice(STAMP_CHARS);
  // The runner strips the space behind the stamp of an empty line.
  return rest.length === STAMP_CHARS - 1 && STAMP.test(`${rest} `) ? "" : rest;
}

/** The beginning says what it is, the end often why it failed. */
export function shortenLine(line: string, maxChars: number): string {
  if (line.length <= maxChars) return line;
  const note = ` … ${line.length - maxChars} characters left out … `;
  const kept = Math.max(0, maxChars - note.length);
  const head = Math.ceil(kept * 0.75);
  return (line.slice(0, head) + note + line.slice(line.length - (kept - head))).slice(0, maxChars);
}
