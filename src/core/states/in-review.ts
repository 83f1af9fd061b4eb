/** Green, and a person reviews. A check that turns red later (a rerun, a nightly, a late suite) brings it back to the watch. */
import { digestOf, judgeChecks, notRequired } from "../checks.ts";
import { rerunJobs } from "../ci-memory.ts";
import { go, keep, stay } from "../decision.ts";
import type { Verdict } from "../checks.ts";
import type { Decision, Fact, FactOf, Rules, StateOf, WorkItem } from "../work-item.ts";

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
  const verdict = judgeChecks(fact.snapshot, rerunJobs(item.ci, headSha));
  if (verdict.kind === "green" || verdict.kind === "none" || verdict.kind === "missing") {
    return whenStillGood(item, state, fact, verdict);
  }
  const seen = { digest: digestOf(fact.snapshot), since: fact.at };
  const afterMs = verdict.kind === "pending" ? rules.timing.pollMs : rules.timing.quietMs;
  return go(item, fact, {
    state: { name: "watching", headSha, pushedAt: fact.at, seen, red: null },
    effects: [{ type: "read_checks", headSha, afterMs }],
    why: "A check runs again or has turned red since; the checks are watched again.",
  });
}

/** A late check that passed is a better proof than \`verify\`; one that counts for nothing is shown all the same. */
function whenStillGood(
  item: WorkItem,
  state: StateOf<"in_review">,
  fact: FactOf<"checks_read">,
  verdict: Extract<Verdict, { kind: "green" | "none" | "missing" }>,
): Decision {
  const aside = notRequired(fact.snapshot);
  const ci = { ...item.ci, notRequired: aside };
  if (verdict.kind === "green" && state.proof === "verify") {
    return go({ ...item, ci }, fact, {
      state: { ...state, proof: "checks", passed: verdict.passed },
      why: "A late check has passed: now the checks are the proof.",
    });
  }
  if (aside.join("\n") === item.ci.notRequired.join("\n")) {
    return stay(item, "The checks are as they were.");
  }
  const why = "A check that is not required has changed; that is shown, and nothing else follows.";
  return keep({ ...item, ci }, [{ type: "show" }], why);
}
