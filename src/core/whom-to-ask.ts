import type { WorkItem } from "./work-item.ts";

/** The one person who is mentioned and whose review is asked for. */
export function whomToAsk({ contact, requester }: Pick<WorkItem, "contact" | "requester">): string {
  return contact ?? requester;
}
