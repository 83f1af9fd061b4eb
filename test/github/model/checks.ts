import { renderCheckRunForWebhook, renderSuiteForWebhook } from "../render/check.ts";
import { ApiError } from "./errors.ts";
import { readOneCommit, resolveCommit } from "./git.ts";
import type {
  Actor,
  Annotation,
  App,
  CheckRun,
  CheckSuite,
  Conclusion,
  Repository,
  User,
} from "./words.ts";
import type { World } from "./world.ts";

/** The suite of an App at a commit, made where there is none yet. */
export async function openSuite(
  world: World,
  repository: Repository,
  spec: {
    readonly app: App;
    readonly sha: string;
    readonly branch: string | null;
    readonly before: string | null;
    readonly by: User;
  },
): Promise<CheckSuite | null> {
  const { app, sha } = spec;
  if (app === world.app && !mayWriteChecks(world, repository)) return null;
  const known = repository.suites.find((suite) => suite.app === app && suite.sha === sha);
  if (known !== undefined && app !== world.actionsApp) return known;
  const at = world.now();
  const suite: CheckSuite = {
    id: world.nextId("suite"),
    app,
    sha,
    commit: await readOneCommit(repository.directory, sha),
    branch: spec.branch,
    before: spec.before,
    status: "queued",
    conclusion: null,
    createdAt: at,
    updatedAt: at,
  };
  repository.suites.push(suite);
  // Only the App itself is told that its suite is wanted.
  if (app === world.app) emitSuite(world, repository, { suite, action: "requested", by: spec.by });
  return suite;
}

function mayWriteChecks(world: World, repository: Repository): boolean {
  return repository.installed && world.installation.permissions["checks"] === "write";
}

export interface CheckRunChange {
  name?: string;
  status?: CheckRun["status"];
  conclusion?: CheckRun["conclusion"];
  externalId?: string;
  detailsUrl?: string | null;
  startedAt?: number;
  completedAt?: number;
  title?: string | null;
  summary?: string | null;
  text?: string | null;
  annotations?: readonly Annotation[];
  actions?: CheckRun["actions"];
}

/** Makes a check run in the App's suite at that commit. */
export async function addCheckRun(
  world: World,
  repository: Repository,
  spec: { readonly app: App; readonly sha: string; readonly actor: Actor } & {
    readonly name: string;
    readonly change: CheckRunChange;
  },
): Promise<CheckRun> {
  const { app, sha, actor } = spec;
  if ((await resolveCommit(repository.directory, sha)) !== sha) {
    throw new ApiError(422, `No commit found for SHA: ${sha}`);
  }
  const suite =
    repository.suites.find((one) => one.app === app && one.sha === sha) ??
    (await openSuite(world, repository, { app, sha, branch: null, before: null, by: actor.user }));
  if (suite === null) throw ApiError.notPermitted();
  const run = placeCheckRun(world, repository, { suite, name: spec.name });
  changeCheckRun(world, repository, { run, change: spec.change, actor, isNew: true });
  return run;
}

/** The bare run, before anything is told about it. */
export function placeCheckRun(
  world: World,
  repository: Repository,
  spec: { readonly suite: CheckSuite; readonly name: string },
): CheckRun {
  const run: CheckRun = {
    id: world.nextId("checkRun"),
    suite: spec.suite,
    app: spec.suite.app,
    sha: spec.suite.sha,
    name: spec.name,
    status: "queued",
    conclusion: null,
    externalId: "",
    detailsUrl: null,
    startedAt: world.now(),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    actions: [],
  };
  repository.checkRuns.push(run);
  return run;
}

/** Changes a run, sends what GitHub sends for it, and rolls the suite up. */
export function changeCheckRun(
  world: World,
  repository: Repository,
  edit: {
    readonly run: CheckRun;
    readonly change: CheckRunChange;
    readonly actor: Actor;
    readonly isNew?: boolean;
  },
): void {
  const { run, change, actor } = edit;
  const wasCompleted = run.status === "completed" && edit.isNew !== true;
  const { annotations, ...rest } = change;
  Object.assign(run, rest);
  if (annotations !== undefined) run.annotations.push(...annotations);
  // A conclusion completes the run, with or without the word.
  if (change.conclusion !== undefined && change.conclusion !== null) run.status = "completed";
  if (run.status === "completed") {
    if (run.conclusion === null) {
      throw ApiError.invalid("CheckRun", "conclusion", "conclusion is missing");
    }
    run.completedAt ??= world.now();
  } else {
    run.conclusion = null;
    run.completedAt = null;
  }
  if (edit.isNew === true) emitRun(world, repository, { run, action: "created", by: actor.user });
  if (run.status === "completed" && !wasCompleted) {
    emitRun(world, repository, { run, action: "completed", by: actor.user });
  }
  rollUp(world, repository, run.suite, actor.user);
}

/** A person presses a button of a check run, or its "re-run". */
export function askCheckRun(
  world: World,
  repository: Repository,
  request: { readonly run: CheckRun; readonly by: User; readonly identifier: string | null },
): void {
  const { run, by, identifier } = request;
  if (run.app !== world.app) throw new Error("only the App's own check runs tell the App");
  if (identifier !== null && !run.actions.some((action) => action.identifier === identifier)) {
    throw new Error(`the check run has no button ${identifier}`);
  }
  emitRun(world, repository, {
    run,
    by,
    action: identifier === null ? "rerequested" : "requested_action",
    ...(identifier === null ? {} : { more: { requested_action: { identifier } } }),
  });
}

function rollUp(world: World, repository: Repository, suite: CheckSuite, by: User): void {
  const runs = newestOf(repository.checkRuns.filter((run) => run.suite === suite));
  const wasCompleted = suite.status === "completed";
  suite.updatedAt = world.now();
  if (suite.app === world.actionsApp) {
    // It lasts as long as its workflow run, which may have jobs that do not show yet.
    suite.status = runs.some((run) => run.status !== "queued") ? "in_progress" : "queued";
    suite.conclusion = null;
    return;
  }
  if (runs.length === 0 || runs.some((run) => run.status !== "completed")) {
    const isStarted = runs.some((run) => run.status !== "queued");
    suite.status = isStarted ? "in_progress" : "queued";
    suite.conclusion = null;
    return;
  }
  suite.status = "completed";
  suite.conclusion = worstOf(runs);
  if (!wasCompleted) emitSuite(world, repository, { suite, action: "completed", by });
}

/** Ends a suite whatever its runs say, as the end of a workflow run does. */
export function endSuite(
  world: World,
  repository: Repository,
  end: { readonly suite: CheckSuite; readonly conclusion: Conclusion; readonly by: User },
): void {
  const { suite, conclusion, by } = end;
  Object.assign(suite, { status: "completed", conclusion, updatedAt: world.now() });
  emitSuite(world, repository, { suite, action: "completed", by });
}

/** The newest of each name in a suite; the others are those a rerun replaced. */
export function newestOf(runs: readonly CheckRun[]): CheckRun[] {
  const byName = new Map<string, CheckRun>();
  for (const run of runs) byName.set(`${run.suite.id} ${run.name}`, run);
  return [...byName.values()];
}

const WORST_FIRST = [
  "action_required",
  "failure",
  "timed_out",
  "startup_failure",
  "cancelled",
  "stale",
  "success",
  "neutral",
  "skipped",
] as const;

/** One conclusion for many runs, the worst of them. */
export function worstOf(runs: readonly { readonly conclusion: CheckRun["conclusion"] }[]) {
  return WORST_FIRST.find((one) => runs.some((run) => run.conclusion === one)) ?? null;
}

function emitRun(
  world: World,
  repository: Repository,
  event: {
    readonly run: CheckRun;
    readonly action: string;
    readonly by: User;
    readonly more?: object;
  },
): void {
  world.emit({
    event: "check_run",
    action: event.action,
    repository,
    sender: event.by,
    body: { check_run: renderCheckRunForWebhook(world, repository, event.run), ...event.more },
  });
}

function emitSuite(
  world: World,
  repository: Repository,
  event: { readonly suite: CheckSuite; readonly action: string; readonly by: User },
): void {
  world.emit({
    event: "check_suite",
    action: event.action,
    repository,
    sender: event.by,
    body: { check_suite: renderSuiteForWebhook(world, repository, event.suite) },
  });
}
