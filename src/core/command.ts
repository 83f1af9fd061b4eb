/**
 * What a comment says to AO. Pure: text in, at most ten sayings out, in the order they were written.
 * Which lines count is `commands/lines.ts`; which verbs there are is `commands/index.ts`.
 */
import { commands, type Verb } from "./commands/index.ts";
import { readLines, type Line } from "./commands/lines.ts";
import { nearest } from "./commands/nearest.ts";
import type { Access } from "./commands/verb.ts";

export type { Verb } from "./commands/index.ts";

/** `line` is for showing: the line as written, at most 120 characters, with no backtick in it. */
export type Said =
  /** The whole line fits the verb's grammar. */
  | { kind: "command"; verb: Verb; argument: string | null; line: string }
  /** For the agent: Markdown as written, at most 4,000 characters; a cut is marked. */
  | { kind: "words"; text: string; line: string }
  /** The number of an option that AO has offered. */
  | { kind: "choice"; number: number; line: string }
  /** One single word that is no verb. */
  | { kind: "mistake"; word: string; nearest: Verb | null; line: string };

const maxSayings = 10;
/** GitHub's own limit for a comment. */
const maxBodyChars = 65_536;
const maxTextChars = 4_000;
const maxLineChars = 120;
const cutMark = "\n[cut here: more than 4,000 characters]";

/**
 * Reads a comment's body as GitHub holds it. A line counts when it starts with `/ao` (up to three spaces before it)
 * and GitHub shows it as the author's own words: not as a quote, code or HTML. Words go on to the end of their
 * paragraph; a `/ao` alone at the end of its line takes the next line as its own. Never throws.
 */
export function readCommands(body: string): Said[] {
  const text = body.slice(0, maxBodyChars).toWellFormed();
  // Most comments say nothing to AO, and need no parser to say so.
  if (!/[/／][aａ][oｏ]/iu.test(text)) return [];
  const lines = readLines(text);
  const said: Said[] = [];
  for (let at = 0; at < lines.length && said.length < maxSayings;) {
    const rest = afterSlashAo(lines[at]);
    at += 1;
    if (rest === null) continue;
    const more = goesOn(lines, at);
    said.push(understand(rest, more));
    at += more.length;
  }
  return said;
}

/** Who may say it: a verb's own row tells; to speak to the agent makes it work, and an answer to a mistake does not. */
export function whoMay(said: Said): Access {
  if (said.kind === "command") {
    return commands.some(({ verb, whoMay: access }) => verb === said.verb && access === "write")
      ? "write"
      : "read";
  }
  return said.kind === "mistake" ? "read" : "write";
}

/** What follows `/ao` on a line that counts; null on any other. Phones write `／ao`, and spaces that don't show. */
function afterSlashAo(line: Line | undefined): string | null {
  if (line?.kind !== "said") return null;
  const match =
    /^[ \u00a0\u3000\u200b-\u200f\u2060\ufeff]{0,3}[/／][aａ][oｏ](?:[.,:;!?…。]+)?(?:$|[\s\u200b-\u200f\u2060]+(.*)$)/isu.exec(
      line.text,
    );
  return match === null ? null : (match[1] ?? "").trim();
}

/** The lines below that belong to the same words: up to a blank line, a quote, HTML, a rule or another `/ao`. */
function goesOn(lines: Line[], from: number): string[] {
  const more: string[] = [];
  for (const line of lines.slice(from)) {
    if (line.kind === "quoted" || afterSlashAo(line) !== null) break;
    const ends = line.text.trim() === "" || /^\s*(?:-{2,}|={2,}|\*{3,}|_{3,})\s*$/.test(line.text);
    if (ends && line.kind !== "code") break;
    more.push(line.text);
  }
  return more;
}

function understand(onLine: string, below: string[]): Said {
  const [rest, more] = onLine === "" ? [(below[0] ?? "").trim(), below.slice(1)] : [onLine, below];
  const line = bound(`/ao ${rest}`.trim().replaceAll("`", "'"), maxLineChars, "…");
  const plain = asGrammarReadsIt(rest);
  for (const { verb, matches } of commands) {
    const fit = matches(plain === "" ? "help" : plain);
    if (fit !== null) return { kind: "command", verb, argument: fit.argument, line };
  }
  const choice = /^(\d{1,2})\)?$/.exec(plain)?.[1];
  if (choice !== undefined && more.length === 0) {
    return { kind: "choice", number: Number(choice), line };
  }
  const meant = nearest(plain.replace(/[^\p{L}\p{N}]/gu, ""), verbs);
  // With more below it one word is the start of a sentence, unless it is a verb mistyped.
  if (isOneWord(plain) && (meant !== null || more.length === 0)) {
    return { kind: "mistake", word: plain.replaceAll("`", "'"), nearest: meant, line };
  }
  return { kind: "words", text: bound([rest, ...more].join("\n"), maxTextChars, cutMark), line };
}

const verbs = commands.map(({ verb }) => verb);

/** No verb's line is as long as this. */
const maxGrammarChars = 60;

/** Without what a phone's keyboard adds: capitals, wide letters, odd spaces, quotes around, a full stop at the end. */
function asGrammarReadsIt(rest: string): string {
  if (rest.length > maxGrammarChars) return rest;
  const plain = rest
    .normalize("NFKC")
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, "")
    .toLowerCase()
    .replace(/\s+/g, " ");
  return plain.replace(/^[\s"'“”‘’„«»]+/, "").replace(/[\s"'“”‘’„«»,.!?。]+$/, "");
}

/**
 * One word, as somebody types who looks for a verb: no address, path or number sign in it, and in no script that
 * writes whole sentences without a space.
 */
function isOneWord(plain: string): boolean {
  if (plain.length > maxGrammarChars || /[\s/.#:@]/.test(plain)) return false;
  return !/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u.test(
    plain,
  );
}

function bound(text: string, maxChars: number, mark: string): string {
  const whole = text.trimEnd().toWellFormed();
  if (whole.length <= maxChars) return whole;
  return whole.slice(0, maxChars - mark.length).toWellFormed() + mark;
}
