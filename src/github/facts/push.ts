/** `push`: a base that work waits for may have moved. @see https://docs.github.com/webhooks/webhook-events-and-payloads#push */
import { z } from "zod";
import { baseChanged } from "./base-changed.ts";
import { Envelope } from "./words.ts";
import type { ReadEvent } from "./words.ts";

const Payload = Envelope.extend({ ref: z.string() });

export const readPush: ReadEvent = (raw) => {
  const { ref, repository } = Payload.parse(raw);
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  return branch === undefined ? [] : [baseChanged(repository.id, branch)];
};
