/** Where there is no work item yet: asking makes one; a comment is answered; the rest is not ours. */
import { NO_MEMORY } from "../ci-memory.ts";
import { helpText } from "../commands/index.ts";
import { stay } from "../decision.ts";
import type { Kept } from "../decision.ts";
import type { Decision, Earlier, Effect, Fact, FactOf, WorkItem } from "../work-item.ts";

export function whenNothing(fact: Fact): Decision {
  switch (fact.type) {
    case "asked":
      return beginItem(fact, null, null);
    case "commanded":
      return answerStranger(fact);
    case "installed": {
      const effects: Effect[] = [{ type: "create_labels", repository: fact.repository }];
      const why = `Installed on ${fact.repository.name}: a phone can't add a label that does not exist.`;
      return { next: null, effects, why };
    }
    default:
      return stay(null, "AO has no work item here; nothing is done.");
  }
}

/** Said where AO has never been asked. Whether the sender may have an answer is looked up before it is given. */
function answerStranger(fact: FactOf<"commanded">): Decision {
  const asksForHelp = fact.said.kind === "command" && fact.said.verb === "help";
  const none = `AO does not work on #${fact.comment.thread}. To start it: the label \`ao\` on the issue, or \`/ao run\` in it.`;
  const effect: Effect = {
    type: "answer",
    repository: fact.repository,
    login: fact.by,
    comment: fact.comment,
    key: `answer:${fact.id}`,
    body: asksForHelp ? helpText() : none,
  };
  const why = `${fact.by} wrote \`${fact.said.line}\` where AO does not work.`;
  return { next: null, effects: [effect], why };
}

/** A new work item after `previous`. What that one left, it takes up once the request is granted. */
export function beginItem(
  fact: FactOf<"asked">,
  previous: WorkItem | null,
  earlier: Earlier | null,
): Kept {
  const item: WorkItem = {
    id: fact.id,
    repository: fact.repository,
    number: fact.number,
    title: fact.title,
    body: fact.body,
    author: fact.author,
    requester: fact.by,
    askedAt: fact.saidAt ?? fact.at,
    askedIn: fact.comment,
    previous: previous?.id ?? null,
    earlier,
    fresh: fact.fresh,
    workspace: fact.id,
    policy: null,
    conventions: null,
    base: null,
    branch: null,
    head: null,
    headBy: null,
    // Its thread is this item's from now on, so that what is said there reaches it.
    pullRequest: earlier?.pullRequest ?? null,
    session: null,
    testsAllowedBy: null,
    attempts: previous?.attempts ?? [],
    ci: NO_MEMORY,
    forgiven: previous?.attempts.length ?? 0,
    restarts: 0,
    inbox: [],
    words: [],
    lastJob: null,
    closing: null,
    spent: previous?.spent ?? { usd: 0, tokens: 0, activeMs: 0, jobs: 0 },
    trail: [],
    state: { name: "requested" },
  };
  const line = fact.fresh ? "/ao run fresh" : "/ao run";
  const how = {
    label: "put the label `ao` on it",
    reopened: "opened the issue again, with the label `ao` on it",
    command: `wrote \`${line}\``,
  }[fact.how];
  const why = `${fact.by} ${how}.`;
  const to = fact.comment ?? { issue: fact.number };
  return {
    next: { ...item, trail: [{ at: fact.at, why }] },
    effects: [
      { type: "react", to, content: "eyes" },
      { type: "read_request", login: fact.by },
    ],
    why,
  };
}
