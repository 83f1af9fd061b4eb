/** `member`: what somebody may do in a repository has changed. @see https://docs.github.com/webhooks/webhook-events-and-payloads#member */
import { z } from "zod";
import { whomToAsk } from "../../core/whom-to-ask.ts";
import { Envelope, User } from "./words.ts";
import type { ReadEvent } from "./words.ts";

const Payload = Envelope.extend({ action: z.string(), member: User.nullish() });

export const readMember: ReadEvent = (raw) => {
  const { action, member, repository } = Payload.parse(raw);
  const login = member?.login;
  if (login === undefined || (action !== "removed" && action !== "edited")) return [];
  return [
    {
      toLive: { repositoryId: repository.id },
      tell: (item) => (whomToAsk(item) === login ? { type: "member_changed", login } : null),
    },
  ];
};
