/**
 * Takes out of a text what a person looking at it can't see, before an agent, a decision or a comment uses it:
 * whoever approved the text must have seen all of it.
 *
 * A run of hidden characters becomes one visible marker with a count, `⟦23 hidden⟧`. Dropping it in silence would glue
 * words together and hide the attempt; spelling out every code point would hand the message on, because Unicode tags
 * and variation selectors are an alphabet that a model reads as easily as letters. Only where a text holds so few
 * that no message fits are they named (`⟦U+200B⟧`): "there is a zero width space in this identifier" is then often
 * the very bug that the text is about. ANSI sequences go without a marker: logs are full of colours, and a marker for
 * each would bury the words. What such a sequence carried as text (a link, a title) is counted.
 */

/** `removed` counts the hidden characters (code points) that were taken out; line ends and colours don't count. */
export type Sanitised = { text: string; removed: number };

/** At most so many hidden characters in a text are called by their code point. */
const MAX_NAMED = 4;

/** Later runs are counted but not marked, so that hidden characters between all letters can't blow a text up. */
const MAX_MARKERS = 50;

const ESC = String.fromCodePoint(0x1b);
const BEL = String.fromCodePoint(0x07);

const HIDDEN_CLASS = String.raw`(?![\n\t])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2028\u2029\u2800\uFFF9-\uFFFB]`;

/** Scripts whose spelling needs U+200C and U+200D between letters. */
const JOINING_SCRIPTS =
  "Arab Beng Deva Gujr Guru Khmr Knda Mlym Mong Mymr Nkoo Orya Sinh Syrc Taml Telu Tibt"
    .split(" ")
    .map((script) => String.raw`\p{Script_Extensions=${script}}`)
    .join("");

const ONE_EMOJI = String.raw`\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0E\uFE0F]?`;

/** Where an invisible character is part of what a person sees. */
const LEGITIMATE = [
  String.raw`[0-9#*]\uFE0F\u20E3`,
  // The flags of England, Scotland and Wales are the only tag sequences in use.
  String.raw`\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}`,
  String.raw`${ONE_EMOJI}(?:\u200D${ONE_EMOJI}){0,9}`,
  String.raw`(?!\p{Default_Ignorable_Code_Point})[${JOINING_SCRIPTS}][\u200C\u200D](?!\p{Default_Ignorable_Code_Point})`,
  // Mongolian letters choose their shape by a selector of their own.
  String.raw`[\u1820-\u1878\u1880-\u18AA][\u180B-\u180D\u180F](?!\p{Default_Ignorable_Code_Point})`,
].join("|");

const ANY_HIDDEN = new RegExp(HIDDEN_CLASS, "u");
const LEGITIMATE_OR_HIDDEN = new RegExp(`(?:${LEGITIMATE})|(?<run>(?:${HIDDEN_CLASS})+)`, "gu");

/** Tags and the second block of variation selectors stand for letters one to one: even one is not named. */
const ALPHABET = /[\u{E0000}-\u{E0FFF}]/u;

/** Colours and cursor movements: nothing that a person could have read. */
const ANSI_CONTROL = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*[@-~]|[ -/]*[0-~])`, "g");

/** Titles, links and other strings that a terminal swallows: `ESC ] … BEL`. Unterminated ones stay readable. */
const ANSI_STRING = new RegExp(`${ESC}[\\]PX^_]([^${ESC}${BEL}]*)(?:${BEL}|${ESC}\\\\)`, "g");

/** Returns `text` with its invisible characters replaced by visible markers, and how many there were. */
export function sanitise(text: string): Sanitised {
  if (!ANY_HIDDEN.test(text)) return { text, removed: 0 };
  const inTerminal = dropAnsi(text);
  return markHidden(normaliseLineEnds(inTerminal.text), inTerminal.removed);
}

/** `text` without colours, cursor movements and the strings that a terminal swallows. */
export function stripAnsi(text: string): string {
  return text.includes(ESC) ? dropAnsi(text).text : text;
}

/** `text` with every line end as `\n`, without a byte order mark in front. */
export function normaliseLineEnds(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
}

function dropAnsi(text: string): Sanitised {
  let removed = 0;
  const withoutStrings = text.replaceAll(ANSI_STRING, (_sequence, payload: string) => {
    removed += payload.length;
    return "";
  });
  return { text: withoutStrings.replaceAll(ANSI_CONTROL, ""), removed };
}

function markHidden(text: string, alreadyRemoved: number): Sanitised {
  const hidden = countHidden(text);
  let markers = 0;
  const marked = text.replaceAll(LEGITIMATE_OR_HIDDEN, (match: string, run: string | undefined) => {
    if (run === undefined) return match;
    markers += 1;
    return markers > MAX_MARKERS ? "" : markRun(run, hidden);
  });
  return { text: marked, removed: alreadyRemoved + hidden };
}

function countHidden(text: string): number {
  let count = 0;
  for (const { groups } of text.matchAll(LEGITIMATE_OR_HIDDEN)) {
    count += Array.from(groups?.["run"] ?? "").length;
  }
  return count;
}

function markRun(run: string, hiddenInText: number): string {
  const characters = Array.from(run);
  if (hiddenInText > MAX_NAMED || ALPHABET.test(run)) return `⟦${characters.length} hidden⟧`;
  return characters.map((character) => `⟦${nameCodePoint(character)}⟧`).join("");
}

function nameCodePoint(character: string): string {
  return `U+${Number(character.codePointAt(0)).toString(16).toUpperCase().padStart(4, "0")}`;
}
