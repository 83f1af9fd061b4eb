/**
 * What a merge queue says of the pull request. AO never puts anything into one; it only hears that a commit was made to try
 * it with others, and why it was thrown out.
 */
import { go, keep, queue, stay } from "../decision.ts";
import { throwOut } from "./watching/throw-out.ts";
import type { Decision, FactOf, Rules, WorkItem } from "../work-item.ts";

export function whenGroupFormed(item: WorkItem, fact: FactOf<"group_formed">): Decision {
  if (item.pullRequest?.number !== fact.number) return stay(item, "A merge queue tries another.");
  const ci = { ...item.ci, groupSha: fact.groupSha };
  return keep({ ...item, ci }, [], `The merge queue tries it at ${fact.groupSha.slice(0, 7)}.`);
}

/** The words GitHub has for it, of the checks and of the branches; with all others nobody has to do anything. */
const BY_CHECKS = new Set(["CI_FAILURE", "CI_TIMEOUT"]);
const BY_CONFLICT = new Set(["MERGE_CONFLICT", "INVALID_MERGE_COMMIT", "GIT_TREE_INVALID"]);

export function whenDequeued(item: WorkItem, fact: FactOf<"dequeued">, rules: Rules): Decision {
  const reason = fact.reason.toUpperCase();
  const { name } = item.state;
  if (item.pullRequest?.number !== fact.number || item.head === null)
    return stay(item, "A merge queue let another one go; it changes nothing.");
  const acts = name === "in_review" || name === "watching";
  if (acts && BY_CONFLICT.has(reason)) {
    const why = `The merge queue threw it out: \`${String(item.base?.branch)}\` conflicts with it. The agent merges the base.`;
    return queue(item, fact, { turn: { kind: "merge_base" }, front: true, why });
  }
  if (acts && BY_CHECKS.has(reason)) return readGroup(item, fact, rules);
  const why = `The merge queue let it go (${reason.slice(0, 40).toLowerCase().replaceAll("_", " ")}); that changes nothing here.`;
  return go(item, fact, { state: item.state, why });
}

function readGroup(item: WorkItem, fact: FactOf<"dequeued">, rules: Rules): Decision {
  const headSha = item.ci.groupSha;
  if (headSha === null) return throwOut(item, fact, rules, "AO has not heard what it tried");
  return go(item, fact, {
    state: { name: "watching", headSha, pushedAt: fact.at, seen: null, red: null },
    effects: [{ type: "read_checks", headSha, afterMs: 0 }],
    why: "The merge queue threw it out because of its checks; they are read.",
  });
}
