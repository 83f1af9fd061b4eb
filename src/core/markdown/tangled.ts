/**
 * Texts that no person writes and that would keep a Markdown parser busy for minutes or overflow its stack: it looks
 * back over everything for each unmatched bracket, and recurses once per list or quotation inside another.
 */
const MAX_CONTAINERS_PER_LINE = 30;
const MAX_PREFIX_CHARS = 300;
const MAX_UNMATCHED_PER_PARAGRAPH = 2_000;

export function isTangled(text: string): boolean {
  let open = 0;
  let unmatched = 0;
  let links = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") [open, unmatched, links] = [0, 0, 0];
    if (nestsDeeply(line)) return true;
    for (const [bracket] of line.matchAll(/\]\(|[[\]]/g)) {
      if (bracket === "](") links += 1;
      if (bracket === "[") open += 1;
      else if (open > 0) open -= 1;
      else unmatched += 1;
    }
    if (unmatched + open > MAX_UNMATCHED_PER_PARAGRAPH || links > MAX_UNMATCHED_PER_PARAGRAPH)
      return true;
  }
  return false;
}

function nestsDeeply(line: string): boolean {
  const [prefix = ""] = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/.exec(line) ?? [];
  // A line of nothing but stars or dashes is a rule.
  if (/^[ \t]*([-*])[ \t]*(?:\1[ \t]*)+$/.test(line)) return false;
  const containers = prefix.match(/>|[-+*]|\d+/g)?.length ?? 0;
  return containers > MAX_CONTAINERS_PER_LINE || prefix.length > MAX_PREFIX_CHARS;
}
