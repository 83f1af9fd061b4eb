import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { ApiError } from "./model/errors.ts";
import { type GitParts, serveGit } from "./git-http.ts";
import { answerGraphql } from "./graphql.ts";
import { servePages } from "./pages/index.ts";
import { readLog } from "./rest/actions.ts";
import { type ApiParts, apiPath, fail, serveRest, type WebContext } from "./rest/serve.ts";
import { authenticate, type Caller } from "./tokens.ts";

export interface ServerParts extends ApiParts {
  readonly git: GitParts;
  /** What no test may ever see. */
  readonly report: (violation: string) => void;
}

/** Listens on a free port of the loopback interface. */
export async function listen(parts: ServerParts): Promise<{ server: Server; url: string }> {
  const web = new Hono<{ Bindings: HttpBindings }>();
  serveRest(web, parts);
  for (const path of ["/graphql", "/api/graphql"]) {
    web.post(path, (context) => serveGraphql(parts, context));
  }
  web.get("/_logs/:repository/:job/:attempt", (context) => {
    const text = readLog(parts.world, {
      repository: Number(context.req.param("repository")),
      job: Number(context.req.param("job")),
      until: Number(context.req.query("until")),
    });
    return text === null ? context.text("The link has expired", 403) : context.text(text);
  });
  serveGit(web, parts.git);
  servePages(web, parts.world);
  web.notFound((context) => {
    const call = `${context.req.method} ${apiPath(context)}`;
    parts.report(`the stand-in has no route ${call}`);
    const { method } = context.req;
    parts.log({
      method,
      path: apiPath(context),
      status: 404,
      at: parts.world.now(),
      actor: "?",
    });
    return context.json(
      { message: "Not Found", documentation_url: "https://docs.github.com/rest" },
      404,
    );
  });
  web.onError((error, context) => {
    parts.report(
      `the stand-in broke at ${context.req.method} ${context.req.path}: ${error.stack ?? error.message}`,
    );
    return context.json({ message: "Server Error" }, 500);
  });
  const server = createServer(getRequestListener(web.fetch));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to listen on");
  return { server, url: `http://127.0.0.1:${address.port}` };
}

async function serveGraphql(parts: ServerParts, context: WebContext): Promise<Response> {
  const { world, faults } = parts;
  const record = { method: "POST", path: "/graphql", at: world.now() };
  const failure = faults.takeFailure("POST", "/graphql");
  if (failure !== null && !failure.afterEffect) {
    parts.log({ ...record, status: failure.status, actor: "?" });
    return fail(context, failure.status);
  }
  try {
    const header = context.req.header("authorization") ?? null;
    const caller: Caller = authenticate(world, parts.publicKey, header);
    const actor = caller.kind === "actor" ? caller.actor.user.login : caller.kind;
    const answer = await answerGraphql(parts, caller, await context.req.json());
    const status = failure?.status ?? 200;
    parts.log({ ...record, status, actor });
    return failure === null ? Response.json(answer) : fail(context, failure.status);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    parts.log({ ...record, status: error.status, actor: "?" });
    return Response.json({ message: error.message }, { status: error.status });
  }
}
