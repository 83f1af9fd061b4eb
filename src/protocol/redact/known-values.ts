/**
 * Finds secrets whose value is known, however they were written down: any case, any punctuation, ANSI colours, line
 * wraps or invisible characters in between, base64 at any alignment, hex, reversed, URL- or JSON-escaped, and pieces
 * of any of these, because whoever wants to slip a secret past a scanner cuts off its first characters.
 *
 * Both the values and the text are folded to lower-case ASCII letters and digits. A piece of 12 of these is at least
 * 60 bits of a random secret, so that a match is never chance; what is shorter than 12 and has at least 8 is a piece as
 * a whole. One pass over the text, constant work per character.
 */

/** Where something to redact stands: `[start, end)`. */
export type Span = { start: number; end: number };

const PIECE_CHARS = 12;
const MIN_PIECE_CHARS = 8;

/** What is shorter would make holes in ordinary words. */
const MIN_VALUE_CHARS = 6;

/** Tokens begin with a public prefix; without it the rest may be too short for a piece. */
const CUT_PREFIX_CHARS = 7;

/** `aaaaaaaaaaaa` stands in texts that have nothing to do with a secret. */
const MIN_DISTINCT_CHARS = 5;

const GRAM_CHARS = 4;
const TABLE_BITS = 18;
const ESCAPE = 0x1b;
const BRACKET = 0x5b;

/** What to look for, and what makes looking fast. */
type Pieces = { all: ReadonlySet<string>; lengths: readonly number[]; grams: Uint8Array };

/** Makes the search for `values`: spans in order, not overlapping. Values under 6 characters are not looked for. */
export function makeKnownFinder(values: readonly string[]): (text: string) => Span[] {
  const secrets = values.flatMap(listSecretParts).filter((part) => part.length >= MIN_VALUE_CHARS);
  const exact = [...new Set([...values, ...secrets].flatMap(listExactForms))];
  const pieces = collectPieces(secrets);
  return (text) => mergeSpans([...findExact(text, exact), ...findPieces(text, pieces)]);
}

/** A URL is public but for its password, the values of its query and long path segments (Slack, Discord). */
function listSecretParts(value: string): string[] {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value) || !URL.canParse(value)) {
    return [value.replaceAll(/-----[A-Z ]+-----/g, "").trim()];
  }
  const url = new URL(value);
  const segments = url.pathname.split("/").filter((segment) => segment.length >= 16);
  return [url.password, unescapeUrl(url.password), ...url.searchParams.values(), ...segments];
}

/** For a value that has too few letters and digits, as a whole or without its prefix, to be found by its pieces. */
function listExactForms(value: string): string[] {
  const whole = value.trim();
  if (fold(whole).length >= PIECE_CHARS + CUT_PREFIX_CHARS && !URL.canParse(whole)) return [];
  return [...listForms(whole), whole.slice(CUT_PREFIX_CHARS)].filter(
    (form) => form.length >= MIN_VALUE_CHARS,
  );
}

function listForms(value: string): string[] {
  const bytes = new TextEncoder().encode(value);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const base64 = [0, 1, 2].map((shift) => encodeBase64(bytes, shift));
  return [
    value,
    Array.from(value).toReversed().join(""),
    JSON.stringify(value).slice(1, -1),
    escapeForUrl(bytes),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/** Base64 of `bytes` as it looks `shift` bytes into a longer text: only the characters that nothing else decides. */
function encodeBase64(bytes: Uint8Array, shift: number): string {
  const padded =
    "\0".repeat(shift) + Array.from(bytes, (byte) => String.fromCodePoint(byte)).join("");
  return btoa(padded).slice(Math.ceil((shift * 8) / 6), Math.floor((padded.length * 8) / 6));
}

function escapeForUrl(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCodePoint(byte);
    return /[\w.~-]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

function unescapeUrl(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_escape, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}

function fold(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();
}

function collectPieces(secrets: readonly string[]): Pieces {
  const forms = secrets.flatMap((part) => [...listForms(part), part.slice(CUT_PREFIX_CHARS)]);
  const all = new Set(forms.map(fold).flatMap(cutIntoPieces));
  const lengths = [...new Set(Array.from(all, (piece) => piece.length))];
  return { all, lengths, grams: tabulateGrams(all) };
}

function cutIntoPieces(folded: string): string[] {
  const pieces: string[] = [];
  const length = Math.min(folded.length, PIECE_CHARS);
  if (length < MIN_PIECE_CHARS) return pieces;
  for (let start = 0; start + length <= folded.length; start += 1) {
    const piece = folded.slice(start, start + length);
    if (new Set(piece).size >= MIN_DISTINCT_CHARS) pieces.push(piece);
  }
  return pieces;
}

/** One byte per hash of four folded characters that occur in a piece: what isn't in it ends a match at once. */
function tabulateGrams(pieces: ReadonlySet<string>): Uint8Array {
  const table = new Uint8Array(1 << TABLE_BITS);
  for (const piece of pieces) {
    let gram = 0;
    for (let index = 0; index < piece.length; index += 1) {
      gram = pushCode(gram, piece.charCodeAt(index));
      if (index >= GRAM_CHARS - 1) table[hashGram(gram)] = 1;
    }
  }
  return table;
}

function findExact(text: string, forms: readonly string[]): Span[] {
  const spans: Span[] = [];
  for (const form of forms) {
    for (let start = text.indexOf(form); start !== -1; start = text.indexOf(form, start + 1)) {
      spans.push({ start, end: start + form.length });
    }
  }
  return spans;
}

function findPieces(text: string, { all, lengths, grams }: Pieces): Span[] {
  const spans: Span[] = [];
  if (all.size === 0) return spans;
  const codes = new Uint8Array(PIECE_CHARS);
  const positions = new Float64Array(PIECE_CHARS);
  const minHits = Math.min(...lengths) - GRAM_CHARS + 1;
  let kept = 0;
  let gram = 0;
  let hits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = FOLDED[text.charCodeAt(at)] ?? 0;
    if (code === 0) {
      if (text.charCodeAt(at) === ESCAPE) at = skipColour(text, at);
      continue;
    }
    codes[kept % PIECE_CHARS] = code;
    positions[kept % PIECE_CHARS] = at;
    kept += 1;
    gram = pushCode(gram, code);
    hits = grams[hashGram(gram)] === 1 ? hits + 1 : 0;
    if (hits < minHits) continue;
    const oldest = kept % PIECE_CHARS;
    const tail = String.fromCharCode(...codes.subarray(oldest), ...codes.subarray(0, oldest));
    const length = lengths.find((chars) => all.has(tail.slice(-chars)));
    if (length === undefined) continue;
    spans.push({ start: positions[(kept - length) % PIECE_CHARS] ?? at, end: at + 1 });
  }
  return spans;
}

/** The last position of the ANSI sequence at `at`, or `at` itself: an unfinished one must not hide anything. */
function skipColour(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== BRACKET) return at;
  let end = at + 2;
  while (end < at + 32 && text.charCodeAt(end) >= 0x20 && text.charCodeAt(end) < 0x40) end += 1;
  const isFinal = text.charCodeAt(end) >= 0x40 && text.charCodeAt(end) < 0x7f;
  return isFinal ? end : at;
}

function mergeSpans(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

function pushCode(gram: number, code: number): number {
  return ((gram << 7) | code) & 0xfffffff;
}

function hashGram(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - TABLE_BITS);
}

/** Character code → code of the folded character, 0 for what is skipped. */
const FOLDED = Uint8Array.from(
  { length: 128 },
  (_unused, code) => fold(String.fromCodePoint(code)).charCodeAt(0) || 0,
);
