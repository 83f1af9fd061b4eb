/** `issues`: the label that asks, its removal, and the issue's end. @see https://docs.github.com/webhooks/webhook-events-and-payloads#issues */
import { z } from "zod";
import { Envelope, IssuePayload, isBot, repositoryOf } from "./words.ts";
import type { AddressedFact, ReadEvent } from "./words.ts";

const Payload = Envelope.extend({
  action: z.string(),
  issue: IssuePayload,
  label: z.object({ name: z.string() }).nullish(),
});

/** The label that asks. GitHub compares labels without regard to case. */
export const LABEL = "ao";

export const readIssues: ReadEvent = (raw, { now, nextId }) => {
  const payload = Payload.parse(raw);
  const { action, issue, sender } = payload;
  if (issue.pull_request !== undefined && issue.pull_request !== null) return [];
  const repository = repositoryOf(payload);
  const to = { thread: { repositoryId: repository.id, number: issue.number } };
  const happened = { id: nextId(), at: now };
  const ours = payload.label?.name.toLowerCase() === LABEL;
  const one = (fact: AddressedFact["fact"]): AddressedFact[] => [{ to, fact }];
  switch (action) {
    case "labeled":
      if (!ours || isBot(sender) || issue.state === "closed") return [];
      return one({
        ...happened,
        type: "asked",
        by: sender.login,
        how: "label",
        fresh: false,
        repository,
        number: issue.number,
        title: issue.title,
        body: issue.body ?? "",
        author: issue.user?.login ?? "ghost",
        comment: null,
        saidAt: Date.parse(issue.updated_at),
      });
    case "unlabeled":
      return ours ? one({ ...happened, type: "unlabelled", by: sender.login }) : [];
    case "closed":
    case "deleted":
    case "transferred":
      return one({ ...happened, type: "issue_closed", by: sender.login });
    default:
      return [];
  }
};
