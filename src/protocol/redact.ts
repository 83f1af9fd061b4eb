/**
 * Keeps secrets out of whatever leaves a machine: comments, pull requests, logs, excerpts, what an agent is told.
 * Values that are known are found in any form (`redact/known-values.ts`), the rest by what vendors' secrets look like
 * (`redact/vendor-patterns.ts`). Time grows linearly with the text, whatever the text.
 */
import { makeKnownFinder } from "./redact/known-values.ts";
import { VENDOR_PATTERNS } from "./redact/vendor-patterns.ts";
import type { Span } from "./redact/known-values.ts";
import type { VendorPattern } from "./redact/vendor-patterns.ts";

const REDACTED = "[redacted]";

/** A push with so many secrets needs no longer list. */
const MAX_FOUND = 100;

/** `kind` names the vendor or the shape, `line` counts from 1. The secret itself is not in it. */
export type FoundSecret = { kind: string; line: number };

/**
 * Makes a function that replaces the `known` secret values, and everything that looks like a secret, by `[redacted]`.
 * Redacting twice changes nothing more. Known values under 6 characters are left alone: they would make holes in words.
 */
export function makeRedactor(known: readonly string[]): (text: string) => string {
  const findKnown = makeKnownFinder(known);
  // What was redacted before is no part of a value, even if the value contains "redacted".
  const redactKnown = (text: string): string =>
    text
      .split(REDACTED)
      .map((part) => replaceSpans(part, findKnown(part)))
      .join(REDACTED);
  return (text) => redactVendors(redactKnown(text));
}

/** Secrets by their vendors' patterns, for the gate in front of a push: few false alarms, one entry per secret. */
export function findSecrets(text: string): FoundSecret[] {
  const found: (Span & { kind: string })[] = [];
  for (const vendor of VENDOR_PATTERNS) {
    if (!vendor.stopsPush) continue;
    for (const { start, end } of findPattern(text, vendor)) {
      const isPart = found.some((other) => start < other.end && other.start < end);
      if (isPart || isPlaceholder(text.slice(start, end))) continue;
      found.push({ kind: vendor.kind, start, end });
      if (found.length === MAX_FOUND) return addLines(text, found);
    }
  }
  return addLines(text, found);
}

/** A redaction may free a token that was glued to another one, hence until nothing changes. */
function redactVendors(text: string): string {
  const next = VENDOR_PATTERNS.reduce(redactPattern, text);
  return next === text ? text : redactVendors(next);
}

function redactPattern(text: string, vendor: VendorPattern): string {
  return replaceSpans(text, findPattern(text, vendor));
}

function* findPattern(text: string, { pattern, isSecret }: VendorPattern): Generator<Span> {
  for (const match of text.matchAll(pattern)) {
    const start = match.index + (match.groups?.["keep"] ?? "").length;
    const end = match.index + match[0].length;
    if (isSecret(text.slice(start, end))) yield { start, end };
  }
}

function replaceSpans(text: string, spans: Iterable<Span>): string {
  let result = "";
  let end = 0;
  for (const span of spans) {
    result += text.slice(end, span.start) + REDACTED;
    end = span.end;
  }
  return result + text.slice(end);
}

/** Documentation and tests are full of tokens that everybody can see are none. */
function isPlaceholder(secret: string): boolean {
  return /EXAMPLE|x{6}|0{8}|(.)\1{9}|1234567890|abcdefgh/i.test(secret);
}

function addLines(text: string, found: readonly (Span & { kind: string })[]): FoundSecret[] {
  let line = 1;
  let at = 0;
  return found
    .toSorted((a, b) => a.start - b.start)
    .map(({ kind, start }) => {
      for (
        let next = text.indexOf("\n", at);
        next !== -1 && next < start;
        next = text.indexOf("\n", at)
      ) {
        line += 1;
        at = next + 1;
      }
      return { kind, line };
    });
}
