/** Waiting for a slot in the repository's lane. `lane.ts` says whose turn it is. */
import { askedAt, go, stay } from "../decision.ts";
import type { Decision, Effect, Fact, Job, StateOf, Turn, WorkItem } from "../work-item.ts";

export function whenQueued(item: WorkItem, state: StateOf<"queued">, fact: Fact): Decision {
  if (fact.type !== "admitted") return stay(item, `${fact.type} changes nothing in the queue.`);
  if (state.turn.kind === "push_again") return pushAgain(item, state.turn, fact);
  // `spent` is inherited from an earlier item; whoever asked anew sees the start as well.
  const first = item.lastJob === null;
  const effects: Effect[] = first ? [{ type: "react", to: askedAt(item), content: "rocket" }] : [];
  return go(item, fact, {
    state: {
      name: "working",
      turn: state.turn,
      job: newJob(fact),
      since: fact.at,
    },
    effects,
    why: "It is its turn: the job is offered to the runners.",
  });
}

/** A job that no runner is offered. It takes a slot all the same, since the next turn may follow at once. */
function pushAgain(
  item: WorkItem,
  turn: Extract<Turn, { kind: "push_again" }>,
  fact: Fact,
): Decision {
  const { handed } = turn;
  const job: Job = { ...newJob(fact), stage: "publishing", handed };
  return go(item, fact, {
    state: { name: "working", turn, job, since: fact.at },
    effects: [{ type: "push", jobId: job.id, ...handed, expected: item.head }],
    why: "What was handed over before is checked and pushed once more.",
  });
}

function newJob(fact: Fact): Job {
  return {
    id: fact.id,
    stage: "offered",
    epoch: 0,
    runner: null,
    carries: [],
    from: null,
    handed: null,
    claimed: null,
    told: false,
  };
}
