/**
 * A webhook's way in: type, signature over the bytes as they came, right App, known event, facts, commit, and only then 2xx.
 * Nothing of a payload that is not proven to be GitHub's is parsed or logged.
 */
import { Webhooks } from "@octokit/webhooks";
import type { Context } from "hono";
import { z } from "zod";
import type { AddressedFact } from "../github/facts/index.ts";
import { readers } from "../github/facts/index.ts";
import type { Parts } from "../parts.ts";
import { spread } from "./spread.ts";

export interface WebhookParts extends Pick<Parts, "clock" | "ids" | "commit" | "database" | "log"> {
  app: { id: number; slug: string };
  /** The current secret first, then the one being replaced. */
  webhookSecrets: [string, ...string[]];
}

/** Whether the body is signed with one of the secrets. */
type SignatureCheck = (body: string, signature: string) => Promise<boolean>;

export async function receiveWebhook(
  parts: Omit<WebhookParts, "webhookSecrets"> & { isSigned: SignatureCheck },
  c: Context,
): Promise<Response> {
  const event = c.req.header("x-github-event") ?? "";
  const delivery = c.req.header("x-github-delivery") ?? "";
  const refuse = (status: 400 | 401 | 415 | 422, says: string): Response => {
    parts.log.warn({ event: event.slice(0, 60), delivery: delivery.slice(0, 60), status }, says);
    return c.json({ says }, status);
  };
  if (!/^application\/json\b/.test(c.req.header("content-type") ?? "")) {
    return refuse(415, "a webhook must be application/json");
  }
  const signature = c.req.header("x-hub-signature-256") ?? "";
  if (event === "" || !/^[\w-]{1,100}$/.test(delivery)) {
    return refuse(400, "a webhook without GitHub's headers");
  }
  const body = await c.req.text();
  if (!(await parts.isSigned(body, signature))) {
    return refuse(401, "a webhook with a wrong signature");
  }
  const target = Number(c.req.header("x-github-hook-installation-target-id"));
  if (target !== parts.app.id) {
    parts.log.warn({ event, delivery, target }, "a webhook of another App was ignored");
    return c.json({ says: "not for this App" }, 202);
  }
  const payload = parseJson(body);
  if (payload === undefined) return refuse(400, "a webhook that is not JSON");
  if (!OfInstallation.safeParse(payload).success) {
    // A repository's own webhook, or GitHub's ping: signed, but of no installation that AO could act in.
    return c.json({ says: "of no installation" }, 202);
  }
  const facts = await readFacts(parts, event, payload);
  if (facts === null) return refuse(422, "a webhook whose payload is not what GitHub documents");
  const { known } = await parts.commit({ facts, delivery: { id: delivery, event } });
  return c.json({ says: known ? "known" : facts.length === 0 ? "nothing to do" : "taken" }, 202);
}

const OfInstallation = z.object({ installation: z.object({ id: z.number().int() }) });

export function makeSignatureCheck(secrets: readonly string[]): SignatureCheck {
  const checks = secrets.map((secret) => new Webhooks({ secret }));
  return async (body, signature) => {
    if (!/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
    for (const check of checks) if (await check.verify(body, signature)) return true;
    return false;
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** @returns null when the payload is malformed; an event AO does not know has no facts */
async function readFacts(
  parts: Omit<WebhookParts, "webhookSecrets">,
  event: string,
  payload: unknown,
): Promise<AddressedFact[] | null> {
  const read = readers.get(event);
  if (read === undefined) return [];
  try {
    const nextId = (): string => parts.ids.next();
    return await spread(parts, read(payload, { app: parts.app, now: parts.clock.now(), nextId }));
  } catch (error) {
    if (error instanceof z.ZodError) return null;
    throw error;
  }
}
