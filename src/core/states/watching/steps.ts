/** The next steps that several readings of checks lead to. */
import { ask, go, keep } from "../../decision.ts";
import { names, short } from "./short.ts";
import type { FailedCheck } from "../../checks.ts";
import type {
  Decision,
  Effect,
  Fact,
  Question,
  Rules,
  StateOf,
  WorkItem,
} from "../../work-item.ts";

type Watching = StateOf<"watching">;

/** Polls between two looks while a person is asked. */
export const LOOKS = 5;

/** Shown only when something has changed: a phone must not blink for every poll. */
export function lookAgain(
  item: WorkItem,
  state: Watching,
  next: { afterMs: number; changed: boolean; why: string },
): Decision {
  const read: Effect = { type: "read_checks", headSha: state.headSha, afterMs: next.afterMs };
  return keep(item, next.changed ? [read, { type: "show" }] : [read], next.why);
}

export function readLogs(
  item: WorkItem,
  state: Watching,
  fact: Fact,
  failed: FailedCheck[],
): Decision {
  return go(item, fact, {
    state: { ...state, red: failed },
    effects: [{ type: "read_logs", headSha: state.headSha, failed }],
    why: `${names(failed)} failed on ${short(state)}; the log is read.`,
  });
}

/** A person is asked, and AO looks by itself whether that is still needed: webhooks may be lost. */
export function askAndLook(
  item: WorkItem,
  fact: Fact,
  rules: Rules,
  step: { headSha: string; question: Question; why: string },
): Decision {
  const { headSha, question, why } = step;
  const asked = ask(item, fact, rules, { question, onwards: { kind: "watch", headSha }, why });
  const afterMs = LOOKS * rules.timing.pollMs;
  const look: Effect = { type: "read_checks", headSha, afterMs };
  return { ...asked, effects: [...asked.effects, look] };
}
