/** One row of the table of transitions. */
import type { Fact, FactType, WorkItem } from "../../../src/core/work-item.ts";
import { anyFact } from "../../support/fact-builders.ts";

export interface Case {
  /** The guard in words; empty where the fact alone decides. */
  when: string;
  item: WorkItem | null;
  fact: Fact;
}

/** Facts that change nothing in `item`: it stays as it is, and nothing is done. */
export function ignored(item: WorkItem | null, types: FactType[]): Case[] {
  return types.map((type) => ({ when: "", item, fact: anyFact(type) }));
}
