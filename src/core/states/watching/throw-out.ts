/** The merge queue threw it out, and neither the agent nor AO can do anything about it: AO never puts anything into a queue. */
import { ask } from "../../decision.ts";
import type { Decision, Fact, Rules, WorkItem } from "../../work-item.ts";

/** @param says why, as the end of a sentence */
export function throwOut(item: WorkItem, fact: Fact, rules: Rules, says: string): Decision {
  return ask(item, fact, rules, {
    question: { kind: "thrown_out", says },
    onwards: { kind: "watch", headSha: String(item.head) },
    why: `The merge queue threw it out, and ${says}; a person is told.`,
  });
}
