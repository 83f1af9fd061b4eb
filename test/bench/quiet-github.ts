/** A GitHub that knows the App, has nothing to tell, and never answers anything else: what AO would do after it said yes waits. */
import { createServer } from "node:http";
import type { Place } from "./place.ts";

/** @returns its address */
export async function startQuietGitHub({ stack }: Place, app: { id: number }): Promise<string> {
  const answers = new Map<string, unknown>([
    ["/api/v3/app", { id: app.id, slug: "ao" }],
    ["/api/v3/app/hook/deliveries", []],
    ["/api/v3/app/installations", []],
  ]);
  const server = createServer((request, response) => {
    const answer = answers.get(new URL(request.url ?? "/", "http://127.0.0.1").pathname);
    if (answer === undefined) return;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}
