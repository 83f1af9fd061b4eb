/** The least an HTTP server in this language can do with a webhook: read it and answer. */
import { createServer } from "node:http";

const server = createServer((request, response) => {
  request.resume().once("end", () => {
    response.writeHead(202, { "content-type": "application/json", "content-length": 2 }).end("{}");
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(
    `${JSON.stringify({ url: `http://127.0.0.1:${port}`, pid: process.pid })}\n`,
  );
});
