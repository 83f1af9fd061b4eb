/**
 * The words an agent ends with, read for the pull request's text. The brief asks for lines such as `Please look at: …`;
 * agents write them with bullets and bold, one below the other, or not at all, and all of that is fine.
 */

/** What the agent says of its work as a whole. Untrusted words: whoever shows them makes them plain. */
export interface ClosingWords {
  /** The title it asks for. */
  title: string | null;
  /** The first sentence: what is better now. */
  headline: string | null;
  /** What else it says, lines as they were. */
  details: string;
  /** What failed before its change. */
  before: string | null;
  lookAt: string[];
  notDone: string[];
}

const MAX_HEADLINE_CHARS = 160;
const MAX_ENTRY_CHARS = 300;
const MAX_ENTRIES = 3;

const BULLET = /^\s{0,9}(?:[-*+•]|\d{1,3}[.)])\s{1,9}/;
const LABEL =
  /^[*_#\s]{0,9}(?<label>title|before|please look at|look at|not done)[*_\s]{0,9}:[*_\s]{0,9}(?<rest>.*)$/i;
/** What agents write where there is nothing to say. */
const NOTHING = /^(?:none|nothing|no|n\/?a|[-–—])?[.!]?$/i;

type List = "title" | "before" | "lookAt" | "notDone";

const LISTS: Readonly<Record<string, List>> = {
  title: "title",
  before: "before",
  "please look at": "lookAt",
  "look at": "lookAt",
  "not done": "notDone",
};

/** Reads `summary`; each labelled line goes where its label says, bullets right below an empty label with it. */
export function readClosingWords(summary: string): ClosingWords {
  const found: Record<List, string[]> = { title: [], before: [], lookAt: [], notDone: [] };
  const prose: string[] = [];
  let open: List | null = null;
  for (const line of summary.split("\n")) {
    const bare = line.replace(BULLET, "");
    const { label, rest = "" } = LABEL.exec(bare)?.groups ?? {};
    const list = LISTS[String(label).toLowerCase()] ?? null;
    if (list !== null) {
      add(found[list], rest);
      open = rest.trim() === "" ? list : null;
    } else if (open !== null && bare !== line) {
      add(found[open], bare);
    } else {
      if (line.trim() !== "") open = null;
      prose.push(line);
    }
  }
  return {
    title: found.title[0] ?? null,
    ...splitHeadline(prose.join("\n").trim()),
    before: found.before[0] ?? null,
    lookAt: found.lookAt.slice(0, MAX_ENTRIES),
    notDone: found.notDone.slice(0, MAX_ENTRIES),
  };
}

function add(list: string[], words: string): void {
  const entry = words.trim();
  if (!NOTHING.test(entry)) list.push(clip(entry, MAX_ENTRY_CHARS));
}

/** A sentence ends where a new one begins: `e.g. this` goes on. */
function splitHeadline(prose: string): Pick<ClosingWords, "headline" | "details"> {
  if (prose === "") return { headline: null, details: "" };
  const [first = ""] = prose.split("\n");
  const end = /[.!?](?=\s+[^a-z\s]|\s*$)/.exec(first);
  const sentence = end === null ? first : first.slice(0, end.index + 1);
  const headline = sentence.replace(/^[#>*_\s-]{1,9}/, "").trim();
  return {
    headline: headline === "" ? null : clip(headline, MAX_HEADLINE_CHARS),
    details: prose.slice(sentence.length).trim(),
  };
}

function clip(words: string, maxChars: number): string {
  return words.length > maxChars ? `${words.slice(0, maxChars - 1)}…` : words;
}
