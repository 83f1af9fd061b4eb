import type { App, Level, Repository, User } from "./words.ts";
import type { WebhookEvent, World } from "./world.ts";

export const APP_PERMISSIONS: Readonly<Record<string, Level>> = {
  actions: "write",
  checks: "write",
  contents: "write",
  issues: "write",
  merge_queues: "read",
  metadata: "read",
  pull_requests: "write",
  statuses: "read",
};

export const APP_EVENTS: readonly string[] = [
  "check_run",
  "check_suite",
  "create",
  "delete",
  "issue_comment",
  "issues",
  "label",
  "member",
  "merge_group",
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "pull_request_review_thread",
  "push",
  "repository",
  "status",
  "workflow_job",
  "workflow_run",
];

export interface WorldSpec {
  readonly directory: string;
  readonly now: () => number;
  readonly permissions: Readonly<Record<string, Level>>;
  readonly events: readonly string[];
  readonly account: string;
  readonly installedBy: string;
  readonly emit: (event: WebhookEvent) => void;
  readonly later: World["later"];
}

/** An organization that has installed AO, and nothing else yet. */
export function makeWorld(spec: WorldSpec): World {
  const nextId = makeIds();
  const users = new Map<string, User>();
  const account = addTo(users, {
    id: nextId("user"),
    login: spec.account,
    type: "Organization",
    createdAt: spec.now(),
  });
  const installedBy = addTo(users, {
    id: nextId("user"),
    login: spec.installedBy,
    type: "User",
    createdAt: spec.now(),
  });
  const app = { id: nextId("app"), slug: "ao", name: "AO", owner: account } as const;
  addTo(users, {
    id: nextId("user"),
    login: `${app.slug}[bot]`,
    type: "Bot",
    createdAt: spec.now(),
  });
  return {
    url: "",
    directory: spec.directory,
    now: spec.now,
    nextId,
    users,
    repositories: [],
    app: {
      ...app,
      permissions: spec.permissions,
      events: spec.events,
      createdAt: spec.now(),
    },
    actionsApp: makeActionsApp(spec, users, nextId),
    otherApps: new Map(),
    installation: {
      id: nextId("installation"),
      account,
      installedBy,
      createdAt: spec.now(),
      permissions: { ...spec.permissions },
      suspendedAt: null,
      deleted: false,
    },
    tokens: new Map(),
    userTokens: new Map(),
    emit: spec.emit,
    workflows: null,
    later: spec.later,
    breakdowns: [],
    exclusively: makeLine(),
    queueing: makeLine(),
  };
}

/** One piece of work after the other, for each repository. */
function makeLine() {
  const lines = new WeakMap<Repository, Promise<unknown>>();
  return async <T>(repository: Repository, work: () => Promise<T>): Promise<T> => {
    const before = lines.get(repository) ?? Promise.resolve();
    const mine = before.then(work, work);
    lines.set(
      repository,
      mine.catch(() => undefined),
    );
    return mine;
  };
}

function makeActionsApp(
  spec: WorldSpec,
  users: Map<string, User>,
  nextId: (kind: string) => number,
): App {
  const owner = addTo(users, {
    id: nextId("user"),
    login: "github",
    type: "Organization",
    createdAt: spec.now(),
  });
  return {
    id: 15_368,
    slug: "github-actions",
    name: "GitHub Actions",
    owner,
    permissions: { actions: "write", checks: "write", contents: "write", metadata: "read" },
    events: ["push", "pull_request"],
    createdAt: spec.now(),
  };
}

function addTo(users: Map<string, User>, user: User): User {
  users.set(user.login.toLowerCase(), user);
  return user;
}

/** Ids never repeat and differ between kinds, so that a mix-up cannot go unseen. */
function makeIds(): (kind: string) => number {
  const kinds = new Map<string, number>();
  return (kind) => {
    const known = kinds.get(kind) ?? (kinds.size + 1) * 10_000_000;
    kinds.set(kind, known + 1);
    return known + 1;
  };
}
