/** What one kind of question says. Each kind is a file beside this and a row in `index.ts`. */
import { checkNames } from "../amounts.ts";
import { oneLine } from "../quote.ts";
import type { FailedCheck } from "../../checks.ts";
import type { Question, WorkItem } from "../../work-item.ts";

export type QuestionOf<K extends Question["kind"]> = Extract<Question, { kind: K }>;

/** `headline` is what the lock screen shows, `evidence` what it rests on, `options` the replies that can be chosen. */
export interface Asks<K extends Question["kind"]> {
  headline(item: WorkItem, question: QuestionOf<K>): string;
  evidence(item: WorkItem, question: QuestionOf<K>): string[];
  options(question: QuestionOf<K>): string[];
  /** What the agent reads for `/ao 1`, `/ao 2` and so on, where a number is an answer. */
  choices?(question: QuestionOf<K>): string[];
}

/** Replies that several kinds offer. */
export const OPTION = {
  stop: "- `/ao stop`: end it here, the branch stays",
  answer: "- `/ao <your answer>`: your words reach the agent",
  words: "- `/ao <what to do>`: your words reach the agent",
  retry: "- `/ao retry`: try the same again",
  look: "- `/ao retry`: look at the checks again",
} as const;

/** All of it fits one screen of a phone. */
const MAX_LIST = 3;

export function checkLine(check: FailedCheck): string {
  const summary = check.summary === null ? "" : `: ${oneLine(check.summary.slice(0, 160))}`;
  return `- ${checkNames([check.name])} ${oneLine(check.conclusion)}${summary}`;
}

/** What a phone shows of a list: its beginning, and how much more there is. */
export function few(lines: readonly string[]): string[] {
  const more = lines.length - MAX_LIST;
  return more <= 0 ? [...lines] : [...lines.slice(0, MAX_LIST), `- and ${more} more`];
}
