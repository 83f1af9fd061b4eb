import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Faults } from "./faults.ts";
import type { Oracle } from "./oracle.ts";
import { renderOrganization, renderUser } from "./render/user.ts";
import { renderRepository } from "./render/repository.ts";
import type { WebhookEvent, World } from "./model/world.ts";

/** GitHub cuts the connection after this. */
const TIMEOUT_MS = 10_000;

/** One attempt at telling the App something. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly repositoryId: number | null;
  readonly payload: string;
  readonly redelivery: boolean;
  readonly at: number;
  /** The App's answer; 0 before it came, when nothing came, and for what was lost on purpose. */
  status: number;
  durationMs: number;
  headers: Readonly<Record<string, string>>;
}

export interface Mailbox {
  readonly deliveries: Delivery[];
  readonly post: (event: WebhookEvent) => void;
  readonly redeliver: (id: number) => Delivery | null;
  readonly sendTo: (url: string | null) => void;
  readonly isIdle: () => boolean;
  readonly stop: () => Promise<void>;
}

export interface MailboxParts {
  readonly world: () => World;
  readonly secret: string;
  readonly hookId: number;
  readonly faults: Faults;
  readonly oracle: Oracle;
  /** Webhooks are made, checked and kept, but not sent. */
  readonly isSilent: boolean;
}

/**
 * Sends webhooks as GitHub does: signed, once, in the order things happened unless a fault says
 * otherwise, never again by itself.
 */
export function makeMailbox(parts: MailboxParts): Mailbox {
  const { faults, oracle } = parts;
  const deliveries: Delivery[] = [];
  const stopped = new AbortController();
  const under = new Set<Promise<void>>();
  let target: string | null = null;
  let line: Promise<void> = Promise.resolve();

  const start = (work: Promise<void>): void => {
    under.add(work);
    void work.finally(() => under.delete(work));
  };

  const send = async (delivery: Delivery, url: string): Promise<void> => {
    const startedAt = performance.now();
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: delivery.headers,
        body: delivery.payload,
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await answer.arrayBuffer();
      delivery.status = answer.status;
    } catch (error) {
      // Nobody listens, or too slowly: a failed delivery, which GitHub records and forgets.
      if (!(error instanceof Error)) throw error;
    }
    delivery.durationMs = performance.now() - startedAt;
  };

  const carry = (delivery: Delivery, url: string): void => {
    const plan = faults.planDelivery({ event: delivery.event, action: delivery.action });
    if (plan.dropped) return;
    const delay =
      plan.delayMs > 0
        ? sleep(plan.delayMs, undefined, { signal: stopped.signal }).catch(ignoreAbort)
        : null;
    const run = async (): Promise<void> => {
      if (delay !== null) await delay;
      await Promise.all(Array.from({ length: plan.copies }, () => send(delivery, url)));
    };
    if (plan.outOfOrder) start(run());
    else start((line = line.then(run)));
  };

  const add = (content: Omit<Delivery, "id" | "at" | "status" | "durationMs" | "headers">) => {
    const world = parts.world();
    const delivery: Delivery = {
      ...content,
      id: world.nextId("delivery"),
      at: world.now(),
      status: 0,
      durationMs: 0,
      headers: makeHeaders(parts, content),
    };
    deliveries.push(delivery);
    if (target !== null && !stopped.signal.aborted) carry(delivery, target);
    return delivery;
  };

  return {
    deliveries,
    post: (event) => {
      const world = parts.world();
      if ((target === null && !parts.isSilent) || !isWanted(world, event)) return;
      const payload = makePayload(world, event);
      oracle.webhook(event.event, payload);
      add({
        guid: randomUUID(),
        event: event.event,
        action: event.action,
        repositoryId: event.repository?.id ?? null,
        payload: JSON.stringify(payload),
        redelivery: false,
      });
    },
    redeliver: (id) => {
      const old = deliveries.find((delivery) => delivery.id === id);
      return old === undefined ? null : add({ ...pick(old), redelivery: true });
    },
    sendTo: (url) => {
      target = url;
    },
    isIdle: () => under.size === 0,
    stop: async () => {
      stopped.abort();
      await Promise.allSettled(under);
    },
  };
}

/** These reach every App; of the rest only what it subscribed to and where it is installed. */
const ALWAYS = new Set(["installation", "installation_repositories", "github_app_authorization"]);

function isWanted(world: World, event: WebhookEvent): boolean {
  if (ALWAYS.has(event.event)) return true;
  const { installation, app } = world;
  if (installation.deleted || installation.suspendedAt !== null) return false;
  return (event.repository?.installed ?? false) && app.events.includes(event.event);
}

function makePayload(world: World, event: WebhookEvent): Record<string, unknown> {
  const { repository, sender, body } = event;
  const carriesInstallation = "installation" in body;
  return {
    ...(event.action === null ? {} : { action: event.action }),
    ...body,
    ...(repository === null
      ? {}
      : {
          repository: body["repository"] ?? renderRepository(world, repository),
          organization: renderOrganization(world, repository.owner),
        }),
    ...(carriesInstallation
      ? {}
      : {
          installation: {
            id: world.installation.id,
            node_id: Buffer.from(`integration_installation:${world.installation.id}`).toString(
              "base64",
            ),
          },
        }),
    sender: renderUser(world, sender),
  };
}

function makeHeaders(
  { world, secret, hookId }: MailboxParts,
  delivery: { readonly guid: string; readonly event: string; readonly payload: string },
): Record<string, string> {
  const sign = (algorithm: string): string =>
    `${algorithm}=${createHmac(algorithm, secret).update(delivery.payload).digest("hex")}`;
  return {
    accept: "*/*",
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/0a1b2c3",
    "x-github-delivery": delivery.guid,
    "x-github-event": delivery.event,
    "x-github-hook-id": String(hookId),
    "x-github-hook-installation-target-id": String(world().app.id),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature": sign("sha1"),
    "x-hub-signature-256": sign("sha256"),
  };
}

function pick({ guid, event, action, repositoryId, payload }: Delivery) {
  return { guid, event, action, repositoryId, payload };
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
}
