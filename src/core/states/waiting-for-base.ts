/**
 * The base fails the same checks. It is looked at again when a webhook tells of it and every few minutes; green there, its
 * newest commit is brought in, or the same jobs are run again. Nobody is asked anything; after a day it is told once.
 */
import { go, keep, queue, stay, threadOf } from "../decision.ts";
import { redJobs, rerun, rerunsOf } from "../rerun.ts";
import { watchAgain } from "../resume.ts";
import { parkedText } from "../say/parked.ts";
import { BASE_POLLS, look } from "./watching/park.ts";
import { names } from "./watching/short.ts";
import type { Decision, Fact, FactOf, Rules, WaitingForBase, WorkItem } from "../work-item.ts";

export function whenParked(
  item: WorkItem,
  state: WaitingForBase,
  fact: Fact,
  rules: Rules,
): Decision {
  switch (fact.type) {
    case "base_changed":
      return fact.branch === item.base?.branch
        ? keep(item, [look(state, 0)], `\`${fact.branch}\` has changed; it is looked at again.`)
        : stay(item, "Another branch has changed; it changes nothing.");
    case "base_read":
      return whenBaseRead(item, state, fact, rules);
    case "base_conflicts":
      return queue(item, fact, {
        turn: { kind: "merge_base" },
        front: true,
        why: `\`${String(item.base?.branch)}\` is green again, but it conflicts with the work: the agent merges it.`,
      });
    case "deadline_passed":
      return tellOnce(item, state, fact);
    default:
      return stay(item, `${fact.type} changes nothing while AO waits for the base.`);
  }
}

function whenBaseRead(
  item: WorkItem,
  state: WaitingForBase,
  fact: FactOf<"base_read">,
  rules: Rules,
): Decision {
  const { tip } = fact;
  const branch = `\`${String(item.base?.branch)}\``;
  if (!fact.green) {
    const again = look(state, BASE_POLLS * rules.timing.pollMs);
    const why = `${names(state.checks)} is not green on ${branch} yet.`;
    return keep({ ...item, state: { ...state, baseSha: tip } }, [again], why);
  }
  const headSha = String(item.head);
  if (tip !== item.base?.sha) {
    const why = `${branch} is green again, so its newest commit is brought in.`;
    return go(item, fact, {
      state: { ...state, baseSha: tip },
      effects: [{ type: "merge_base", headSha, base: tip }],
      why,
    });
  }
  const why = `${branch} is green again, so the same checks are run once more.`;
  const jobs = redJobs(state.checks);
  if (jobs.length === 0) return watchAgain(item, fact, { headSha, effects: [], why });
  const reruns = rerunsOf(jobs, { headSha, why: "base", at: fact.at, logs: [] });
  return rerun(item, fact, { headSha, reruns, afterMs: 0, why });
}

/** The base's newest commit is in the branch now: what was red for its sake is watched from the beginning. */
export function whenBaseMerged(item: WorkItem, fact: FactOf<"base_merged">): Decision {
  if (item.head !== fact.from || item.base === null)
    return stay(item, "The base was brought into an older push; it changes nothing.");
  const { head } = fact;
  const merged: WorkItem = { ...item, head, base: { ...item.base, sha: fact.base } };
  const why = `The newest \`${item.base.branch}\` is in the branch now (${head.slice(0, 7)}); its checks are watched.`;
  if (!movesOn(item)) return keep(merged, [], why);
  return watchAgain(merged, fact, { headSha: head, effects: [], why });
}

/** Else a person's word or a turn of the agent is next, and it starts from there. */
function movesOn({ state }: WorkItem): boolean {
  if (state.name === "waiting") return state.for === "base";
  return state.name === "watching" || state.name === "in_review";
}

function tellOnce(item: WorkItem, state: WaitingForBase, fact: Fact): Decision {
  if (state.remindAt === null || fact.at < state.remindAt) {
    return stay(item, "It was told already, or is not to be yet.");
  }
  const key = `remind:${item.id}:${state.since}`;
  const body = parkedText(item, state);
  return go(item, fact, {
    state: { ...state, remindAt: null },
    effects: [{ type: "comment", key, thread: threadOf(item), body }],
    why: "The base has been red for a day; that is told once, and AO goes on looking.",
  });
}
