import { createHash, randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, Hono } from "hono";
import type { Faults } from "../faults.ts";
import { type Limits, secondaryLimit } from "../limits.ts";
import { ApiError } from "../model/errors.ts";
import { allow, type Need } from "../model/permissions.ts";
import type { Actor, Issue, Repository } from "../model/words.ts";
import { findIssue, nameOf, type World } from "../model/world.ts";
import type { Oracle } from "../oracle.ts";
import { authenticate, type Caller } from "../tokens.ts";
import { routes } from "./index.ts";
import { type Answer, type Call, numberOf, type Parts, repositoryOf, type Route } from "./route.ts";

export type Web = Hono<{ Bindings: HttpBindings }>;
export type WebContext = Context<{ Bindings: HttpBindings }>;

export interface ApiParts {
  readonly world: World;
  readonly publicKey: string;
  readonly oracle: Oracle;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly parts: Parts;
  readonly log: (request: RequestRecord) => void;
}

/** A request as it was answered. */
export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  /** What was answered; 0 where the connection was cut. */
  readonly status: number;
  readonly at: number;
  readonly actor: string;
}

/** Puts every route under / and under /api/v3, where GitHub Enterprise Server has them. */
export function serveRest(web: Web, api: ApiParts): void {
  for (const route of routes) {
    // A redirect names a repository by its id.
    const paths = [route.path, route.path.replace(/^\/repos\/:owner\/:repo/, "/repositories/:id_")];
    for (const path of new Set(paths)) {
      web.on(route.method, [path, `/api/v3${path}`], (context) => serveRoute(api, route, context));
    }
  }
}

async function serveRoute(api: ApiParts, route: Route, context: WebContext): Promise<Response> {
  const { oracle, faults, world } = api;
  const { method } = context.req;
  const { path, params } = locate(world, context);
  const query = new URL(context.req.url).searchParams;
  const body = await readJson(context);
  oracle.request({ method, path, query, body });
  const failure = faults.takeFailure(method, path);
  const record = { method, path, at: world.now() };
  if (failure !== null && !failure.afterEffect) {
    api.log({ ...record, status: failure.status, actor: "?" });
    return fail(context, failure.status);
  }
  let actor: Actor | null = null;
  let name = "nobody";
  const answer = await settle(world, async () => {
    const caller = authenticate(world, api.publicKey, context.req.header("authorization") ?? null);
    actor = caller.kind === "actor" ? caller.actor : null;
    name = caller.kind === "app" ? "app" : (actor?.user.login ?? "nobody");
    const call: Call = {
      world,
      caller,
      params: { ...params, "*path": path },
      query,
      headers: context.req.raw.headers,
      body,
      parts: api.parts,
    };
    return run(api, route, call);
  });
  if (failure !== null) {
    api.log({ ...record, status: failure.status, actor: name });
    return fail(context, failure.status);
  }
  // GitHub's description lists 422 for few of the operations that answer it, and for some without a body.
  if (answer.status !== 422) {
    oracle.response({ method, path, status: answer.status, body: answer.body });
  }
  const response = toResponse(answer, context, { ...rateHeaders(api, actor), date: date(world) });
  if (response.status === 304) api.limits.refund(actor);
  api.log({ ...record, status: response.status, actor: name });
  return response;
}

/** Under /repositories/:id the same is found as under /repos/:owner/:repo. */
function locate(world: World, context: WebContext) {
  const path = apiPath(context);
  const { id_: id, ...params } = context.req.param();
  if (id === undefined) return { path, params };
  const repository = world.repositories.find((one) => String(one.id) === id);
  const [owner, repo] = repository === undefined ? ["-", "-"] : nameOf(repository).split("/");
  return {
    path: path.replace(/^\/repositories\/[^/]+/, `/repos/${owner}/${repo}`),
    params: { ...params, owner: owner ?? "", repo: repo ?? "" },
  };
}

async function run(api: ApiParts, route: Route, call: Call): Promise<Answer> {
  const { access } = route;
  const actor = call.caller.kind === "actor" ? call.caller.actor : null;
  api.limits.count(actor);
  if (typeof access === "string") checkCaller(access, call.caller);
  else {
    const repository = repositoryOf(call);
    const need = typeof access === "function" ? needOfIssue(call, route.method, access) : access;
    allow(repository, actorOrNobody(call.caller), need);
    redirectFromFormerName(call, repository, route.method);
  }
  if (route.method !== "GET" && actor !== null && actor.token !== null) {
    const retryAfterSeconds = api.faults.takeRateLimit();
    if (retryAfterSeconds !== null) throw secondaryLimit(retryAfterSeconds);
  }
  api.limits.countContent(actor, route.method, call.params["*path"] ?? "");
  return route.run(call);
}

function redirectFromFormerName(call: Call, repository: Repository, method: string): void {
  const { owner, repo } = call.params;
  if (nameOf(repository).toLowerCase() === `${owner}/${repo}`.toLowerCase()) return;
  const rest = (call.params["*path"] ?? "").split("/").slice(4).join("/");
  const query = call.query.size === 0 ? "" : `?${call.query.toString()}`;
  const path = `/repositories/${repository.id}${rest === "" ? "" : `/${rest}`}${query}`;
  throw ApiError.moved(method === "GET" ? 301 : 307, path);
}

/** Rights come before whether the issue exists, so that nobody can tell from outside. */
function needOfIssue(call: Call, method: string, access: (issue: Issue) => Need): Need {
  const issue = repositoryOf(call).issues.get(numberOf(call, "number"));
  if (issue === undefined) {
    allow(repositoryOf(call), actorOrNobody(call.caller), {
      app: ["metadata:read"],
      person: "read",
    });
    // Of what one writes to an issue that moved, GitHub describes a redirect for labels only.
    const isRedirected = method !== "POST" || (call.params["*path"] ?? "").endsWith("/labels");
    const gone = repositoryOf(call).goneIssues.get(numberOf(call, "number")) ?? null;
    if (gone !== null && !isRedirected) throw ApiError.notFound();
  }
  return access(findIssue(repositoryOf(call), numberOf(call, "number")));
}

function actorOrNobody(caller: Caller): Actor | null {
  if (caller.kind === "app") throw new ApiError(401, "Bad credentials");
  return caller.kind === "actor" ? caller.actor : null;
}

function checkCaller(access: "app" | "installation" | "anyone", caller: Caller): void {
  if (access === "app" && caller.kind !== "app") {
    throw new ApiError(401, "A JSON web token could not be decoded");
  }
  if (access !== "installation") return;
  if (caller.kind !== "actor") throw new ApiError(401, "Requires authentication");
  if (caller.actor.token === null) {
    throw new ApiError(
      403,
      "You must authenticate with an installation access token in order to list repositories for an installation.",
    );
  }
}

/** An answer even where the route refused; anything else is a mistake of the stand-in and stays one. */
async function settle(world: World, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { location } = error.headers;
    const target = location === undefined ? {} : { location: `${world.url}${location}` };
    return {
      status: error.status,
      headers: { ...error.headers, ...target },
      body: {
        message: error.message,
        ...(target.location === undefined ? {} : { url: target.location }),
        ...(error.errors === undefined ? {} : { errors: error.errors }),
        documentation_url: "https://docs.github.com/rest",
        status: String(error.status),
      },
    };
  }
}

function toResponse(
  answer: Answer,
  context: WebContext,
  more: Readonly<Record<string, string>>,
): Response {
  const text =
    answer.body === undefined
      ? null
      : typeof answer.body === "string"
        ? answer.body
        : JSON.stringify(answer.body);
  const headers = new Headers({
    "content-type": "application/json; charset=utf-8",
    "x-github-media-type": "github.v3; format=json",
    "x-github-request-id": randomUUID(),
    "x-github-api-version-selected": context.req.header("x-github-api-version") ?? "2022-11-28",
    ...more,
    ...answer.headers,
  });
  if (context.req.method === "GET" && answer.status === 200 && text !== null) {
    const etag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
    headers.set("etag", etag);
    if (context.req.header("if-none-match") === etag) {
      return new Response(null, { status: 304, headers });
    }
  }
  if (text === null) headers.delete("content-type");
  return new Response(text, { status: answer.status, headers });
}

function rateHeaders({ limits }: ApiParts, actor: Actor | null): Record<string, string> {
  const state = limits.describe(actor);
  return {
    "x-ratelimit-limit": String(state.limit),
    "x-ratelimit-remaining": String(state.remaining),
    "x-ratelimit-used": String(state.used),
    "x-ratelimit-reset": String(Math.floor(state.resetAt / 1000)),
    "x-ratelimit-resource": "core",
  };
}

function date(world: World): string {
  return new Date(world.now()).toUTCString();
}

/** A broken answer; 0 is a connection that was cut. */
export function fail(context: WebContext, status: number): Response {
  if (status === 0) {
    context.env.outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  return Response.json({ message: "Server Error" }, { status });
}

/** The path as the oracle and the logs know it, without what only the server has. */
export function apiPath(context: WebContext): string {
  return new URL(context.req.url).pathname.replace(/^\/api\/v3(?=\/)/, "");
}

async function readJson(context: WebContext): Promise<unknown> {
  const text = await context.req.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
