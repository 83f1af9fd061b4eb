/** A door between two servers on loopback: what comes in goes on unread, to a place and with headers of the test's choice. */
import { once } from "node:events";
import { createServer, request as ask } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** Where one request goes on to. */
export interface Onward {
  url: string;
  /** Over those it came with. */
  headers?: Record<string, string>;
}

export interface Relayed {
  method: string;
  /** As it came, with its query. */
  path: string;
  status: number;
  /** Of the answer. */
  headers: IncomingHttpHeaders;
}

export interface Relay {
  url: string;
  relayed: readonly Relayed[];
  stop(): Promise<void>;
}

/** Prism writes all that it finds into one header. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** Listens on a free port. Whatever leads nowhere is 503, and a server that can't be reached a cut connection. */
export async function startRelay(onwards: (path: string) => Onward | null): Promise<Relay> {
  const relayed: Relayed[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url: path = "/" } = incoming;
    const to = onwards(path);
    if (to === null) {
      outgoing.writeHead(503).end();
      return;
    }
    const sent = { ...incoming.headers, ...to.headers };
    const onward = ask(to.url, { method, headers: sent, maxHeaderSize: MAX_HEADER_BYTES });
    onward.on("error", () => outgoing.destroy());
    onward.on("response", (answer: IncomingMessage) => {
      const status = answer.statusCode ?? 0;
      relayed.push({ method, path, status, headers: answer.headers });
      outgoing.writeHead(status, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to listen on");
  return {
    url: `http://127.0.0.1:${address.port}`,
    relayed,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
