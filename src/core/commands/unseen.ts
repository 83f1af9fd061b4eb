/**
 * Where the text of a paragraph is inline code, or is not shown at all: tags and comments, a link's title, an image's
 * description. Linear in the text's length whatever the text is: no end is looked for twice.
 */
export interface Range {
  start: number;
  /** The first character after it. */
  end: number;
}

/** What begins and ends with fixed characters; the end may overlap the beginning (`<!-->`). */
const delimited: readonly (readonly [begin: RegExp, end: string])[] = [
  [/<!--/y, "-->"],
  [/<!\[CDATA\[/y, "]]>"],
  [/<![a-z]/iy, ">"],
  [/<\?/y, "?>"],
];

/** Each fails within the distance to the next `<`, `[` or closing quote, so that trying all of them stays linear. */
const shapes: readonly RegExp[] = [
  /<\/[a-z][a-z0-9-]*\s*>/iy,
  /<[a-z][a-z0-9-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?>/iy,
  /<[a-z][a-z0-9+.-]{1,31}:[^\s<>]*>/iy,
  /\]\(\s*(?:<[^<>\n]*>|[^\s()<>]+)\s+(?:"[^"]*"|'[^']*'|\([^()]*\))\s*\)/y,
  /!\[[^[\]]*\](?=[[(])/y,
];

/** The ranges in order, none overlapping another. `text` is a paragraph as written, its lines joined by `\n`. */
export function unseenRanges(text: string): Range[] {
  const ranges: Range[] = [];
  const endings = new Endings(text);
  for (let at = 0; at < text.length;) {
    const end = unseenFrom(text, at, endings);
    if (end !== null) {
      ranges.push({ start: at, end });
      at = end;
    } else at += plainLength(text, at);
  }
  return ranges;
}

/** Where what begins at `at` ends, or null when nothing unseen begins there. */
function unseenFrom(text: string, at: number, endings: Endings): number | null {
  if (text[at] === "`") return endings.ofCode(at);
  if (text[at] === "<") {
    for (const [begin, end] of delimited) {
      if (startsAt(text, at, begin) !== null) return endings.of(end, at + 2);
    }
  }
  if (!"<]!".includes(text.charAt(at))) return null;
  for (const shape of shapes) {
    const end = startsAt(text, at, shape);
    if (end !== null) return end;
  }
  return null;
}

/** Where the match of a sticky pattern ends that starts at `at`; null when there is none. */
function startsAt(text: string, at: number, sticky: RegExp): number | null {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : null;
}

/** How far to go on: past an escaped character, past a whole run of backticks, else by one. */
function plainLength(text: string, at: number): number {
  if (text[at] === "\\") return 2;
  let length = 1;
  if (text[at] === "`") while (text[at + length] === "`") length += 1;
  return length;
}

/** Finds ends from left to right; each character is passed once per kind of end. */
class Endings {
  readonly #text: string;
  readonly #next = new Map<string, number>();
  readonly #runs = new Map<number, number[]>();

  constructor(text: string) {
    this.#text = text;
    for (const run of text.matchAll(/`+/g)) {
      const starts = this.#runs.get(run[0].length) ?? [];
      starts.push(run.index);
      this.#runs.set(run[0].length, starts);
    }
    for (const starts of this.#runs.values()) starts.reverse();
  }

  /** Where `end` ends that begins at or after `from`; null when there is none. */
  of(end: string, from: number): number | null {
    let next = this.#next.get(end) ?? -1;
    if (next < from) {
      const found = this.#text.indexOf(end, from);
      next = found === -1 ? Number.POSITIVE_INFINITY : found;
      this.#next.set(end, next);
    }
    return next === Number.POSITIVE_INFINITY ? null : next + end.length;
  }

  /** Where the inline code ends whose backticks begin at `at`: after the next run of as many. */
  ofCode(at: number): number | null {
    const length = plainLength(this.#text, at);
    const starts = this.#runs.get(length) ?? [];
    let start = starts.at(-1);
    while (start !== undefined && start <= at) {
      starts.pop();
      start = starts.at(-1);
    }
    return start === undefined ? null : start + length;
  }
}
