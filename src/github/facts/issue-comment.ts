/** `issue_comment`: what people say, in issues and in pull requests. @see https://docs.github.com/webhooks/webhook-events-and-payloads#issue_comment */
import { z } from "zod";
import { readCommands } from "../../core/command.ts";
import type { Said } from "../../core/command.ts";
import { Envelope, IssuePayload, User, isBot, repositoryOf } from "./words.ts";
import type { AddressedFact, ReadEvent, Reading } from "./words.ts";

const Payload = Envelope.extend({
  action: z.string(),
  issue: IssuePayload,
  comment: z.object({
    id: z.number().int(),
    body: z.string(),
    created_at: z.string(),
    user: User.nullish(),
  }),
  changes: z.object({ body: z.object({ from: z.string() }).nullish() }).nullish(),
});
type Payload = z.infer<typeof Payload>;

const EDIT_COUNTS_FOR_MS = 10 * 60_000;

export const readIssueComment: ReadEvent = (raw, reading) => {
  const payload = Payload.parse(raw);
  if (isBot(payload.sender) || !counts(payload, reading.now)) return [];
  return readCommands(payload.comment.body).map((said) => toFact(payload, said, reading));
};

/** An edit counts when that comment said nothing to AO before, its own author made it, and soon. */
function counts(payload: Payload, now: number): boolean {
  if (payload.action === "created") return true;
  if (payload.action !== "edited") return false;
  const before = payload.changes?.body?.from ?? null;
  const soon = now - Date.parse(payload.comment.created_at) <= EDIT_COUNTS_FOR_MS;
  const own = payload.comment.user?.login === payload.sender.login;
  return before !== null && own && soon && readCommands(before).length === 0;
}

function toFact(payload: Payload, said: Said, { now, nextId }: Reading): AddressedFact {
  const { issue, comment, sender } = payload;
  const repository = repositoryOf(payload);
  const to = { thread: { repositoryId: repository.id, number: issue.number } };
  const ref = { id: comment.id, thread: issue.number };
  const happened = { id: nextId(), at: now, by: sender.login, repository, comment: ref };
  const isIssue = issue.pull_request === undefined || issue.pull_request === null;
  const asks = said.kind === "command" && said.verb === "run" && isIssue;
  if (!asks) return { to, fact: { ...happened, type: "commanded", said } };
  return {
    to,
    fact: {
      ...happened,
      type: "asked",
      how: "command",
      fresh: said.argument === "fresh",
      number: issue.number,
      title: issue.title,
      body: issue.body ?? "",
      author: issue.user?.login ?? "ghost",
      saidAt: Date.parse(comment.created_at),
    },
  };
}
