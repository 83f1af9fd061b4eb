/**
 * Somebody else pushes to AO's branch, on top of its commits or over them. AO never overwrites that: their head is the
 * item's from then on, its checks count, and the next job starts from it.
 */
import { go, keep, queue, stay } from "../decision.ts";
import { watchAgain } from "../resume.ts";
import { goOnWith } from "../words-for-agent.ts";
import { headInQuestion } from "./waiting.ts";
import type { Decision, Effect, Fact, FactOf, StateOf, WorkItem } from "../work-item.ts";

type Moved = FactOf<"head_read">;

/** GitHub's hints may come late or twice, so what the branch is now is read. */
export function whenHeadMoved(item: WorkItem, fact: FactOf<"head_moved">): Decision {
  const { headSha, by } = fact;
  const job = item.state.name === "working" ? item.state.job : null;
  if (headSha === item.head || headSha === job?.handed?.head) {
    return stay(item, "The branch is where AO knows it to be.");
  }
  if (item.branch === null) return stay(item, "AO has no branch here yet.");
  const read: Effect = { type: "read_head", headSha, by, afterMs: 0 };
  return keep(item, [read], `${who(by)} may have pushed to AO's branch; it is read.`);
}

export function whenHeadRead(item: WorkItem, fact: Moved, pollMs: number): Decision {
  const { headSha, by } = fact;
  const { state } = item;
  if (item.branch === null || headSha === item.head) {
    return stay(item, "The branch is where AO knows it to be.");
  }
  const afterMs = state.name === "working" && state.job.stage === "publishing" ? pollMs : 0;
  const readAgain: Effect = { type: "read_head", headSha, by, afterMs };
  if (fact.believed !== item.head) {
    return keep(item, [readAgain], "AO has pushed since the branch was read; it is read again.");
  }
  const moved: WorkItem = { ...item, head: headSha, headBy: by ?? SOMEBODY };
  switch (state.name) {
    case "working":
      return whenWorking(moved, state, fact, readAgain);
    case "queued":
      return state.turn.kind === "fix_checks" ? watchTheirs(moved, fact) : follow(moved, fact);
    case "watching":
    case "in_review":
      return watchTheirs(moved, fact);
    case "waiting":
      return whenWaiting(moved, state, fact);
    case "requested":
    case "done":
      return follow(moved, fact);
  }
}

function whenWorking(
  moved: WorkItem,
  state: StateOf<"working">,
  fact: Moved,
  readAgain: Effect,
): Decision {
  const { job, turn } = state;
  if (job.stage === "publishing") {
    if (job.id !== fact.jobId || job.handed === null) {
      const asBefore = { ...moved, head: fact.believed, headBy: null };
      return keep(asBefore, [readAgain], "AO is pushing; what comes of that is seen first.");
    }
    return putOnTop(moved, fact, job.handed.head);
  }
  // The red commit is not the newest any more, and nobody has begun to mend it.
  if (job.stage === "offered" && turn.kind === "fix_checks") return watchTheirs(moved, fact);
  return follow(moved, fact);
}

/** What the agent handed over can't be pushed as it is: it puts that on top of the commits that came meanwhile. */
export function putOnTop(item: WorkItem, fact: Fact, handed: string): Decision {
  return queue(item, fact, {
    turn: { kind: "head_moved", handed },
    front: true,
    why: `${who(item.headBy)} pushed ${short(item)} meanwhile; the agent puts its work on top of that.`,
  });
}

/** A push may be the answer: then its checks say whether it is right. */
function whenWaiting(moved: WorkItem, state: StateOf<"waiting">, fact: Moved): Decision {
  if (headInQuestion(state) === null) return follow(moved, fact);
  if (state.for !== "repository") return watchTheirs(moved, fact);
  const onwards = { kind: "watch", headSha: fact.headSha } as const;
  return go(moved, fact, { state: { ...state, onwards }, why: saidOnce(moved) });
}

function watchTheirs(moved: WorkItem, fact: Moved): Decision {
  if (moved.words.length > 0) return goOnWith(moved, fact, saidOnce(moved));
  return watchAgain(moved, fact, { headSha: fact.headSha, effects: [], why: saidOnce(moved) });
}

function follow(moved: WorkItem, fact: Fact): Decision {
  return go(moved, fact, { state: moved.state, why: saidOnce(moved) });
}

function saidOnce(moved: WorkItem): string {
  return `${who(moved.headBy)} pushed ${short(moved)} to \`${String(moved.branch)}\`; AO goes on from there.`;
}

const SOMEBODY = "Somebody";

function who(by: string | null): string {
  return by ?? SOMEBODY;
}

function short({ head }: WorkItem): string {
  return `\`${String(head).slice(0, 7)}\``;
}
