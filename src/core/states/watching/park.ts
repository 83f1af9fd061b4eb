/** The base fails the same way: nothing is charged and nobody is told. It goes on by itself when the base is green. */
import { go } from "../../decision.ts";
import { names } from "./short.ts";
import type { Judged } from "../../verdicts/judge.ts";
import type { Decision, Effect, Fact, Rules, WaitingForBase, WorkItem } from "../../work-item.ts";

const DAY_MS = 24 * 3_600_000;
/** Polls between two looks at the base: its own webhooks mostly come first. */
export const BASE_POLLS = 5;

export function park(item: WorkItem, fact: Fact, rules: Rules, judged: Judged[]): Decision {
  const checks = judged.map((one) => one.evidence.check);
  const mended = judged.every((one) => one.evidence.base?.isMended === true);
  const state: WaitingForBase = {
    name: "waiting",
    for: "base",
    since: fact.at,
    remindAt: fact.at + DAY_MS,
    // The merge queue's commit is gone by then.
    onwards: { kind: "watch", headSha: String(item.head) },
    baseSha: String(judged[0]?.evidence.base?.sha),
    checks,
  };
  const branch = `\`${String(item.base?.branch)}\``;
  const why = mended
    ? `${branch} failed ${names(checks)} the same way and is green again, so that is brought in; nothing is charged.`
    : `${branch} fails ${names(checks)} the same way, so nothing is charged; it goes on when ${branch} is green.`;
  return go(item, fact, {
    state,
    effects: [look(state, mended ? 0 : BASE_POLLS * rules.timing.pollMs)],
    why,
  });
}

/** Looks at the base's newest commit. */
export function look({ checks }: WaitingForBase, afterMs: number): Effect {
  return { type: "read_base", checks: checks.map((check) => check.name), afterMs };
}
