/** What is answered the same way in every live state: people's words, and the ends that come from GitHub. */
import { ask, finish, go, keep, stay } from "../decision.ts";
import { consumeInbox, receive } from "../inbox.ts";
import type { Decision, Fact, FactOf, Rules, WorkItem } from "../work-item.ts";

/** @returns null when the state itself has to answer */
export function whenAnything(item: WorkItem, fact: Fact, rules: Rules): Decision | null {
  if (item.state.name === "done") return null;
  switch (fact.type) {
    case "asked":
      return whenAskedAgain(item, fact);
    case "commanded":
      return receive(item, fact);
    case "permission_read":
      return consumeInbox(item, fact, rules);
    case "pull_request_opened":
      return whenPullRequestOpened(item, fact);
    case "pull_request_closed":
      return whenPullRequestClosed(item, fact);
    case "issue_closed":
      return finish(item, fact, {
        reason: "issue_closed",
        by: fact.by,
        why: `The issue was closed${fact.by === null ? "" : ` by ${fact.by}`}, so the work stops; what was pushed stays.`,
      });
    case "unlabelled":
      return finish(item, fact, {
        reason: "unlabelled",
        by: fact.by,
        why: `${fact.by} took the label \`ao\` off, so the work stops; what was pushed stays.`,
      });
    case "effect_failed":
      return whenEffectFailed(item, fact, rules);
    default:
      return null;
  }
}

function whenAskedAgain(item: WorkItem, fact: FactOf<"asked">): Decision {
  const why = `Asked again by ${fact.by}; it is on already, so nothing starts twice.`;
  if (fact.comment === null) return stay(item, why);
  return keep(item, [{ type: "react", to: fact.comment, content: "eyes" }], why);
}

function whenPullRequestOpened(item: WorkItem, fact: FactOf<"pull_request_opened">): Decision {
  const pullRequest = { number: fact.number, nodeId: fact.nodeId, draft: fact.draft };
  const why = `Pull request #${fact.number} is open${fact.draft ? " as a draft" : ""}.`;
  return go({ ...item, pullRequest }, fact, { state: item.state, why });
}

function whenPullRequestClosed(item: WorkItem, fact: FactOf<"pull_request_closed">): Decision {
  if (item.pullRequest?.number !== fact.number) {
    return stay(item, `Pull request #${fact.number} is not this item's; it changes nothing.`);
  }
  const by = fact.by === null ? "" : ` by ${fact.by}`;
  return finish(item, fact, {
    reason: fact.merged ? "merged" : "closed",
    by: fact.by,
    why: `Pull request #${fact.number} was ${fact.merged ? "merged" : "closed"}${by}.`,
  });
}

/** Effects people wait for ask for a person when they fail for good; decoration does not. */
const MATTERS = new Set<string>([
  "read_request",
  "read_checks",
  "read_logs",
  "push",
  "open_pull_request",
  "mark_ready",
]);

function whenEffectFailed(
  item: WorkItem,
  fact: FactOf<"effect_failed">,
  rules: Rules,
): Decision {
  const why = `AO could not do \`${fact.effect}\`: ${fact.says}`;
  if (!MATTERS.has(fact.effect)) return stay(item, why);
  return ask(item, fact, rules, { question: { kind: "our_bug", says: why }, why });
}
