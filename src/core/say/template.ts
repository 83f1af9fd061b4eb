/**
 * The repository's pull request template below AO's own words: its headings and boxes stay, AO fills in what it knows and
 * ticks nothing. Whoever wrote the template speaks to the author, so everything else of it is plain words.
 */
import { plain } from "../../protocol/fence.ts";

/** What AO can put under a heading. */
export interface Known {
  /** Under a heading about the issue. */
  issue: string;
  /** Under a heading about what the change is. */
  change: string | null;
  /** Under a heading about how it was tested. */
  tests: string[];
}

const MAX_LINES = 80;
const MAX_LINE_CHARS = 300;

const HEADING = /^ {0,3}(#{1,6})\s+(\S.*)$/;
const BOX = /^\s{0,9}[-*+]\s+\[[ xX]\]\s*(.*)$/;
const BULLET = /^\s{0,9}[-*+]\s+(.*)$/;

/** @param template without HTML comments; see `Conventions.template` */
export function templateLines(template: string, known: Known): string[] {
  const lines = template.split("\n").slice(0, MAX_LINES);
  const shown: string[] = [];
  for (const line of lines.map((one) => one.slice(0, MAX_LINE_CHARS))) {
    const [, marks, words] = HEADING.exec(line) ?? [];
    if (marks === undefined || words === undefined) {
      // One empty line is enough where a comment stood.
      if (line.trim() !== "" || shown.at(-1) !== "") shown.push(neutralise(line));
    } else {
      const filled = fill(words, known);
      shown.push(`${marks} ${plain(words)}`, ...(filled.length === 0 ? [] : ["", ...filled, ""]));
    }
  }
  return ["---", "", ...shown];
}

function neutralise(line: string): string {
  const box = BOX.exec(line);
  if (box !== null) return `- [ ] ${plain(String(box[1]))}`;
  const bullet = BULLET.exec(line);
  if (bullet !== null) return `- ${plain(String(bullet[1]))}`;
  // A line that looks like a command to AO is none.
  return plain(line).replace(/^\//, String.raw`\/`);
}

function fill(heading: string, { issue, change, tests }: Known): string[] {
  if (/\btest|\bverif/i.test(heading)) return tests;
  if (/\bissues?\b|\btickets?\b|\bfix(?:es)?\b|\bcloses?\b/i.test(heading)) return [issue];
  const isChange = /\bdescription\b|\bsummary\b|\bwhat\b|\bchanges?\b|\boverview\b/i.test(heading);
  return isChange && change !== null ? [change] : [];
}
