import { ApiError } from "./errors.ts";
import type {
  Actor,
  App,
  InstallationToken,
  Issue,
  Level,
  QueueGroup,
  Repository,
  User,
} from "./words.ts";

/** Everything the stand-in knows, and the few things it needs of its outside. */
export interface World {
  url: string;
  readonly directory: string;
  readonly now: () => number;
  readonly nextId: (kind: string) => number;
  readonly users: Map<string, User>;
  readonly repositories: Repository[];
  readonly app: App;
  readonly actionsApp: App;
  readonly otherApps: Map<string, App>;
  readonly installation: Installation;
  readonly tokens: Map<string, InstallationToken>;
  readonly userTokens: Map<string, User>;
  /** Sends a webhook to the App, where the repository has it installed. */
  readonly emit: (event: WebhookEvent) => void;
  /** Who starts workflows when a branch moved or something happened to a pull request. */
  workflows: WorkflowStarter | null;
  /** Runs work on a repository's refs one after the other. */
  readonly exclusively: <T>(repository: Repository, work: () => Promise<T>) => Promise<T>;
  /** The same for its merge queue, which itself moves refs. */
  readonly queueing: (repository: Repository, work: () => Promise<void>) => Promise<void>;
  /** Runs what GitHub does after it has answered. */
  readonly later: (work: () => Promise<void>) => void;
  /** Jobs that are to break before their first step, and how often still. */
  readonly breakdowns: Breakdown[];
}

export interface Breakdown {
  readonly repository: Repository;
  /** null: whichever job comes next. */
  readonly job: string | null;
  readonly message: string;
  times: number;
}

interface Installation {
  readonly id: number;
  readonly account: User;
  readonly installedBy: User;
  readonly createdAt: number;
  permissions: Record<string, Level>;
  suspendedAt: number | null;
  deleted: boolean;
}

export interface WebhookEvent {
  readonly event: string;
  readonly action: string | null;
  /** null for what concerns the installation itself. */
  readonly repository: Repository | null;
  readonly sender: User;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface WorkflowStarter {
  readonly afterPush: (push: PushedBranch) => void;
  readonly afterPullEvent: (event: PullEvent) => void;
  readonly afterMergeGroup: (event: GroupEvent) => void;
  /** Runs jobs again, and whatever needs them; they get new ids. */
  readonly rerun: (repository: Repository, jobIds: readonly number[]) => Promise<void>;
}

export interface PushedBranch {
  readonly repository: Repository;
  readonly branch: string;
  readonly before: string | null;
  readonly after: string;
  readonly actor: Actor;
}

export interface GroupEvent {
  readonly repository: Repository;
  readonly group: QueueGroup;
  readonly actor: Actor;
}

export interface PullEvent {
  readonly repository: Repository;
  readonly issue: Issue;
  readonly action: string;
  readonly actor: Actor;
}

/**
 * The repository by its owner/name, or null. Names do not care about case, and a former name leads
 * to where it went, which GitHub does with a redirect.
 */
export function lookForRepository(world: World, fullName: string): Repository | null {
  const wanted = fullName.toLowerCase();
  const { repositories } = world;
  return (
    repositories.find((repository) => nameOf(repository).toLowerCase() === wanted) ??
    repositories.find(({ formerNames }) =>
      formerNames.some((name) => name.toLowerCase() === wanted),
    ) ??
    null
  );
}

/** The repository by its owner/name; 404 where there is none. */
export function findRepository(world: World, fullName: string): Repository {
  const repository = lookForRepository(world, fullName);
  if (repository === null) throw ApiError.notFound();
  return repository;
}

export function nameOf(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** The person, bot or organization of that login; 404 where there is none. */
export function findUser(world: World, login: string): User {
  const user = world.users.get(login.toLowerCase());
  if (user === undefined) throw ApiError.notFound();
  return user;
}

/** The issue or pull request with that number; 404 where there is none, 410 or 301 where one was. */
export function findIssue(repository: Repository, number: number): Issue {
  const issue = repository.issues.get(number);
  if (issue !== undefined) return issue;
  const gone = repository.goneIssues.get(number);
  if (gone === undefined) throw ApiError.notFound();
  if (gone === null) throw new ApiError(410, "This issue was deleted");
  throw ApiError.moved(301, `/repositories/${gone.repository.id}/issues/${gone.number}`);
}

/** An issue that is a pull request, with the pull request's own part. */
export function findPull(repository: Repository, number: number) {
  const issue = findIssue(repository, number);
  if (issue.pull === null) throw ApiError.notFound();
  return { issue, pull: issue.pull };
}

/** Which issues of a repository are pull requests, oldest first. */
export function listPulls(repository: Repository) {
  return [...repository.issues.values()].flatMap((issue) =>
    issue.pull === null ? [] : [{ issue, pull: issue.pull }],
  );
}
