/** `pull_request`: its end, what others do to its branch and its draft, and that a merge queue let it go. @see https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request */
import { z } from "zod";
import { Envelope } from "./words.ts";
import type { AddressedFact, ReadEvent, Reading } from "./words.ts";

const Payload = Envelope.extend({
  action: z.string(),
  reason: z.string().nullish(),
  pull_request: z.object({
    number: z.number().int().positive(),
    merged: z.boolean().nullish(),
    merged_by: z.object({ login: z.string() }).nullish(),
    head: z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) }).nullish(),
    base: z.object({ ref: z.string() }).nullish(),
  }),
  changes: z.object({ base: z.object({}).nullish() }).nullish(),
});

export const readPullRequest: ReadEvent = (raw, { app, now, nextId }) => {
  const payload = Payload.parse(raw);
  const { action, pull_request: pull, repository, sender, changes } = payload;
  const { number } = pull;
  if (action === "dequeued") return readDequeued(payload, { now, nextId });
  const to = { thread: { repositoryId: repository.id, number } };
  const happened = { id: nextId(), at: now };
  const one = (fact: AddressedFact["fact"]): AddressedFact[] => [{ to, fact }];
  if (action === "closed") {
    const by = pull.merged_by?.login ?? sender.login;
    const merged = pull.merged === true;
    return one({ ...happened, type: "pull_request_closed", number, by, merged });
  }
  // What AO does itself is no news.
  if (sender.login === `${app.slug}[bot]`) return [];
  const by = sender.login;
  switch (action) {
    case "synchronize": {
      const headSha = pull.head?.sha;
      return headSha === undefined ? [] : one({ ...happened, type: "head_moved", headSha, by });
    }
    case "edited": {
      const branch = changes?.base === undefined || changes.base === null ? null : pull.base?.ref;
      return typeof branch === "string" ? one({ ...happened, type: "retargeted", branch, by }) : [];
    }
    case "unlocked":
      return one({ ...happened, type: "thread_unlocked" });
    case "converted_to_draft":
    case "ready_for_review": {
      const draft = action === "converted_to_draft";
      return one({ ...happened, type: "draft_changed", number, draft, by });
    }
    default:
      return [];
  }
};

/** `reason` is one of GitHub's words in capitals, `CI_FAILURE`. */
function readDequeued(
  { pull_request: { number }, repository, reason }: z.infer<typeof Payload>,
  { now, nextId }: Pick<Reading, "now" | "nextId">,
): AddressedFact[] {
  const to = { thread: { repositoryId: repository.id, number } };
  return [{ to, fact: { id: nextId(), at: now, type: "dequeued", number, reason: reason ?? "" } }];
}
