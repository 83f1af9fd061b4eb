/** The table of routes. Hono serves all of it; Probot's own server is not used, since it answers only after the work. */
import { Hono } from "hono";
import { limitBody } from "./limit-body.ts";
import { runnerApi } from "./runner-api.ts";
import { makeSignatureCheck, receiveWebhook } from "./webhooks.ts";
import type { RunnerApiParts } from "./runner-api.ts";
import type { WebhookParts } from "./webhooks.ts";

/** GitHub's own cap for payloads. @see https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap */
const MAX_WEBHOOK_BYTES = 25 * 1024 * 1024;

export interface WebParts extends WebhookParts, RunnerApiParts {
  /** Why this process should get no traffic; null when it is ready. */
  unreadyBecause(): Promise<string | null>;
}

export function makeWebApp(parts: WebParts): Hono {
  const app = new Hono();
  const isSigned = makeSignatureCheck(parts.webhookSecrets);
  app.post(
    "/api/github/webhooks",
    limitBody(MAX_WEBHOOK_BYTES, (c) => {
      parts.log.warn({ event: c.req.header("x-github-event") }, "a webhook was too large");
      return c.json({ says: "larger than GitHub sends" }, 413);
    }),
    (c) => receiveWebhook({ ...parts, isSigned }, c),
  );
  app.route("/runner/v1", runnerApi(parts));
  app.get("/healthz", (c) => c.text("ok\n"));
  app.get("/readyz", async (c) => {
    const because = await parts.unreadyBecause();
    return because === null ? c.text("ready\n") : c.text(`${because}\n`, 503);
  });
  app.onError((error, c) => {
    parts.log.error({ err: error, path: c.req.path }, "a request failed");
    return c.json({ says: "AO failed here; its log has the rest" }, 500);
  });
  return app;
}
