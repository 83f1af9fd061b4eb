/** `repository`: a new name, an archive, a new audience, the end. @see https://docs.github.com/webhooks/webhook-events-and-payloads#repository */
import { z } from "zod";
import { Envelope, RepositoryPayload, repositoryOf } from "./words.ts";
import type { Broadcast, ReadEvent } from "./words.ts";

const Payload = Envelope.extend({
  action: z.string(),
  repository: RepositoryPayload.extend({ default_branch: z.string().nullish() }),
  changes: z.object({ default_branch: z.object({ from: z.string() }).nullish() }).nullish(),
});

export const readRepository: ReadEvent = (raw) => {
  const payload = Payload.parse(raw);
  const repository = repositoryOf(payload);
  const all = (change: NonNullable<ReturnType<Broadcast["tell"]>>): Broadcast[] => [
    { toLive: { repositoryId: repository.id }, tell: () => change },
  ];
  switch (payload.action) {
    case "renamed":
    case "transferred":
    case "unarchived":
    case "publicized":
    case "privatized":
      return all({ type: "repository_seen", repository });
    case "archived":
      return all({ type: "access_lost", reason: "archived" });
    case "deleted":
      return all({ type: "repository_deleted", by: payload.sender.login });
    case "edited": {
      const from = payload.changes?.default_branch?.from;
      const to = payload.repository.default_branch;
      if (from === undefined || typeof to !== "string") return [];
      return all({ type: "default_branch_changed", from, to });
    }
    default:
      return [];
  }
};
