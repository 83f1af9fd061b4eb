/** `issues`: the label that asks, its removal, and the issue's end. @see https://docs.github.com/webhooks/webhook-events-and-payloads#issues */
import { z } from "zod";
import type { IssuePlace } from "../../core/changes.ts";
import { Envelope, IssuePayload, isBot, RepositoryPayload, repositoryOf } from "./words.ts";
import type { AddressedFact, ReadEvent } from "./words.ts";

const Payload = Envelope.extend({
  action: z.string(),
  issue: IssuePayload,
  label: z.object({ name: z.string() }).nullish(),
  changes: z
    .object({
      new_issue: z.object({ number: z.number().int().positive() }).nullish(),
      new_repository: RepositoryPayload.nullish(),
    })
    .nullish(),
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
  const ours = isOurs(payload.label?.name ?? "");
  const asks = action === "labeled" ? ours : issue.labels?.some((one) => isOurs(one.name)) === true;
  const one = (fact: AddressedFact["fact"]): AddressedFact[] => [{ to, fact }];
  switch (action) {
    case "labeled":
    case "reopened":
      if (!asks || isBot(sender) || issue.state === "closed") return [];
      return one({
        ...happened,
        type: "asked",
        by: sender.login,
        how: action === "labeled" ? "label" : "reopened",
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
      return one({ ...happened, type: "issue_closed", by: sender.login });
    case "deleted":
    case "transferred": {
      const deleted = action === "deleted";
      const place = deleted ? null : placeOf(payload);
      return one({ ...happened, type: "issue_moved", to: place, deleted, by: sender.login });
    }
    case "unlocked":
      return one({ ...happened, type: "thread_unlocked" });
    default:
      return [];
  }
};

function isOurs(label: string): boolean {
  return label.toLowerCase() === LABEL;
}

/** Issues move only between repositories of one owner, and so of one installation. */
function placeOf(payload: z.infer<typeof Payload>): IssuePlace | null {
  const { new_issue: issue, new_repository: repository } = payload.changes ?? {};
  if (issue === undefined || issue === null || repository === undefined || repository === null) {
    return null;
  }
  return { repository: repositoryOf({ ...payload, repository }), number: issue.number };
}
