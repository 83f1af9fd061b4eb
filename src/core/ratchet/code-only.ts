/**
 * A text without its comments and without what its strings say, at the same length, so that a test that is commented out
 * is gone and one that is only spoken of never was there. Good enough for counting; time grows linearly with the text.
 */

export type Syntax = "c" | "javascript" | "python" | "hash" | "php";

/** Each match of `end` is where it ends, or an escaped character. Quotes in one line end with it, whatever is missing. */
interface Region {
  end: RegExp;
  isString: boolean;
}

const LINE: Region = { end: /\n/g, isString: false };
const BLOCK: Region = { end: /\*\//g, isString: false };
const DOUBLE: Region = { end: /\\[^]|"|\n/g, isString: true };
const SINGLE: Region = { end: /\\[^]|'|\n/g, isString: true };

const C = { "//": LINE, "/*": BLOCK, '"': DOUBLE };
const HASH = { "#": LINE, '"': DOUBLE, "'": SINGLE };

interface Grammar {
  /** All that may begin a region, longer ones first; what has no region of its own is looked at by `endOfOther`. */
  opener: RegExp;
  regions: Readonly<Record<string, Region>>;
}

const GRAMMARS: Readonly<Record<Syntax, Grammar>> = {
  // `'"'` is one character and no beginning of a string.
  c: {
    opener: /'(?:\\.|[^'\\\n])'|\/[/*]|["`]/g,
    regions: { ...C, "`": { end: /`/g, isString: true } },
  },
  javascript: {
    opener: /\/[/*]|["'`/]/g,
    regions: { ...C, "'": SINGLE, "`": { end: /\\[^]|`/g, isString: true } },
  },
  python: {
    opener: /"""|'''|["'#]/g,
    regions: {
      ...HASH,
      '"""': { end: /\\[^]|"""/g, isString: true },
      "'''": { end: /\\[^]|'''/g, isString: true },
    },
  },
  hash: { opener: /["'#]/g, regions: HASH },
  // `#[Test]` is an attribute.
  php: { opener: /\/[/*]|#(?!\[)|["']/g, regions: { ...C, ...HASH } },
};

/** A regular expression may hold quotes. Not a longer one, so that a line full of slashes stays fast. */
const REGEX = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,500}\//y;
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+>\n])\s{0,20}$/;

/** Every character of a comment or within a string becomes a blank; quotes and line ends stay. */
export function codeOnly(text: string, syntax: Syntax): string {
  const { regions, opener } = GRAMMARS[syntax];
  opener.lastIndex = 0;
  let code = "";
  let at = 0;
  for (let found = opener.exec(text); found !== null; found = opener.exec(text)) {
    const region = regions[found[0]];
    const begin = opener.lastIndex;
    const end = region === undefined ? endOfOther(text, found) : endOfRegion(text, begin, region);
    const hidden = region?.isString === true ? [begin, end - 1] : [found.index, end];
    code += text.slice(at, hidden[0]) + blank(text.slice(...hidden));
    at = Math.max(at, ...hidden);
    opener.lastIndex = Math.max(begin, end);
  }
  return code + text.slice(at);
}

/** A character in quotes, a regular expression, or a division: that one is code, and ends before it begins. */
function endOfOther(text: string, { 0: opener, index }: RegExpExecArray): number {
  if (opener !== "/") return index + opener.length;
  REGEX.lastIndex = index;
  const isRegex = BEFORE_REGEX.test(text.slice(Math.max(0, index - 21), index));
  return isRegex && REGEX.test(text) ? REGEX.lastIndex : index;
}

function endOfRegion(text: string, begin: number, { end }: Region): number {
  end.lastIndex = begin;
  let found = end.exec(text);
  while (found?.[0].startsWith("\\") === true) found = end.exec(text);
  return found === null ? text.length : end.lastIndex;
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, " ");
}
