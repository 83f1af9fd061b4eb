/** `pull_request`: its end. @see https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request */
import { z } from "zod";
import { Envelope } from "./words.ts";
import type { ReadEvent } from "./words.ts";

const Payload = Envelope.extend({
  action: z.string(),
  pull_request: z.object({
    number: z.number().int().positive(),
    merged: z.boolean().nullish(),
    merged_by: z.object({ login: z.string() }).nullish(),
  }),
});

export const readPullRequest: ReadEvent = (raw, { now, nextId }) => {
  const payload = Payload.parse(raw);
  if (payload.action !== "closed") return [];
  const { number, merged, merged_by: mergedBy } = payload.pull_request;
  const to = { thread: { repositoryId: payload.repository.id, number } };
  const by = mergedBy?.login ?? payload.sender.login;
  const happened = { id: nextId(), at: now, number, by };
  return [{ to, fact: { ...happened, type: "pull_request_closed", merged: merged === true } }];
};
