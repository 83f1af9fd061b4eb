/** What a repository's lane learns from a fact: its last policy without mistakes stays in force. */
import { narrow } from "./policy.ts";
import type { Lane } from "./lane.ts";
import type { Limits } from "./policy.ts";
import type { Fact } from "./work-item.ts";

export function learnPolicy(lane: Lane, fact: Fact, limits: Limits): Lane {
  if (fact.type !== "request_read" || fact.policy.file === null) return lane;
  return { ...lane, policy: narrow(limits, fact.policy.file) };
}
