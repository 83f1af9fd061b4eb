/** The title of the pull request, as the repository writes its titles. A squash merge makes it a commit message. */
import { sanitise } from "../../protocol/sanitise.ts";
import { noConventions } from "../conventions.ts";
import type { TitleStyle } from "../conventions.ts";
import type { WorkItem } from "../work-item.ts";

const TITLE_CHARS = 120;
/** commitlint's own limit for the first line. */
const CONVENTIONAL_CHARS = 100;

const CONVENTIONAL = /^(?<type>[a-z]{2,12})(?:\((?<scope>[^()\s]{1,40})\))?!?: (?<words>\S.*)$/;
const TICKET = /\b[A-Z][A-Z0-9]{1,9}-\d{1,7}\b/g;
const TYPES: readonly string[] = [
  "feat",
  "fix",
  "docs",
  "style",
  "refactor",
  "perf",
  "test",
  "build",
  "ci",
  "chore",
  "revert",
];

/** From the agent's words where they fit the convention, else from the title. */
export function pullRequestTitle(item: WorkItem): string {
  const { titles } = item.conventions ?? noConventions;
  const subject = clean(item.title) || `Work on #${item.number}`;
  if (titles.kind === "plain") return clip(withTicket(subject, titles, item), TITLE_CHARS);
  const { title = null, subject: committed = null } = item.closing ?? {};
  const fits = [title, committed, item.title]
    .map((words) => clean(words ?? ""))
    .find((words) => isConventional(words, titles));
  return clip(fits ?? conventional(subject, titles), CONVENTIONAL_CHARS);
}

function isConventional(words: string, { types }: TitleStyle): boolean {
  const type = CONVENTIONAL.exec(words)?.groups?.["type"];
  return type !== undefined && (types.includes(type) || TYPES.includes(type));
}

function conventional(subject: string, { lowerCase }: TitleStyle): string {
  // A name or an abbreviation keeps its capitals.
  const isWord = /^[A-Z][a-z]*(?:\s|$)/.test(subject);
  const words =
    lowerCase && isWord ? subject.slice(0, 1).toLowerCase() + subject.slice(1) : subject;
  return `fix: ${words}`;
}

function withTicket(subject: string, { ticket }: TitleStyle, item: WorkItem): string {
  if (ticket === null || subject.startsWith(`${ticket}-`)) return subject;
  const text = `${item.title}\n${item.body}`.slice(0, 65_536);
  const named = [...text.matchAll(TICKET)].find(([key]) => key.startsWith(`${ticket}-`));
  return named === undefined ? subject : `${named[0]}: ${subject}`;
}

/** “fixes #9” would close an issue nobody meant, and a name behind an `@` would be told. */
function clean(title: string): string {
  return sanitise(title)
    .text.replaceAll(/(?:[\w.-]+\/[\w.-]+)?#(?=\d)|\bgh-(?=\d)/gi, "№ ")
    .replaceAll(/https?:\/\/\S+/gi, "(link)")
    .replaceAll(/@(?=[\w-])/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function clip(title: string, maxChars: number): string {
  return title.length > maxChars ? `${title.slice(0, maxChars - 1)}…` : title;
}
