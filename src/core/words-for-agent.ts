/** What people say to the agent, from the comment to the brief that carries it. */
import { queue } from "./decision.ts";
import type { Decision, Effect, Fact, Turn, Words, WorkItem } from "./work-item.ts";

export function addWords(item: WorkItem, words: Words): WorkItem {
  return { ...item, words: [...item.words, words] };
}

/** Starts a turn for the words that wait, in the same conversation. */
export function goOnWith(item: WorkItem, fact: Fact, why: string): Decision {
  return queue(item, fact, { turn: { kind: "words" }, front: true, why });
}

/** Takes out what the agent has read and shows 🚀 on each. */
export function heard(
  item: WorkItem,
  ids: readonly string[],
): { item: WorkItem; effects: Effect[] } {
  const read = item.words.filter((words) => ids.includes(words.id));
  const words = item.words.filter((other) => !read.includes(other));
  const effects = read.map(
    (one): Effect => ({ type: "react", to: one.comment, content: "rocket" }),
  );
  return { item: { ...item, words }, effects };
}

/** The turn to repeat: the red checks that were worked on last, else the beginning. */
export function lastTurn(item: WorkItem): Turn {
  const question = item.state.name === "waiting" ? item.state.question : null;
  if (question?.kind === "still_red" && item.head !== null) {
    return { kind: "fix_checks", headSha: item.head, logs: question.logs };
  }
  if (question?.kind === "push_refused") return { kind: "push_refused", says: question.says };
  return item.session === null ? { kind: "start" } : { kind: "words" };
}
