import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import path from "node:path";
import { Readable } from "node:stream";
import type { Faults } from "./faults.ts";
import { ApiError } from "./model/errors.ts";
import { GIT_ENVIRONMENT } from "./model/git.ts";
import { isAtLeast, isVisible, mayChangeWorkflows, permissionOf } from "./model/permissions.ts";
import { watchRefs } from "./model/pushes.ts";
import { describeForHook } from "./model/rules.ts";
import type { Actor, Repository } from "./model/words.ts";
import { lookForRepository, nameOf, type World } from "./model/world.ts";
import { repositoryPage } from "./render/repository.ts";
import { fail, type RequestRecord, type Web, type WebContext } from "./rest/serve.ts";
import { findActor } from "./tokens.ts";

export interface GitParts {
  readonly world: World;
  readonly faults: Faults;
  readonly log: (request: RequestRecord) => void;
  /** What still runs, so that the end can end it. */
  readonly children: Set<{ kill: () => void }>;
}

/** Serves repositories to git over smart HTTP, with the tokens the stand-in issued. */
export function serveGit(web: Web, parts: GitParts): void {
  const paths = ["info/refs", "git-upload-pack", "git-receive-pack"];
  for (const tail of paths) {
    web.all(`/:owner/:repo/${tail}`, (context) => serve(parts, context, tail));
  }
}

async function serve(parts: GitParts, context: WebContext, tail: string): Promise<Response> {
  const { world, faults } = parts;
  const url = new URL(context.req.url);
  const { method } = context.req;
  const service = tail === "info/refs" ? (url.searchParams.get("service") ?? "") : tail;
  const failure = faults.takeFailure(method, url.pathname);
  let name = "nobody";
  const finish = (response: Response): Response => {
    const status = failure?.status ?? response.status;
    parts.log({ method, path: url.pathname, status, at: world.now(), actor: name });
    return failure === null ? response : fail(context, failure.status);
  };
  if (failure !== null && !failure.afterEffect) return finish(new Response());
  try {
    const actor = readActor(world, context.req.header("authorization"));
    name = actor?.user.login ?? "nobody";
    const repository = findReachable(parts, context, actor);
    const former = formerAddress(world, context, repository);
    if (former !== null) return finish(Response.redirect(former, 301));
    const isPush = service === "git-receive-pack";
    if (isPush) checkMayPush(repository, actor);
    const child = startBackend(parts, context, { repository, actor, isPush });
    if (tail !== "git-receive-pack" || actor === null) return finish(await answerCgi(child));
    // A push is answered once everything that follows from it has happened.
    const answer = await watchRefs(world, repository, actor, () => collect(child));
    return finish(answer);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return finish(refuse(error));
  }
}

function readActor(world: World, header: string | undefined): Actor | null {
  if (header === undefined) return null;
  const encoded = /^basic ([A-Za-z0-9+/=]+)$/i.exec(header)?.[1];
  if (encoded === undefined) throw ApiError.badCredentials();
  const pair = Buffer.from(encoded, "base64").toString();
  return findActor(world, pair.slice(pair.indexOf(":") + 1));
}

/** Whoever shows no token is asked for one before being told that there is nothing. */
function findReachable({ world }: GitParts, context: WebContext, actor: Actor | null): Repository {
  const name = `${context.req.param("owner")}/${context.req.param("repo")}`.replace(/\.git$/, "");
  const repository = lookForRepository(world, name);
  const isReachable =
    repository !== null && isVisible(repository, actor) && mayRead(repository, actor);
  if (repository !== null && isReachable) return repository;
  if (actor === null) throw ApiError.badCredentials();
  throw new ApiError(404, "Repository not found.");
}

/** Where git goes on when it came with a former name; it asks for this first. */
function formerAddress(world: World, context: WebContext, repository: Repository): string | null {
  const url = new URL(context.req.url);
  const name = `${context.req.param("owner")}/${context.req.param("repo")}`.replace(/\.git$/, "");
  const isCurrent = name.toLowerCase() === nameOf(repository).toLowerCase();
  if (isCurrent || !url.pathname.endsWith("/info/refs")) return null;
  return `${world.url}/${nameOf(repository)}.git/info/refs${url.search}`;
}

function mayRead(repository: Repository, actor: Actor | null): boolean {
  if (actor === null || actor.token === null || !repository.private) return true;
  return actor.token.permissions["contents"] !== undefined;
}

function checkMayPush(repository: Repository, actor: Actor | null): void {
  if (actor === null) throw ApiError.badCredentials();
  if (repository.archived)
    throw new ApiError(403, "This repository was archived so it is read-only.");
  const may =
    actor.token === null
      ? isAtLeast(permissionOf(repository, actor.user), "write")
      : actor.token.permissions["contents"] === "write" &&
        repository.installed &&
        (actor.token.repositoryIds?.has(repository.id) ?? true);
  if (!may) throw new ApiError(403, "Write access to repository not granted.");
}

function refuse(error: ApiError): Response {
  const headers = error.status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
  return new Response(`${error.message}\n`, {
    status: error.status,
    headers: { "content-type": "text/plain", ...headers },
  });
}

let backendPath: string | null = null;

function findBackend(): string {
  backendPath ??= path.join(
    execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(),
    "git-http-backend",
  );
  return backendPath;
}

function startBackend(
  { world, faults, children }: GitParts,
  context: WebContext,
  { repository, actor, isPush }: { repository: Repository; actor: Actor | null; isPush: boolean },
): ChildProcessWithoutNullStreams {
  const url = new URL(context.req.url);
  const tail = url.pathname.split("/").slice(3).join("/");
  const mayWorkflows = actor === null || mayChangeWorkflows(actor);
  const isPushBody = isPush && tail === "git-receive-pack";
  const child = spawn(findBackend(), [], {
    cwd: repository.directory,
    env: {
      ...GIT_ENVIRONMENT,
      GIT_PROJECT_ROOT: path.dirname(repository.directory),
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${path.basename(repository.directory)}/${tail}`,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: context.req.method,
      CONTENT_TYPE: context.req.header("content-type") ?? "",
      HTTP_CONTENT_ENCODING: context.req.header("content-encoding") ?? "",
      GIT_PROTOCOL: context.req.header("git-protocol") ?? "",
      REMOTE_USER: actor?.user.login ?? "",
      REMOTE_ADDR: "127.0.0.1",
      STAND_IN_REFUSE: isPushBody ? (faults.takePushRefusal() ?? "") : "",
      STAND_IN_WORKFLOWS: mayWorkflows ? "yes" : "no",
      STAND_IN_RULES: describeForHook(repository),
      STAND_IN_PAGE: repositoryPage(world, repository),
    },
  });
  children.add(child);
  child.once("close", () => children.delete(child));
  child.stderr.resume();
  // git may stop reading a request it refuses.
  child.stdin.on("error", () => child.stdout.resume());
  const { body } = context.req.raw;
  if (body === null) child.stdin.end();
  else Readable.fromWeb(body).pipe(child.stdin);
  return child;
}

/** Streams the answer as git writes it. */
async function answerCgi(child: ChildProcessWithoutNullStreams): Promise<Response> {
  let head = Buffer.alloc(0);
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    head = Buffer.concat([head, Buffer.from(chunk)]);
    if (head.includes("\r\n\r\n")) break;
  }
  const { status, headers, rest } = readHead(head);
  child.stdout.unshift(rest);
  return new Response(Readable.toWeb(child.stdout) as ConstructorParameters<typeof Response>[0], {
    status,
    headers,
  });
}

/** Waits for git to be done and gives the whole answer. */
async function collect(child: ChildProcessWithoutNullStreams): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(Buffer.from(chunk));
  const { status, headers, rest } = readHead(Buffer.concat(chunks));
  return new Response(rest, { status, headers });
}

function readHead(output: Buffer) {
  const end = output.indexOf("\r\n\r\n");
  if (end === -1) throw new Error("git's backend gave no answer");
  const lines = output.subarray(0, end).toString().split("\r\n");
  const headers = new Headers();
  let status = 200;
  for (const line of lines) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === "status") status = Number(value.slice(0, 3));
    else headers.append(name, value);
  }
  return { status, headers, rest: output.subarray(end + 4) };
}
