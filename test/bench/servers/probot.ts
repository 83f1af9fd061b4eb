/** Probot's own middleware with an empty handler for every event: signature and JSON are checked, nothing is stored. */
import { createServer } from "node:http";
import { createNodeMiddleware, Probot } from "probot";

const probot = new Probot({
  appId: Number(process.env["APP_ID"]),
  privateKey: process.env["PRIVATE_KEY"] ?? "",
  secret: process.env["WEBHOOK_SECRET"] ?? "",
  logLevel: "fatal",
});
const middleware = await createNodeMiddleware((app) => app.on(["issues", "check_run"], () => {}), {
  probot,
  webhooksPath: "/api/github/webhooks",
});
const server = createServer((request, response) => {
  void middleware(request, response, () => response.writeHead(404).end());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(
    `${JSON.stringify({ url: `http://127.0.0.1:${port}`, pid: process.pid })}\n`,
  );
});
