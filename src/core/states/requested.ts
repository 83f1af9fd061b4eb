/** Somebody asked. What GitHub says of them, of the repository and of other pull requests decides whether it begins. */
import { askedAt, finish, queue, stay } from "../decision.ts";
import { mayWrite } from "../permission.ts";
import { narrow } from "../policy.ts";
import { refusalText } from "../say/refusal.ts";
import { takenText } from "../say/taken.ts";
import type { Decision, Effect, Fact, FactOf, Rules, WorkItem } from "../work-item.ts";

export function whenRequested(item: WorkItem, fact: Fact, rules: Rules): Decision {
  if (fact.type !== "request_read")
    return stay(item, `${fact.type} changes nothing before the start.`);
  // A pull request of earlier work is this item's only once it goes on with that.
  const alone = { ...item, pullRequest: null };
  if (!mayWrite(fact.permission)) return refuse(alone, fact);
  const earlier = item.fresh ? null : item.earlier;
  if (fact.takenBy !== null && fact.takenBy !== earlier?.pullRequest?.number) {
    return leaveToOther(alone, fact, fact.takenBy);
  }
  const policy = fact.policy.file === null ? rules.policy : narrow(rules.limits, fact.policy.file);
  const { conventions } = fact;
  const begun: WorkItem = { ...alone, ...earlier, earlier: null, policy, conventions };
  const ready = { ...begun, base: begun.base ?? fact.base, branch: begun.branch ?? fact.branch };
  return queue(ready, fact, {
    turn: { kind: ready.session === null ? "start" : "words" },
    front: false,
    effects: policyComment(item, fact),
    why: `${item.requester} may ask (${fact.permission}), and nobody else is on it.`,
  });
}

function refuse(item: WorkItem, fact: FactOf<"request_read">): Decision {
  const body = refusalText(item.requester, item.repository);
  return finish(item, fact, {
    reason: "refused",
    by: item.requester,
    effects: [
      { type: "react", to: askedAt(item), content: "confused" },
      {
        type: "comment",
        key: `refuse:${item.requester}:${item.number}`,
        thread: item.number,
        body,
      },
    ],
    why: `${item.requester} has no write access (${fact.permission}), so nothing was started.`,
  });
}

function leaveToOther(item: WorkItem, fact: FactOf<"request_read">, takenBy: number): Decision {
  return finish(item, fact, {
    reason: "taken",
    by: item.requester,
    effects: [
      { type: "react", to: askedAt(item), content: "confused" },
      { type: "comment", key: `taken:${item.id}`, thread: item.number, body: takenText(takenBy) },
    ],
    why: `Pull request #${takenBy} is open for this issue already, so AO starts no second one.`,
  });
}

function policyComment(item: WorkItem, fact: FactOf<"request_read">): Effect[] {
  const { mistakes } = fact.policy;
  if (mistakes === null) return [];
  const key = `policy:${item.id}`;
  return [{ type: "comment", key, thread: item.number, body: mistakes }];
}
