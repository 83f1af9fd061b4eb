/** Green, and a person reviews. A check that turns red later (a rerun, a nightly, a late suite) brings it back to the watch. */
import { digestOf, judgeChecks } from "../checks.ts";
import { go, keep, stay } from "../decision.ts";
import type { Decision, Fact, Rules, StateOf, WorkItem } from "../work-item.ts";

export function whenInReview(
  item: WorkItem,
  state: StateOf<"in_review">,
  fact: Fact,
  rules: Rules,
): Decision {
  const { headSha } = state;
  if (fact.type === "checks_changed" && fact.headSha === headSha) {
    const why = "GitHub says a check has changed; the checks are read again.";
    return keep(item, [{ type: "read_checks", headSha, afterMs: 0 }], why);
  }
  if (fact.type !== "checks_read" || fact.snapshot.headSha !== headSha) {
    return stay(item, `${fact.type} changes nothing in review.`);
  }
  const verdict = judgeChecks(fact.snapshot);
  if (verdict.kind === "green" || verdict.kind === "none") {
    return stay(item, "The checks are as they were.");
  }
  const seen = { digest: digestOf(fact.snapshot), since: fact.at };
  const afterMs = verdict.kind === "pending" ? rules.timing.pollMs : rules.timing.quietMs;
  return go(item, fact, {
    state: { name: "watching", headSha, pushedAt: fact.at, seen, red: null },
    effects: [{ type: "read_checks", headSha, afterMs }],
    why: "A check runs again or has turned red since; the checks are watched again.",
  });
}
