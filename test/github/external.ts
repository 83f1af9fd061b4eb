import { addCheckRun, changeCheckRun } from "./model/checks.ts";
import { addStatus } from "./model/statuses.ts";
import { addUser } from "./model/users.ts";
import type { Actor, App, CommitStatus, Conclusion, Repository } from "./model/words.ts";
import type { World } from "./model/world.ts";

/** Continuous integration that is not GitHub Actions: commit statuses, and another App's check runs. */
export interface External {
  readonly status: (
    sha: string,
    context: string,
    state: CommitStatus["state"],
    more?: { readonly description?: string; readonly url?: string; readonly by?: string },
  ) => Promise<void>;
  /** Several contexts at once, as a pipeline reports its steps. */
  readonly statuses: (
    sha: string,
    states: Readonly<Record<string, CommitStatus["state"]>>,
    more?: { readonly by?: string },
  ) => Promise<void>;
  /** A conclusion of null is a run that is still going; the same name again changes that run. */
  readonly checkRun: (
    sha: string,
    name: string,
    conclusion: Exclude<Conclusion, "stale" | "startup_failure"> | null,
    more?: {
      readonly app?: string;
      readonly title?: string;
      readonly summary?: string;
      readonly url?: string;
    },
  ) => Promise<number>;
}

export function actOutside(world: World, repository: Repository): External {
  const status: External["status"] = async (sha, context, state, more = {}) => {
    const { description, url, by = "ci-robot" } = more;
    await addStatus(world, repository, {
      sha,
      context,
      state,
      description: description ?? null,
      targetUrl: url ?? null,
      creator: addUser(world, by, by.endsWith("[bot]") ? "Bot" : "User"),
    });
  };
  return {
    status,
    statuses: async (sha, states, more) => {
      for (const [context, state] of Object.entries(states)) {
        await status(sha, context, state, more);
      }
    },
    checkRun: async (sha, name, conclusion, { app: slug = "circleci", ...more } = {}) => {
      const app = findApp(world, slug);
      const actor: Actor = { user: addUser(world, `${slug}[bot]`, "Bot"), token: null };
      const change = {
        ...(conclusion === null ? { status: "in_progress" as const } : { conclusion }),
        ...(more.title === undefined ? {} : { title: more.title }),
        ...(more.summary === undefined ? {} : { summary: more.summary }),
        ...(more.url === undefined ? {} : { detailsUrl: more.url }),
      };
      const known = repository.checkRuns.find(
        (run) => run.app === app && run.sha === sha && run.name === name,
      );
      if (known === undefined) {
        const run = await addCheckRun(world, repository, { app, sha, actor, name, change });
        return run.id;
      }
      changeCheckRun(world, repository, { run: known, change, actor });
      return known.id;
    },
  };
}

function findApp(world: World, slug: string): App {
  const known = world.otherApps.get(slug);
  if (known !== undefined) return known;
  const app: App = {
    id: world.nextId("app"),
    slug,
    name: slug,
    owner: addUser(world, slug, "Organization"),
    permissions: { checks: "write", metadata: "read" },
    events: [],
    createdAt: world.now(),
  };
  world.otherApps.set(slug, app);
  return app;
}
