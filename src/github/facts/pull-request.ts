/** `pull_request`: its end, and that a merge queue let it go. @see https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request */
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
  }),
});

export const readPullRequest: ReadEvent = (raw, { now, nextId }) => {
  const payload = Payload.parse(raw);
  if (payload.action === "dequeued") return readDequeued(payload, { now, nextId });
  if (payload.action !== "closed") return [];
  const { number, merged, merged_by: mergedBy } = payload.pull_request;
  const to = { thread: { repositoryId: payload.repository.id, number } };
  const by = mergedBy?.login ?? payload.sender.login;
  const happened = { id: nextId(), at: now, number, by };
  return [{ to, fact: { ...happened, type: "pull_request_closed", merged: merged === true } }];
};

/** `reason` is one of GitHub's words in capitals, `CI_FAILURE`. */
function readDequeued(
  { pull_request: { number }, repository, reason }: z.infer<typeof Payload>,
  { now, nextId }: Pick<Reading, "now" | "nextId">,
): AddressedFact[] {
  const to = { thread: { repositoryId: repository.id, number } };
  return [{ to, fact: { id: nextId(), at: now, type: "dequeued", number, reason: reason ?? "" } }];
}
