/** The same failure on another push has the same fingerprint. */
import { findMarker } from "./markers.ts";
import { readLines } from "./read-lines.ts";
import { findSteps } from "./steps.ts";

const MAX_LINE_CHARS = 500;
const MAX_LINES = 8;

/** Marks from here on name a fault; what is heavier only counts faults, what is lighter surrounds them. */
const MIN_FAULT_WEIGHT = 90;
const MAX_FAULT_WEIGHT = 95;

/**
 * 16 hex digits that stand for what failed in `log` (a raw log or an excerpt of one): its gravest messages without what
 * differs between two runs of the same code (times, counts, line numbers, hashes, ports, temporary and home folders).
 * Order and repetition don't matter, since tests run in parallel.
 */
export function fingerprint(log: string): string {
  const lines = readLines(log, MAX_LINE_CHARS);
  const failed = findSteps(lines).filter((step) => step.failed);
  const parts =
    failed.length === 0 ? [lines] : failed.map(({ headerEnd, end }) => lines.slice(headerEnd, end));
  const marked = parts.flat().map((line) => ({ line, weight: findMarker(line)?.weight ?? 0 }));
  const faults = marked.filter(
    ({ weight }) => weight >= MIN_FAULT_WEIGHT && weight <= MAX_FAULT_WEIGHT,
  );
  const hints = marked.filter(({ weight }) => weight > 0);
  const telling = [faults, hints, marked.slice(-MAX_LINES)].find((some) => some.length > 0) ?? [];
  const weights = new Map(telling.map(({ line, weight }) => [normalise(line), weight]));
  const gravest = [...weights].toSorted(([a, x], [b, y]) => y - x || compareText(a, b));
  return hash(
    gravest
      .slice(0, MAX_LINES)
      .map(([line]) => line)
      .join("\n"),
  );
}

/** Takes out what differs between two runs. Digits inside a name (`E0308`, `TS2345`, `utf8`) are part of it. */
function normalise(line: string): string {
  return line
    .replaceAll(
      /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g,
      "<time>",
    )
    .replaceAll(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, "<id>")
    .replaceAll(
      /(?:\/private)?\/(?:tmp|var\/folders)\/[^\s:"')]*|[^\s"'(]*\/_temp\/[^\s:"')]*/g,
      "<temp>",
    )
    .replaceAll(
      /\/home\/runner\/work\/[^/\s]+\/[^/\s]+\/|\/github\/workspace\/|[A-Za-z]:\\a\\[^\\\s]+\\[^\\\s]+\\/g,
      "",
    )
    .replaceAll(/\b0x[0-9a-f]+\b/gi, "<hex>")
    .replaceAll(/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b/gi, "<hex>")
    .replaceAll(
      /(?<![\w$])\d[\d,.]*(?:(?:ns|µs|ms|s|m|h|min|sec|seconds?|[KMG]i?B|bytes?|%)(?!\w)|(?![\w$]))/g,
      "<n>",
    )
    .replaceAll(/\s+/g, " ")
    .trim();
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** FNV-1a over UTF-16 units, 64 bits. Not for anything that an attacker gains by a collision. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index += 1) {
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  }
  return value.toString(16).padStart(16, "0");
}
