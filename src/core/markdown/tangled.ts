/**
 * Texts that no person writes and that would keep a Markdown parser busy for minutes or overflow its stack: it looks
 * back over everything for each bracket, and recurses once per list or quotation inside another.
 */
const MAX_CONTAINERS_PER_LINE = 12;
const MAX_NESTED_CONTAINERS = 2_000;
const MAX_PREFIX_CHARS = 300;
const MAX_BRACKETS_PER_PARAGRAPH = 20_000;
const MAX_UNMATCHED_PER_PARAGRAPH = 2_000;

export function isTangled(text: string): boolean {
  let paragraph = newParagraph();
  let nested = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") paragraph = newParagraph();
    countBrackets(line, paragraph);
    const unmatched = paragraph.open + paragraph.unmatched + paragraph.targets;
    if (unmatched > MAX_UNMATCHED_PER_PARAGRAPH || paragraph.brackets > MAX_BRACKETS_PER_PARAGRAPH)
      return true;
    const containers = countContainers(line);
    nested += Math.max(0, containers - 1);
    if (containers > MAX_CONTAINERS_PER_LINE || nested > MAX_NESTED_CONTAINERS) return true;
  }
  return false;
}

/** `targets` counts `](`, which may begin an address that never ends. */
type Paragraph = { brackets: number; open: number; unmatched: number; targets: number };

function newParagraph(): Paragraph {
  return { brackets: 0, open: 0, unmatched: 0, targets: 0 };
}

function countBrackets(line: string, paragraph: Paragraph): void {
  for (const [bracket] of line.matchAll(/\]\(?|\[/g)) {
    paragraph.brackets += 1;
    if (bracket === "](") paragraph.targets += 1;
    if (bracket === "[") paragraph.open += 1;
    else if (paragraph.open > 0) paragraph.open -= 1;
    else paragraph.unmatched += 1;
  }
}

/** Quotations and lists that begin on this line, one inside the other. */
function countContainers(line: string): number {
  // A line of nothing but stars or dashes is a rule.
  if (/^[ \t]*([-*])[ \t]*(?:\1[ \t]*)+$/.test(line)) return 0;
  const [prefix = ""] = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/.exec(line) ?? [];
  // Depth can also be reached in small steps, each line further to the right.
  if (prefix.length > MAX_PREFIX_CHARS) return Infinity;
  return prefix.match(/[>*+-]|\d+/g)?.length ?? 0;
}
