/** `merge_group`: the commit at which a merge queue tries a pull request. @see https://docs.github.com/webhooks/webhook-events-and-payloads#merge_group */
import { z } from "zod";
import { Envelope } from "./words.ts";
import type { ReadEvent } from "./words.ts";

const Payload = Envelope.extend({
  merge_group: z.object({ head_sha: z.string().regex(/^[0-9a-f]{40}$/), head_ref: z.string() }),
});

/** The last pull request of the group: those before it are tried at commits of their own. */
const REF = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]{40}$/;

export const readMergeGroup: ReadEvent = (raw, { now, nextId }) => {
  const { merge_group: group, repository } = Payload.parse(raw);
  const number = Number(REF.exec(group.head_ref)?.[1]);
  if (!Number.isSafeInteger(number)) return [];
  const to = { thread: { repositoryId: repository.id, number } };
  const groupSha = group.head_sha;
  return [{ to, fact: { id: nextId(), at: now, type: "group_formed", number, groupSha } }];
};
