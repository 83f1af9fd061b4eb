/** How a repository writes its titles, from its last merges and from what it has set up to check them. */
import type { RepositoryRead, TitleStyle } from "../conventions.ts";

/** Fewer commits show no habit. */
const MIN_TITLES = 3;
const MAX_TYPES = 8;
const MAX_SCOPES = 6;

const CHECKED =
  /^(?:\.github\/)?(?:commitlint\.config\.[cm]?[jt]s|\.commitlintrc(?:\.\w{2,4})?|semantic\.ya?ml)$/i;
const CONVENTIONAL = /^(?<type>[a-z]{2,12})(?:\((?<scope>[^()]{1,40})\))?!?: (?<words>\S.*)$/;
const WORD = /^[a-z][a-z0-9-]{0,19}$/;
const TICKET = /^(?<key>[A-Z][A-Z0-9]{1,9})-\d{1,7}(?::| )/;
/** Written by bots, whose habits are their own. */
const OF_BOTS = /^(?:\w+\(deps(?:-dev)?\)|Bump |Update dependency |Revert ")/i;

export function readTitleStyle({
  files,
  messages,
}: Pick<RepositoryRead, "files" | "messages">): TitleStyle {
  const titles = messages.map(titleOf).filter((title) => title !== "" && !OF_BOTS.test(title));
  const conventional = titles.flatMap((title) => {
    const { type, scope, words } = CONVENTIONAL.exec(title)?.groups ?? {};
    return type === undefined ? [] : [{ type, scope: scope ?? "", words: String(words) }];
  });
  const isChecked = files.some((file) => CHECKED.test(file));
  const isHabit = titles.length >= MIN_TITLES && conventional.length * 3 > titles.length * 2;
  if (!isChecked && !isHabit) {
    const ticket = readTicket(titles);
    return { kind: "plain", types: [], scopes: [], lowerCase: false, ticket };
  }
  const small = conventional.filter(({ words }) => /^[^A-Z]/.test(words));
  return {
    kind: "conventional",
    types: rank(conventional.map(({ type }) => type)).slice(0, MAX_TYPES),
    scopes: rank(conventional.map(({ scope }) => scope)).slice(0, MAX_SCOPES),
    // Where nothing is seen yet: commitlint's usual rules refuse a capital.
    lowerCase: small.length * 5 >= conventional.length * 4,
    ticket: null,
  };
}

/** Of a merge, the title of the pull request; of a squash, without the number GitHub adds. */
function titleOf(message: string): string {
  const [first = "", , third = ""] = message.split("\n");
  if (/^Merge pull request #\d/.test(first)) return third.trim();
  if (first.startsWith("Merge ")) return "";
  return first.replace(/\s\(#\d{1,9}\)$/, "").trim();
}

/** The most frequent first; what is no plain word is left out. */
function rank(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) {
    if (WORD.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([word]) => word);
}

/** Only where nearly all have one, of the same tracker. */
function readTicket(titles: readonly string[]): string | null {
  const keys = titles.flatMap((title) => TICKET.exec(title)?.groups?.["key"] ?? []);
  const [key] = keys;
  const same = keys.filter((one) => one === key).length;
  return key !== undefined && titles.length >= MIN_TITLES && same * 5 >= titles.length * 4
    ? key
    : null;
}
