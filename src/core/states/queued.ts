/** Waiting for a slot in the repository's lane. `lane.ts` says whose turn it is. */
import { askedAt, go, stay } from "../decision.ts";
import type { Decision, Effect, Fact, StateOf, WorkItem } from "../work-item.ts";

export function whenQueued(item: WorkItem, state: StateOf<"queued">, fact: Fact): Decision {
  if (fact.type !== "admitted") return stay(item, `${fact.type} changes nothing in the queue.`);
  // `spent` is inherited from an earlier item; whoever asked anew sees the start as well.
  const first = item.lastJob === null;
  const effects: Effect[] = first ? [{ type: "react", to: askedAt(item), content: "rocket" }] : [];
  return go(item, fact, {
    state: {
      name: "working",
      turn: state.turn,
      job: {
        id: fact.id,
        stage: "offered",
        epoch: 0,
        runner: null,
        carries: [],
        from: null,
        handed: null,
        told: false,
      },
      since: fact.at,
    },
    effects,
    why: "It is its turn: the job is offered to the runners.",
  });
}
