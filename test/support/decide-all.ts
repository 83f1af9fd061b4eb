/** What comes of several facts, one after the other. */
import { decide } from "../../src/core/decide.ts";
import type { Effect, Fact, Rules, State, WorkItem } from "../../src/core/work-item.ts";
import { rules } from "./builders.ts";

export interface Told {
  item: WorkItem;
  state: State;
  /** Of all facts, in order. */
  effects: Effect[];
  /** Of the last fact. */
  why: string;
}

/** @throws {Error} when no work item comes of it */
export function decideAll(from: WorkItem | null, facts: Fact[], by: Rules = rules()): Told {
  let item = from;
  let why = "";
  const effects: Effect[] = [];
  for (const fact of facts) {
    const decision = decide(item, fact, by);
    item = decision.next;
    why = decision.why;
    effects.push(...decision.effects);
  }
  if (item === null) throw new Error("no work item");
  return { item, state: item.state, effects, why };
}

/** Effects of one kind, in order. */
export function effectsOf<T extends Effect["type"]>(
  told: { effects: Effect[] },
  type: T,
): Extract<Effect, { type: T }>[] {
  return told.effects.filter((effect) => isOf(effect, type));
}

/** The bodies of all comments, in order. */
export function commentsOf(told: { effects: Effect[] }): string[] {
  return effectsOf(told, "comment").map((effect) => effect.body);
}

function isOf<T extends Effect["type"]>(
  effect: Effect,
  type: T,
): effect is Extract<Effect, { type: T }> {
  return effect.type === type;
}
