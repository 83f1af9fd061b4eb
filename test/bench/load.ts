/**
 * Posts over a few connections that stay open, each with one request under way, as fast as the answers come. It writes
 * ready bytes to bare sockets, so that what is measured is the server and not its client.
 */
import { connect } from "node:net";
import type { Socket } from "node:net";

/** A request as bytes, head and body. */
export type Post = Buffer;

export interface Load {
  url: string;
  connections: number;
  /** How long new requests are sent. */ forMs: number;
  /** The next request; null when there is none left, which ends the measuring early. */
  next: () => Post | null;
}

export interface Answers {
  perSecond: number;
  /** From the first byte sent until the whole answer was there. */ latenciesMs: number[];
}

/** @throws {Error} when an answer is not a 2xx: nothing else may count */
export async function post({ url, connections, forMs, next }: Load): Promise<Answers> {
  const { hostname, port } = new URL(url);
  const sockets = await Promise.all(
    Array.from({ length: connections }, () => open(hostname, Number(port))),
  );
  const latenciesMs: number[] = [];
  const startedMs = performance.now();
  const untilMs = startedMs + forMs;
  await Promise.all(
    sockets.map(async (socket) => {
      const ask = makeAsker(socket);
      try {
        for (;;) {
          const request = performance.now() < untilMs ? next() : null;
          if (request === null) return;
          const sentMs = performance.now();
          await ask(request);
          latenciesMs.push(performance.now() - sentMs);
        }
      } finally {
        socket.destroy();
      }
    }),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  return { perSecond: latenciesMs.length / seconds, latenciesMs };
}

async function open(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  return socket;
}

/** One request at a time; resolves when its whole answer has come. */
function makeAsker(socket: Socket): (request: Post) => Promise<void> {
  let received = "";
  let waiting: PromiseWithResolvers<void> | null = null;
  const fail = (error: Error): void => waiting?.reject(error);
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server closed the connection")));
  socket.on("data", (bytes) => {
    received += bytes.toString("latin1");
    if (!isWhole(received)) return;
    const status = received.slice(9, 12);
    if (status.startsWith("2")) waiting?.resolve();
    else fail(new Error(`the server answered ${received.slice(0, 300)}`));
    received = "";
  });
  return (request) => {
    waiting = Promise.withResolvers<void>();
    socket.write(request);
    return waiting.promise;
  };
}

function isWhole(answer: string): boolean {
  const headEnd = answer.indexOf("\r\n\r\n");
  if (headEnd === -1) return false;
  const head = answer.slice(0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) return answer.endsWith("\r\n0\r\n\r\n");
  return answer.length >= headEnd + 4 + Number(length);
}
