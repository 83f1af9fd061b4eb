import type { z } from "zod";
import type { Actions } from "../actions/index.ts";
import type { Delivery } from "../deliveries.ts";
import { ApiError } from "../model/errors.ts";
import type { Need } from "../model/permissions.ts";
import type { Actor, Issue, Repository } from "../model/words.ts";
import { findIssue, findRepository, type World } from "../model/world.ts";
import type { Caller } from "../tokens.ts";

/** One row of the API: how it is called, who may, and what it does. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly path: string;
  readonly access: Access;
  readonly run: (call: Call) => Answer | Promise<Answer>;
}

/** `app`: the App's own JWT. `anyone`: with or without a token. Else a right in the repository of the path. */
type Access = "app" | "installation" | "anyone" | Need | ((issue: Issue) => Need);

export interface Call {
  readonly world: World;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
  readonly parts: Parts;
}

/** What a few routes need beyond the world. */
export interface Parts {
  readonly deliveries: readonly Delivery[];
  readonly redeliver: (id: number) => Delivery | null;
  readonly actions: Pick<Actions, "rerun" | "dispatch" | "cancel">;
  readonly limits: { readonly describe: (actor: Actor | null) => RateLimit };
}

export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  readonly used: number;
  readonly resetAt: number;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export const NO_CONTENT: Answer = { status: 204 };

/** The repository of the path; whether the caller may see it was settled before the route ran. */
export function repositoryOf(call: Call): Repository {
  return findRepository(call.world, `${call.params["owner"]}/${call.params["repo"]}`);
}

export function issueOf(call: Call): Issue {
  return findIssue(repositoryOf(call), numberOf(call, "number"));
}

export function numberOf(call: Call, name: string): number {
  const text = call.params[name] ?? "";
  if (!/^\d{1,15}$/.test(text)) throw ApiError.notFound();
  return Number(text);
}

/** Who calls; a route that comes here needs somebody. */
export function actorOf(call: Call): Actor {
  if (call.caller.kind !== "actor") throw new ApiError(401, "Requires authentication");
  return call.caller.actor;
}

/** The body in the shape a route reads, or 422 as GitHub answers to a wrong one. */
export function readBody<T>(call: Call, schema: z.ZodType<T>): T {
  const read = schema.safeParse(call.body ?? {});
  if (read.success) return read.data;
  const problem = read.error.issues[0];
  throw new ApiError(
    422,
    `Invalid request.\n\n${problem?.path.join(".") ?? "body"}: ${problem?.message ?? "is wrong"}`,
  );
}

/** One page of a list, with the Link header GitHub sets. */
export function paginate(call: Call, items: readonly unknown[], wrap = asIs): Answer {
  const perPage = Math.min(100, Math.max(1, Number(call.query.get("per_page") ?? 30) || 30));
  const page = Math.max(1, Number(call.query.get("page") ?? 1) || 1);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const link = [
    ...(page < last ? [linkTo(call, page + 1, "next"), linkTo(call, last, "last")] : []),
    ...(page > 1 ? [linkTo(call, 1, "first"), linkTo(call, page - 1, "prev")] : []),
  ].join(", ");
  return {
    status: 200,
    body: wrap(items.slice((page - 1) * perPage, page * perPage), items.length),
    ...(link === "" ? {} : { headers: { link } }),
  };
}

function asIs(items: readonly unknown[], _total: number): unknown {
  return items;
}

function linkTo(call: Call, page: number, relation: string): string {
  const query = new URLSearchParams(call.query);
  query.set("page", String(page));
  return `<${call.world.url}${call.params["*path"] ?? ""}?${query.toString()}>; rel="${relation}"`;
}
