/** What people say to the agent, from the comment to the brief that carries it. */
import { queue } from "./decision.ts";
import type { Kept } from "./decision.ts";
import type { Effect, Fact, Words, WorkItem } from "./work-item.ts";

export function addWords(item: WorkItem, words: Words): WorkItem {
  return { ...item, words: [...item.words, words] };
}

/** Starts a turn for the words that wait, in the same conversation. */
export function goOnWith(item: WorkItem, fact: Fact, why: string): Kept {
  return queue(item, fact, { turn: { kind: "words" }, front: true, why });
}

/** Takes out what the agent has read and shows 🚀 on each. */
export function heard(
  item: WorkItem,
  ids: readonly string[],
): { item: WorkItem; effects: Effect[] } {
  const read = item.words.filter((words) => ids.includes(words.id));
  const words = item.words.filter((other) => !read.includes(other));
  const effects = read.map((one): Effect => ({
    type: "react",
    to: one.comment,
    content: "rocket",
  }));
  return { item: { ...item, words }, effects };
}
