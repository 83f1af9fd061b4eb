/**
 * A merge queue tries a pull request together with others, at a commit of its own. When it throws it out because of that
 * commit's checks, they are red checks like any other.
 */
import { judgeChecks } from "../../checks.ts";
import type { ChecksSnapshot } from "../../checks.ts";
import { lookAgain, readLogs } from "./steps.ts";
import { throwOut } from "./throw-out.ts";
import type { Decision, FactOf, Rules, StateOf, WorkItem } from "../../work-item.ts";

/** The queue has decided: whatever of the group still runs changes nothing, and only what is red matters. */
export function whenGroupRead(
  item: WorkItem,
  state: StateOf<"watching">,
  fact: FactOf<"checks_read">,
  rules: Rules,
): Decision {
  const leftMs = state.pushedAt + rules.timing.quietMs - fact.at;
  if (leftMs > 0) {
    const why = "The merge queue threw it out; the checks of what it tried are read.";
    return lookAgain(item, state, { afterMs: leftMs, changed: false, why });
  }
  const verdict = judgeChecks(ended(fact.snapshot));
  if (verdict.kind === "red") return readLogs(item, state, fact, verdict.failed);
  return throwOut(item, fact, rules, "none of the checks there says why");
}

function ended(snapshot: ChecksSnapshot): ChecksSnapshot {
  const runs = snapshot.runs.filter((run) => run.status === "completed");
  const statuses = snapshot.statuses.filter((status) => status.state !== "pending");
  return { ...snapshot, runs, statuses, unfinishedSuites: 0 };
}
