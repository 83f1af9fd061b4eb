/** How much every line of a log explains of a failure. */
import { findMarker } from "./markers.ts";
import type { Marker } from "./markers.ts";
import type { Step } from "./steps.ts";

/** A hostile log may mark every line; the first and the last of so many are looked at. */
const MAX_MARKED = 20_000;

/** What a line loses for every line between it and the one it belongs to. */
const DECAY_PER_LINE = 0.94;

/** Enough to tell two messages apart; a cut through a longer text must not make two of one. */
const SHAPE_CHARS = 100;

/** Beyond what belongs to a marked line, so many more surround it and count for so much less. */
const SURROUNDING_LINES = 12;
const SURROUNDING_SHARE = 0.3;

/** What the same message loses every time it comes again: the first one explains, the fiftieth doesn't. */
const DECAY_PER_REPEAT = 0.75;

/** A step that went on is rarely why the job failed; what comes after the failure never is. */
const BEFORE_FAILURE = 0.45;
const AFTER_FAILURE = 0.05;

/** One score per line, 0 to 100. Without `steps` (a log from elsewhere) every line counts alike. */
export function scoreLines(lines: readonly string[], steps: readonly Step[]): Float64Array {
  const scores = new Float64Array(lines.length);
  const zones = weighZones(lines.length, steps);
  const repeats = new Map<string, number>();
  for (const { index, marker } of findMarked(lines)) {
    const shape = shapeOf(String(lines[index]));
    const seen = repeats.get(shape) ?? 0;
    repeats.set(shape, seen + 1);
    spread(scores, index, { ...marker, weight: marker.weight * DECAY_PER_REPEAT ** seen });
  }
  return scores.map(
    (score, index) => score * Number(zones[index]) * weighLength(String(lines[index])),
  );
}

/** What stays of a message when names, places and numbers are taken out: the same fault elsewhere has the same shape. */
function shapeOf(line: string): string {
  return line
    .slice(0, 400)
    .replace(/^_{3,} .* _{3,}$/, "TITLE")
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, "S")
    .replaceAll(/[^\s(]*[/\\:][^\s)]*/g, "P")
    .replaceAll(/\d+/g, "N")
    .slice(0, SHAPE_CHARS);
}

function findMarked(lines: readonly string[]): { index: number; marker: Marker }[] {
  const marked = [];
  for (const [index, line] of lines.entries()) {
    const marker = findMarker(line);
    if (marker !== null) marked.push({ index, marker });
  }
  if (marked.length <= MAX_MARKED) return marked;
  return [...marked.slice(0, MAX_MARKED / 2), ...marked.slice(-MAX_MARKED / 2)];
}

function spread(scores: Float64Array, index: number, { weight, before, after }: Marker): void {
  const from = Math.max(0, index - before - SURROUNDING_LINES);
  const to = Math.min(scores.length - 1, index + after + SURROUNDING_LINES);
  for (let at = from; at <= to; at += 1) {
    const belongs = at >= index - before && at <= index + after;
    const score =
      weight * DECAY_PER_LINE ** Math.abs(at - index) * (belongs ? 1 : SURROUNDING_SHARE);
    scores[at] = Math.max(Number(scores[at]), score);
  }
}

/** Of two lines that explain as much, the shorter one leaves room for more: 500 characters cost a fifth. */
function weighLength(line: string): number {
  return 1 - Math.min(line.length, 500) / 2_500;
}

function weighZones(count: number, steps: readonly Step[]): Float64Array {
  const failed = steps.filter((step) => step.failed);
  const zones = new Float64Array(count).fill(failed.length === 0 ? 1 : BEFORE_FAILURE);
  for (const { start, end } of failed) zones.fill(1, start, end);
  const lastEnd = failed.at(-1)?.end;
  if (lastEnd !== undefined) zones.fill(AFTER_FAILURE, lastEnd);
  // A header repeats the script of the step: its words about errors report none.
  for (const { start, headerEnd } of steps) zones.fill(0, start, headerEnd);
  return zones;
}
