/** Every example payload GitHub publishes, as a witness that AO bears what GitHub really sends, old shapes too. */
import { createHmac, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { story } from "../support/harness.ts";

/** The package is CommonJS and its types say otherwise. */
const examples: { name: string; examples: object[] }[] = createRequire(import.meta.url)(
  "@octokit/webhooks-examples",
);

test("every official example, signed, twice → 202, with a wrong secret 401, and no act on what is not AO's", async () => {
  await story(
    async (ao) => {
      const url = `${ao.app.url}/api/github/webhooks`;
      const statuses = new Map<number, number>();
      const requestsBefore = ao.github.requests.length;
      for (const { name, examples: payloads } of examples) {
        for (const payload of payloads) {
          const body = JSON.stringify(payload);
          const delivery = randomUUID();
          for (const secret of [
            ao.github.app.webhookSecret,
            ao.github.app.webhookSecret,
            "wrong",
          ]) {
            const answer = await fetch(url, {
              method: "POST",
              headers: {
                "content-type": "application/json",
                "x-github-event": name,
                "x-github-delivery": delivery,
                "x-github-hook-installation-target-id": String(ao.github.app.id),
                "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
              },
              body,
            });
            await answer.text();
            statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          }
        }
      }

      const sent = examples.reduce((sum, one) => sum + one.examples.length, 0);
      expect(sent).toBeGreaterThan(300);
      expect(statuses.get(401)).toBe(sent);
      expect(new Set(statuses.keys())).toEqual(new Set([202, 401]));
      const live = await ao.app.parts.database.client.execute("SELECT count(*) AS n FROM items");
      expect(live.rows[0]?.["n"]).toBe(0);
      const writes = ao.github.requests
        .slice(requestsBefore)
        .filter((one) => one.method !== "GET" && !one.path.endsWith("/access_tokens"));
      expect(writes).toEqual([]);
    },
    { runner: false },
  );
});
