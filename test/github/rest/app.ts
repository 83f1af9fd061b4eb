import { z } from "zod";
import type { Delivery } from "../deliveries.ts";
import { ApiError } from "../model/errors.ts";
import type { Repository } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { renderInstallation } from "../render/installation.ts";
import { type Json, renderTime } from "../render/json.ts";
import { renderRepository } from "../render/repository.ts";
import { renderApp } from "../render/user.ts";
import { issueToken } from "../tokens.ts";
import {
  actorOf,
  type Call,
  created,
  NO_CONTENT,
  numberOf,
  ok,
  paginate,
  readBody,
  repositoryOf,
  type Route,
} from "./route.ts";

/** The App as itself: its installation, its tokens, its webhooks. */
export const appRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/app",
    access: "app",
    run: ({ world }) =>
      ok({
        ...renderApp(world, world.app),
        installations_count: world.installation.deleted ? 0 : 1,
      }),
  },
  {
    method: "GET",
    path: "/app/installations",
    access: "app",
    run: (call) =>
      paginate(call, call.world.installation.deleted ? [] : [renderInstallation(call.world)]),
  },
  {
    method: "GET",
    path: "/app/installations/:id",
    access: "app",
    run: (call) => {
      checkInstallation(call);
      return ok(renderInstallation(call.world));
    },
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo/installation",
    access: "app",
    run: (call) => {
      if (!repositoryOf(call).installed || call.world.installation.deleted) {
        throw ApiError.notFound();
      }
      return ok(renderInstallation(call.world));
    },
  },
  {
    method: "POST",
    path: "/app/installations/:id/access_tokens",
    access: "app",
    run: (call) => {
      checkInstallation(call);
      return created(answerToken(call));
    },
  },
  {
    method: "DELETE",
    path: "/installation/token",
    access: "installation",
    run: (call) => {
      const { token } = actorOf(call);
      if (token !== null) call.world.tokens.delete(token.text);
      return NO_CONTENT;
    },
  },
  {
    method: "GET",
    path: "/installation/repositories",
    access: "installation",
    run: (call) => {
      const limited = actorOf(call).token?.repositoryIds ?? null;
      const visible = installed(call.world).filter(({ id }) => limited?.has(id) ?? true);
      const items = visible.map((repository) => renderRepository(call.world, repository));
      return paginate(call, items, (repositories, total) => ({
        total_count: total,
        repository_selection: "selected",
        repositories,
      }));
    },
  },
  {
    method: "GET",
    path: "/app/hook/deliveries",
    access: "app",
    run: (call) => paginate(call, call.parts.deliveries.map(renderDelivery).toReversed()),
  },
  {
    method: "GET",
    path: "/app/hook/deliveries/:id",
    access: "app",
    run: (call) => ok(renderFullDelivery(findDelivery(call))),
  },
  {
    method: "POST",
    path: "/app/hook/deliveries/:id/attempts",
    access: "app",
    run: (call) => {
      call.parts.redeliver(findDelivery(call).id);
      return { status: 202, body: {} };
    },
  },
];

const tokenRequest = z.object({
  repository_ids: z.array(z.number()).optional(),
  repositories: z.array(z.string()).optional(),
  permissions: z.record(z.string(), z.enum(["read", "write"])).optional(),
});

function answerToken(call: Call): Json {
  const { world } = call;
  const body = readBody(call, tokenRequest);
  const repositories = chooseRepositories(world, body);
  const token = issueToken(world, {
    permissions: body.permissions,
    repositories,
    isStateless: call.headers.get("x-github-stateless-s2s-token") === "enabled",
  });
  return {
    token: token.text,
    expires_at: renderTime(token.expiresAt),
    permissions: { ...token.permissions },
    repository_selection: "selected",
    ...(repositories === undefined
      ? {}
      : { repositories: repositories.map((one) => renderRepository(world, one)) }),
  };
}

function chooseRepositories(
  world: World,
  body: z.infer<typeof tokenRequest>,
): Repository[] | undefined {
  if (body.repository_ids === undefined && body.repositories === undefined) return undefined;
  const find = (test: (repository: Repository) => boolean): Repository => {
    const found = installed(world).find(test);
    if (found === undefined) {
      throw new ApiError(
        422,
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
      );
    }
    return found;
  };
  return [
    ...(body.repository_ids ?? []).map((id) => find((one) => one.id === id)),
    ...(body.repositories ?? []).map((name) => find((one) => one.name === name)),
  ];
}

function installed(world: World): Repository[] {
  return world.repositories.filter((repository) => repository.installed);
}

function checkInstallation(call: Call): void {
  const { installation } = call.world;
  if (numberOf(call, "id") !== installation.id || installation.deleted) throw ApiError.notFound();
}

function findDelivery(call: Call): Delivery {
  const id = numberOf(call, "id");
  const found = call.parts.deliveries.find((delivery) => delivery.id === id);
  if (found === undefined) throw ApiError.notFound();
  return found;
}

function renderDelivery(delivery: Delivery): Json {
  const isOk = delivery.status >= 200 && delivery.status < 300;
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(delivery.at).toISOString(),
    redelivery: delivery.redelivery,
    duration: delivery.durationMs / 1000,
    status: isOk
      ? "OK"
      : delivery.status === 0
        ? "failed to connect to host"
        : "Invalid HTTP Response",
    status_code: delivery.status,
    event: delivery.event,
    action: delivery.action,
    installation_id: readInstallation(delivery),
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

function renderFullDelivery(delivery: Delivery): Json {
  return {
    ...renderDelivery(delivery),
    request: { headers: { ...delivery.headers }, payload: JSON.parse(delivery.payload) },
    response: { headers: {}, payload: null },
  };
}

function readInstallation(delivery: Delivery): number | null {
  const payload = z
    .object({ installation: z.object({ id: z.number() }) })
    .safeParse(JSON.parse(delivery.payload));
  return payload.success ? payload.data.installation.id : null;
}
