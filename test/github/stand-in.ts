import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeActions } from "./actions/index.ts";
import { makeBackground } from "./background.ts";
import { type Delivery, makeMailbox } from "./deliveries.ts";
import { actOutside, type External } from "./external.ts";
import { type FaultKnobs, makeFaults } from "./faults.ts";
import { changeInstallation, type InstallationKnobs } from "./installation.ts";
import { GITHUB_LIMITS, type LimitNumbers, makeLimits } from "./limits.ts";
import { askCheckRun } from "./model/checks.ts";
import { settleLater } from "./model/merge-queue.ts";
import { APP_EVENTS, APP_PERMISSIONS, makeWorld } from "./model/new-world.ts";
import { addRepository, type RepositorySpec, setCollaborator } from "./model/repositories.ts";
import { changeSettings, type RepositorySettings } from "./model/settings.ts";
import { addUser } from "./model/users.ts";
import type { Level, Permission, Repository, User } from "./model/words.ts";
import { findRepository, findUser, type World } from "./model/world.ts";
import { makeOracle } from "./oracle.ts";
import { actAs, type Person } from "./person.ts";
import type { RequestRecord } from "./rest/serve.ts";
import { listen } from "./server.ts";
import {
  type CheckRunView,
  type GitView,
  type IssueView,
  type PullView,
  viewCheckRuns,
  viewGit,
  viewIssue,
  viewPulls,
} from "./views.ts";

export type { IssueView, PullView } from "./views.ts";
export type { Repository } from "./model/words.ts";

export interface StandInOptions {
  /** Whether pushed workflows run; true unless said otherwise. */
  readonly actions?: boolean;
  /** false: webhooks are made and checked, but nobody is told. */
  readonly deliver?: boolean;
  readonly now?: () => number;
  /** Where repositories lie; a temporary folder unless said otherwise. It is removed at the end. */
  readonly directory?: string;
  readonly permissions?: Readonly<Record<string, Level>>;
  readonly events?: readonly string[];
  readonly limits?: Partial<LimitNumbers>;
  /** The organization that has the App installed, and who in it installed it. */
  readonly account?: string;
  readonly installedBy?: string;
}

export interface StandIn {
  /** http://127.0.0.1:PORT; the REST API is there and under /api/v3. */
  readonly url: string;
  readonly app: {
    readonly id: number;
    readonly slug: "ao";
    readonly privateKey: string;
    readonly webhookSecret: string;
  };
  readonly installationId: number;
  readonly installation: InstallationKnobs;
  /** Where webhooks go from now on; null is nowhere. */
  readonly deliverTo: (url: string | null) => void;
  readonly addUser: (login: string, options?: { readonly type?: "User" | "Bot" }) => void;
  /** Every installation token handed out so far that is still known. */
  readonly issuedTokens: () => string[];
  /** A token that a person or another bot would use over the API or with git. */
  readonly userToken: (login: string) => string;
  readonly addRepository: (spec: RepositorySpec) => Promise<Repository>;
  readonly settings: (repository: string) => RepositorySettings;
  readonly setCollaborator: (repository: string, login: string, permission: Permission) => void;
  readonly as: (login: string) => Person;
  readonly external: (repository: string) => External;
  /** The next jobs of that name end in failure before their first step, without a log. */
  readonly breakRunners: (
    repository: string,
    job: string | null,
    options?: { readonly times?: number; readonly message?: string },
  ) => void;
  /** A person presses a button of the App's check run; null is "re-run". */
  readonly pressButton: (
    login: string,
    repository: string,
    checkRunId: number,
    identifier: string | null,
  ) => void;
  readonly issue: (repository: string, number: number) => IssueView;
  readonly pulls: (repository: string) => PullView[];
  readonly git: (repository: string) => GitView;
  /** The pull requests in the merge queue, with the commit that is tested for them. */
  readonly queue: (repository: string) => { number: number; headSha: string | null }[];
  readonly checkRuns: (repository: string, sha: string) => CheckRunView[];
  readonly faults: FaultKnobs;
  readonly deliveries: readonly Delivery[];
  readonly redeliver: (id: number) => void;
  readonly requests: readonly RequestRecord[];
  /** What GitHub's own descriptions do not allow, and calls to routes that are not there. */
  readonly violations: string[];
  /** Resolves when no delivery and no Actions job is under way; rejects after the time. */
  readonly quiet: (timeoutMs?: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a GitHub of its own with an App "ao" that is installed in one organization. */
export async function startGitHub(options: StandInOptions = {}): Promise<StandIn> {
  const directory =
    options.directory ?? (await realpath(await mkdtemp(path.join(tmpdir(), "github-"))));
  const now = options.now ?? Date.now;
  const keys = makeKeys();
  const oracle = makeOracle();
  const requests: RequestRecord[] = [];
  const webhookSecret = randomBytes(20).toString("hex");
  const faults = makeFaults({
    expireTokens: () => expireTokens(world),
    loseTokens: () => world.tokens.clear(),
  });
  const limits = makeLimits(now, { ...GITHUB_LIMITS, ...options.limits });
  const mailbox = makeMailbox({
    world: () => world,
    secret: webhookSecret,
    hookId: 90_000_001,
    faults,
    oracle,
    isSilent: options.deliver === false,
  });
  const background = makeBackground((violation) => void oracle.violations.push(violation));
  const world: World = makeWorld({
    directory,
    now,
    permissions: options.permissions ?? APP_PERMISSIONS,
    events: options.events ?? APP_EVENTS,
    account: options.account ?? "acme",
    installedBy: options.installedBy ?? "owner",
    emit: (event) => {
      mailbox.post(event);
      if (event.repository !== null) settleLater(world, event.repository);
    },
    later: background.run,
  });
  const actions = makeActions(
    () => world,
    (violation) => void oracle.violations.push(violation),
  );
  if (options.actions !== false) {
    world.workflows = actions;
  }
  const log = (request: RequestRecord): void => void requests.push(request);
  const git = { world, faults, log, children: new Set<{ kill: () => void }>() };
  const { server, url } = await listen({
    world,
    publicKey: keys.publicKey,
    oracle,
    faults,
    limits,
    log,
    git,
    report: (violation) => void oracle.violations.push(violation),
    parts: {
      deliveries: mailbox.deliveries,
      redeliver: mailbox.redeliver,
      actions,
      limits,
    },
  });
  world.url = url;

  const find = (name: string): Repository => findRepository(world, name);
  const isQuiet = (): boolean => mailbox.isIdle() && actions.isIdle() && background.isIdle();
  return {
    url,
    app: { id: world.app.id, slug: "ao", privateKey: keys.privateKey, webhookSecret },
    installationId: world.installation.id,
    installation: changeInstallation(world),
    deliverTo: mailbox.sendTo,
    addUser: (login, { type = "User" } = {}) => void addUser(world, login, type),
    issuedTokens: () => [...world.tokens.keys()],
    userToken: (login) => makeUserToken(world, findUser(world, login)),
    addRepository: async (spec) => {
      const repository = await addRepository(world, spec);
      if (repository.installed) changeInstallation(world).tellAdded(repository);
      return repository;
    },
    settings: (name) => changeSettings(world, find(name)),
    setCollaborator: (name, login, permission) =>
      setCollaborator(world, find(name), { login, permission }),
    as: (login) => actAs(world, login),
    external: (name) => actOutside(world, find(name)),
    breakRunners: (name, job, { times = 1, message = LOST_RUNNER } = {}) =>
      void world.breakdowns.push({ repository: find(name), job, times, message }),
    pressButton: (login, name, checkRunId, identifier) => {
      const repository = find(name);
      const run = repository.checkRuns.find((one) => one.id === checkRunId);
      if (run === undefined) throw new Error(`no check run ${checkRunId}`);
      askCheckRun(world, repository, { run, by: findUser(world, login), identifier });
    },
    issue: (name, number) => viewIssue(find(name), number),
    pulls: (name) => viewPulls(find(name)),
    git: (name) => viewGit(find(name)),
    queue: (name) =>
      find(name).queue.map(({ issue, group }) => ({
        number: issue.number,
        headSha: group?.headSha ?? null,
      })),
    checkRuns: (name, sha) => viewCheckRuns(find(name), sha),
    faults: faults.knobs,
    deliveries: mailbox.deliveries,
    redeliver: (id) => void mailbox.redeliver(id),
    requests,
    violations: oracle.violations,
    quiet: async (timeoutMs = 30_000) => {
      const until = performance.now() + timeoutMs;
      let calm = 0;
      while (calm < 3) {
        if (performance.now() > until) throw new Error(`GitHub is not quiet after ${timeoutMs} ms`);
        calm = isQuiet() ? calm + 1 : 0;
        await sleep(2);
      }
    },
    stop: async () => {
      await Promise.all([mailbox.stop(), actions.stop(), background.stop()]);
      for (const child of git.children) child.kill();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const LOST_RUNNER =
  "The hosted runner lost communication with the server. Anything in your workflow that terminates the runner process, starves it for CPU/Memory, or blocks its network access can cause this error.";

/** As GitHub hands it out: PKCS#1. */
function makeKeys(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
}

function makeUserToken(world: World, user: User): string {
  const text = `ghp_${randomBytes(18).toString("hex")}`;
  world.userTokens.set(text, user);
  return text;
}

function expireTokens(world: World): void {
  for (const [text, token] of world.tokens) {
    world.tokens.set(text, { ...token, expiresAt: world.now() });
  }
}
