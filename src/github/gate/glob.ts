/**
 * Globs of a policy. Unlike the usual libraries it takes time that grows with path times pattern and no faster, and it
 * errs on the side of protection: dot files match, a folder's `folder/**` matches the folder itself, and brackets match
 * as they stand too, since `app/[id]/**` is what frameworks call a folder.
 */

/** `{a,b}{c,d}…` multiplies; what is beyond is left out of no pattern but read as it stands. */
const MAX_BRACES = 200;

/** Makes a test of whether a path matches: `*`, `?`, `[a-z]`, `[!a]` within a segment, `**` across them, `{a,b}`. */
export function makeGlob(glob: string): (path: string) => boolean {
  const patterns = expandBraces(glob).map((pattern) => pattern.split("/").map(readSegment));
  return (path) => {
    const segments = path.split("/");
    return patterns.some((pattern) => matchPath(pattern, segments));
  };
}

type Segment = "**" | { tokens: readonly Token[]; literal: string };
type Token = "*" | ((character: string) => boolean);

function readSegment(text: string): Segment {
  return text === "**" ? "**" : { tokens: readTokens(text), literal: text };
}

function matchPath(pattern: readonly Segment[], segments: readonly string[]): boolean {
  // Which lengths of the path the pattern so far can match.
  let reached = new Set([0]);
  for (const segment of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (segment === "**") for (let end = at; end <= segments.length; end += 1) next.add(end);
      else if (at < segments.length && matchSegment(segment, segments[at] ?? "")) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(segments.length);
}

function matchSegment(segment: Exclude<Segment, "**">, text: string): boolean {
  return segment.literal === text || matchTokens(segment.tokens, Array.from(text));
}

/** The usual walk: the last star takes one more whenever the rest does not fit. */
function matchTokens(tokens: readonly Token[], text: readonly string[]): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === "*") {
      star = token;
      starAt = at;
      token += 1;
    } else if (wanted?.(text[at] ?? "") === true) {
      token += 1;
      at += 1;
    } else if (star !== -1) {
      token = star + 1;
      starAt += 1;
      at = starAt;
    } else return false;
  }
  return tokens.slice(token).every((left) => left === "*");
}

function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [part] of text.matchAll(/\*+|\?|\[!?\]?[^\]]{1,100}\]|[^]/gu)) {
    if (part.startsWith("*")) tokens.push("*");
    else if (part === "?") tokens.push(() => true);
    else if (part.length > 1 && part.startsWith("[")) tokens.push(readClass(part.slice(1, -1)));
    else tokens.push((character) => character === part);
  }
  return tokens;
}

function readClass(text: string): Token {
  const isNegated = text.startsWith("!") || text.startsWith("^");
  const ranges = [...text.slice(isNegated ? 1 : 0).matchAll(/([^])(?:-([^]))?/gu)].map(
    ([, from = "", to = from]): [string, string] => [from, to],
  );
  return (character) =>
    ranges.some(([from, to]) => from <= character && character <= to) !== isNegated;
}

function expandBraces(glob: string): string[] {
  let patterns = [glob];
  for (;;) {
    const next = patterns.flatMap(expandFirst);
    if (next.length === patterns.length || next.length > MAX_BRACES) return patterns;
    patterns = next;
  }
}

/** The first innermost `{a,b}`. */
function expandFirst(pattern: string): string[] {
  const match = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (match === null) return [pattern];
  const [whole, inside = ""] = match;
  const head = pattern.slice(0, match.index);
  const tail = pattern.slice(match.index + whole.length);
  return inside.split(",").map((choice) => `${head}${choice}${tail}`);
}
