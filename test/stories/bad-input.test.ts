import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";

const ISSUE = { action: "labeled", label: { name: "ao" } };

/** Posts a webhook as GitHub would, changed by `change`. */
async function post(
  ao: Ao,
  body: string | Uint8Array,
  change: { headers?: Record<string, string | null>; secret?: string } = {},
): Promise<number> {
  const secret = change.secret ?? ao.github.app.webhookSecret;
  const headers = new Headers({
    "content-type": "application/json",
    "x-github-event": "issues",
    "x-github-delivery": crypto.randomUUID(),
    "x-github-hook-installation-target-id": String(ao.github.app.id),
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  });
  for (const [name, value] of Object.entries(change.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const url = `${ao.app.url}/api/github/webhooks`;
  const answer = await fetch(url, { method: "POST", headers, body });
  await answer.text();
  return answer.status;
}

test("webhooks that are not GitHub's, or not whole → the right status, one log line without the payload, nothing stored", async () => {
  const lines: string[] = [];
  await story(
    async (ao) => {
      const good = JSON.stringify(ISSUE);
      const installation = { id: ao.github.installationId };
      const marked = JSON.stringify({ ...ISSUE, installation, secret: "PAYLOADWORD" });
      const before = lines.length;
      const rows: [string, number, () => Promise<number>][] = [
        [
          "a wrong secret",
          401,
          () => post(ao, marked, { secret: "not the secret, but long enough" }),
        ],
        ["no signature", 401, () => post(ao, marked, { headers: { "x-hub-signature-256": null } })],
        [
          "only the old SHA-1 signature",
          401,
          () =>
            post(ao, marked, {
              headers: { "x-hub-signature-256": null, "x-hub-signature": "sha1=00" },
            }),
        ],
        [
          "a form",
          415,
          () =>
            post(ao, marked, { headers: { "content-type": "application/x-www-form-urlencoded" } }),
        ],
        ["no event", 400, () => post(ao, marked, { headers: { "x-github-event": null } })],
        [
          "a delivery id with a line break's worth of rubbish",
          400,
          () => post(ao, marked, { headers: { "x-github-delivery": "a b; drop" } }),
        ],
        ["not JSON, though signed", 400, () => post(ao, "PAYLOADWORD {")],
        ["bytes that are no text", 401, () => post(ao, new Uint8Array([0xff, 0xfe, 0x00]))],
        ["a payload GitHub does not document", 422, () => post(ao, marked)],
        [
          "another App's",
          202,
          () => post(ao, good, { headers: { "x-github-hook-installation-target-id": "1" } }),
        ],
        ["26 MB", 413, () => post(ao, "x".repeat(26 * 1024 * 1024))],
      ];
      for (const [what, status, send] of rows) {
        const at = lines.length;
        expect([what, await send()]).toEqual([what, status]);
        expect([what, lines.length - at]).toEqual([what, 1]);
      }
      expect(lines.slice(before).join("")).not.toContain("PAYLOADWORD");
      const { rows: stored } = await ao.app.parts.database.client.execute(
        "SELECT (SELECT count(*) FROM deliveries WHERE event = 'issues') + (SELECT count(*) FROM items) AS n",
      );
      expect(stored[0]?.["n"]).toBe(0);
    },
    { runner: false, onLog: (line) => lines.push(line) },
  );
});

test("an event AO does not know → 202, and it does nothing", async () => {
  await story(
    async (ao) => {
      const status = await post(ao, JSON.stringify({ action: "started" }), {
        headers: { "x-github-event": "watch" },
      });

      expect(status).toBe(202);
    },
    { runner: false },
  );
});

test("while the secret is rotated, the previous one still counts", async () => {
  const previous = "the previous webhook secret";
  await story(
    async (ao) => {
      const body = JSON.stringify({ zen: "Keep it logically awesome." });
      const headers = { "x-github-event": "ping" };

      expect(await post(ao, body, { headers })).toBe(202);
      expect(await post(ao, body, { headers, secret: previous })).toBe(202);
      expect(await post(ao, body, { headers, secret: "neither of the two" })).toBe(401);
    },
    { runner: false, previousSecret: previous },
  );
});

test("`/healthz` says that it lives, `/readyz` that it may get traffic", async () => {
  await story(
    async (ao) => {
      expect((await fetch(`${ao.app.url}/healthz`)).status).toBe(200);
      expect((await fetch(`${ao.app.url}/readyz`)).status).toBe(200);
      ao.app.parts.database.client.close();

      const unready = await fetch(`${ao.app.url}/readyz`);

      expect(unready.status).toBe(503);
      expect(await unready.text()).toContain("database");
    },
    { runner: false },
  );
});

test("a runner with a wrong token gets nothing", async () => {
  await story(
    async (ao) => {
      for (const route of ["lease", "jobs/x/beat", "jobs/x/token", "jobs/x/report"]) {
        const answer = await fetch(`${ao.app.url}/runner/v1/${route}`, {
          method: "POST",
          headers: { authorization: "Bearer wrong", "content-type": "application/json" },
          body: "{}",
        });
        expect([route, answer.status]).toEqual([route, 401]);
      }
    },
    { runner: false },
  );
});
