import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { post } from "./load.ts";

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

const request = Buffer.from("POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 2\r\n\r\n{}");

function some(count: number): () => Buffer | null {
  let left = count;
  return () => (left-- > 0 ? request : null);
}

test("every request is answered once, however the answer is framed", async () => {
  let served = 0;
  const url = await serve((asked, response) => {
    served += 1;
    asked.resume();
    response.writeHead(202, served % 2 === 0 ? { "content-length": 2 } : {});
    response.write("{");
    response.end("}");
  });

  const { latenciesMs, perSecond } = await post({
    url,
    connections: 4,
    forMs: 5_000,
    next: some(100),
  });

  expect(served).toBe(100);
  expect(latenciesMs).toHaveLength(100);
  expect(perSecond).toBeGreaterThan(20);
});

test("it ends in time", async () => {
  const url = await serve((_asked, response) => response.writeHead(200).end());
  const startedMs = performance.now();

  await post({ url, connections: 2, forMs: 50, next: () => request });

  expect(performance.now() - startedMs).toBeLessThan(2_000);
});

test("an answer that is not a 2xx is not counted but thrown", async () => {
  const url = await serve((_asked, response) => response.writeHead(503).end());

  await expect(post({ url, connections: 1, forMs: 1_000, next: some(1) })).rejects.toThrow("503");
});
