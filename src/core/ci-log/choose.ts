/** Which lines of a log go into an excerpt of a given size, and how it is written down. */

/** `… 1,234,567 lines left out …` and its line end. */
const GAP_CHARS = 36;
const MIN_GAP_CHARS = 28;

/** Braces, rules and the like belong where they stand, however often they come. */
const MAX_PUNCTUATION_CHARS = 16;

/** Takes lines while they fit; knows what the notes about the gaps between them cost. */
export class Choice {
  readonly #lines: readonly string[];
  readonly #chosen: Uint8Array;
  readonly #texts = new Set<string>();
  #charsLeft: number;

  constructor(lines: readonly string[], maxChars: number) {
    this.#lines = lines;
    this.#chosen = new Uint8Array(lines.length);
    this.#charsLeft = maxChars - GAP_CHARS;
  }

  get charsLeft(): number {
    return this.#charsLeft;
  }

  /** Chooses the line unless its text was chosen already: a second copy explains nothing. False when it doesn't fit. */
  take(index: number): boolean {
    const line = String(this.#lines[index]);
    if (this.#chosen[index] === 1 || this.#texts.has(line)) return true;
    const neighbours = Number(this.#isTaken(index - 1)) + Number(this.#isTaken(index + 1));
    const cost = line.length + 1 + GAP_CHARS * (1 - neighbours);
    if (cost > this.#charsLeft) return false;
    this.#charsLeft -= cost;
    this.#chosen[index] = 1;
    if (line.length > MAX_PUNCTUATION_CHARS) this.#texts.add(line);
    return true;
  }

  /** The lines up to the last chosen one, with a note for every gap, and how many lines these are. */
  write(): { text: string; lines: number } {
    const written: string[] = [];
    let lines = 0;
    let gap: string[] = [];
    for (const [index, line] of this.#lines.entries()) {
      if (this.#chosen[index] === 0) {
        gap.push(line);
        continue;
      }
      const shown = showGap(gap);
      lines += shown === gap ? gap.length + 1 : 1;
      written.push(...shown, line);
      gap = [];
    }
    return { text: written.join("\n"), lines };
  }

  /** The ends of the log count as taken: there is no gap beyond them. */
  #isTaken(index: number): boolean {
    return this.#chosen[index] !== 0;
  }
}

/** A note would be silly where it is longer than what it stands for. */
function showGap(gap: string[]): string[] {
  if (gap.length < MIN_GAP_CHARS && gap.join("\n").length < MIN_GAP_CHARS) return gap;
  const count = gap.length.toLocaleString("en-US");
  return [`… ${count} ${gap.length === 1 ? "line" : "lines"} left out …`];
}
