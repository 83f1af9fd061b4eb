/**
 * The checks of exactly the head that was pushed. Webhooks are hints: every hint only leads to a reading,
 * and the reading is judged when nothing has changed for a while (GitHub starts suites late and reruns reset them).
 */
import { keep, stay } from "../decision.ts";
import { whenMarkedReady, whenUndrafted } from "./watching/ready.ts";
import { whenLogsRead } from "./watching/red.ts";
import { whenRead } from "./watching/settle.ts";
import type { Decision, Fact, FactOf, Rules, StateOf, WorkItem } from "../work-item.ts";

type Watching = StateOf<"watching">;

export function whenWatching(item: WorkItem, state: Watching, fact: Fact, rules: Rules): Decision {
  switch (fact.type) {
    case "checks_changed":
      return whenHinted(item, state, fact);
    case "checks_read":
      return whenRead(item, state, fact, rules);
    case "logs_read":
      return whenLogsRead(item, state, fact, rules);
    case "marked_ready":
      return whenMarkedReady(item, state, fact);
    case "undrafted":
      return whenUndrafted(item, state, fact);
    default:
      return stay(item, `${fact.type} changes nothing while the checks are watched.`);
  }
}

function whenHinted(item: WorkItem, state: Watching, fact: FactOf<"checks_changed">): Decision {
  if (fact.headSha !== state.headSha)
    return stay(item, "A check of an older push; it changes nothing.");
  if (state.red !== null) return stay(item, "The failed checks' logs are being read already.");
  const effects = [{ type: "read_checks", headSha: state.headSha, afterMs: 0 }] as const;
  return keep(item, [...effects], "GitHub says a check has changed; the checks are read again.");
}
