import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { z } from "zod";

interface Received {
  /** "issues.labeled", or only the event where it has no action. */
  readonly name: string;
  readonly headers: IncomingHttpHeaders;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A server that takes webhooks and checks their signature, as an App does. */
export interface Inbox {
  readonly url: string;
  readonly received: Received[];
  readonly names: () => string[];
  /** What it answers from now on; 202 at first. */
  status: number;
  readonly close: () => Promise<void>;
}

const payloadShape = z.looseObject({ action: z.string().optional() });

export async function openInbox(secret: string): Promise<Inbox> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const signature = String(request.headers["x-hub-signature-256"]);
      if (!isSigned(body, secret, signature)) {
        response.writeHead(400).end();
        return;
      }
      const payload = payloadShape.parse(JSON.parse(body.toString()));
      const event = String(request.headers["x-github-event"]);
      const name = payload.action === undefined ? event : `${event}.${payload.action}`;
      received.push({ name, headers: request.headers, payload });
      response.writeHead(inbox.status).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const inbox: Inbox = {
    url: `http://127.0.0.1:${port}/`,
    received,
    names: () => received.map(({ name }) => name),
    status: 202,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return inbox;
}

function isSigned(body: Buffer, secret: string, signature: string): boolean {
  const wanted = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
