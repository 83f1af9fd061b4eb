/** Webhooks on their way to the app: signed as GitHub signs them, lost, doubled, late, and sent again when asked. */
import { createHmac } from "node:crypto";
import type { Network } from "../network.ts";
import type { World } from "../world.ts";
import type { Outage } from "./outage.ts";
import { APP } from "./words.ts";

export interface Deliveries {
  /** `mustArrive`: GitHub knows of it, so that it can be sent again; nothing else tells AO of a comment. */
  send(event: string, payload: object, how?: { mustArrive: boolean }): void;
  /** Ids of failed tries, the newest per delivery, of those that no try brought home. */
  failed(sinceMs: number): number[];
  redeliver(id: number): void;
  /** GUIDs that the app answered with 2xx, as far as it left the app. */
  readonly acknowledged: Set<string>;
}

interface Delivery {
  guid: string;
  event: string;
  body: string;
}
interface Try {
  id: number;
  delivery: Delivery;
  ok: boolean;
  at: number;
}

export const WEBHOOK_SECRET = "a webhook secret of the simulation 0123456789";
/** GitHub hangs up after ten seconds. */
const LIMIT_MS = 10_000;

export function makeDeliveries(world: World, network: Network, outage: Outage): Deliveries {
  const chance = world.chance.fork("webhooks");
  const tries: Try[] = [];
  const acknowledged = new Set<string>();

  function attempt(delivery: Delivery, afterMs: number): void {
    world.after(afterMs, null, () => {
      const { failed, answerLost } = world.faults.webhooks;
      const one: Try = { id: tries.length + 1, delivery, ok: false, at: world.now() };
      tries.push(one);
      const lost =
        outage.isOn() || chance.hits(failed)
          ? "request"
          : chance.hits(answerLost)
            ? "answer"
            : null;
      if (lost !== null)
        world.trace(`delivery ${delivery.event} ${delivery.guid} fails (${lost} lost)`);
      const sent = network.send({
        name: `delivery ${delivery.event} ${delivery.guid}`,
        fate: { thereMs: chance.between(5, 200), backMs: chance.between(5, 100), lost },
        make: () => toRequest(delivery),
        answered(answer) {
          if (answer instanceof Error || answer.status >= 300) return;
          acknowledged.add(delivery.guid);
          one.ok = world.now() - one.at < LIMIT_MS;
        },
      });
      world.after(LIMIT_MS, null, () => {
        if (!one.ok) sent.hangUp();
      });
    });
  }

  return {
    acknowledged,
    send(event, payload, how = { mustArrive: false }) {
      const { neverSent, doubled, late } = world.faults.webhooks;
      const guid = chance.text(16, "0123456789abcdef");
      const delivery = { guid, event, body: JSON.stringify(payload) };
      if (!how.mustArrive && chance.hits(neverSent)) {
        world.trace(`delivery ${event} ${guid} is never sent`);
        return;
      }
      const delayMs = chance.hits(late)
        ? chance.between(10_000, 600_000)
        : chance.between(50, 2_500);
      attempt(delivery, delayMs);
      if (chance.hits(doubled)) attempt(delivery, delayMs + chance.between(0, 60_000));
    },
    failed(sinceMs) {
      const recent = tries.filter((one) => one.at >= sinceMs && one.at < world.now() - LIMIT_MS);
      const home = new Set(recent.filter((one) => one.ok).map((one) => one.delivery.guid));
      const lost = new Map(
        recent
          .filter((one) => !home.has(one.delivery.guid))
          .map((one) => [one.delivery.guid, one.id]),
      );
      return [...lost.values()];
    },
    redeliver(id) {
      const one = tries[id - 1];
      if (one !== undefined) attempt(one.delivery, chance.between(100, 3_000));
    },
  };
}

function toRequest({ guid, event, body }: Delivery): Request {
  const signature = createHmac("sha256", WEBHOOK_SECRET).update(body).digest("hex");
  return new Request("http://app.simulation/api/github/webhooks", {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      "x-github-event": event,
      "x-github-delivery": guid,
      "x-hub-signature-256": `sha256=${signature}`,
      "x-github-hook-installation-target-id": String(APP.id),
    },
  });
}
