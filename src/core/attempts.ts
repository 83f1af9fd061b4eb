/** The ledger of tries at red heads: charged before the agent is sent, and only a person's word forgives. */
import { tellingLine } from "./telling-line.ts";
import type { Attempt, Turn, WorkItem } from "./work-item.ts";

/** Tries since a person last said how to go on. What turned out to be flaky is none. */
export function chargedTries(item: Pick<WorkItem, "attempts" | "forgiven">): Attempt[] {
  return item.attempts.slice(item.forgiven).filter((attempt) => attempt.flaky !== true);
}

/** Charges the try that `turn` is. One row per red head and failure: seeing the same one again is no new try. */
export function charge(
  item: WorkItem,
  turn: Extract<Turn, { kind: "fix_checks" }>,
  at: number,
): WorkItem {
  const { headSha, logs } = turn;
  const fingerprint = logs.map((log) => log.fingerprint).join("+");
  const known = chargedTries(item).some(
    (other) => other.headSha === headSha && other.fingerprint === fingerprint,
  );
  if (known) return item;
  const attempt: Attempt = {
    headSha,
    checks: logs.map((log) => log.check),
    fingerprint,
    says: tellingLine(logs.map((log) => log.text).join("\n")),
    at,
  };
  return { ...item, attempts: [...item.attempts, attempt] };
}

/** The checks of a head were green when they were run again: what was charged for them there does not count. */
export function takeBack(
  attempts: Attempt[],
  of: { headSha: string; checks: readonly string[] },
): Attempt[] {
  const isFlaky = (one: Attempt): boolean =>
    one.headSha === of.headSha && one.checks.every((check) => of.checks.includes(check));
  if (!attempts.some(isFlaky)) return attempts;
  return attempts.map((one) => (isFlaky(one) ? { ...one, flaky: true } : one));
}

/** A person has said how to go on: five more may follow. */
export function forgive(item: WorkItem): WorkItem {
  return { ...item, forgiven: item.attempts.length, restarts: 0 };
}
