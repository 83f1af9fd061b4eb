import { ApiError } from "../model/errors.ts";
import { readFile, readOneCommit, resolveCommit, runGit } from "../model/git.ts";
import { permissionOf } from "../model/permissions.ts";
import { protectionOf } from "../model/rules.ts";
import type { Permission, Repository } from "../model/words.ts";
import { findUser, type World } from "../model/world.ts";
import { renderCommit } from "../render/commit.ts";
import type { Json } from "../render/json.ts";
import { renderFullRepository, repositoryPage, repositoryUrl } from "../render/repository.ts";
import { isProtected, renderProtection, renderShortProtection } from "../render/rules.ts";
import { renderPublicUser, renderUser } from "../render/user.ts";
import { NEED } from "./needs.ts";
import { type Answer, type Call, ok, paginate, repositoryOf, type Route } from "./route.ts";

/** Repositories, branches, files and people. */
export const repositoryRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/repos/:owner/:repo",
    access: NEED.readMetadata,
    run: (call) =>
      ok(
        renderFullRepository(
          call.world,
          repositoryOf(call),
          call.caller.kind === "actor" ? call.caller.actor : null,
        ),
      ),
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo/collaborators/:login/permission",
    access: NEED.readMetadata,
    run: (call) => ok(answerPermission(call)),
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo/branches/:branch{.+}/protection",
    access: { app: ["administration:read"], person: "admin" },
    run: (call) => {
      const repository = repositoryOf(call);
      const branch = call.params["branch"] ?? "";
      const rules = protectionOf(repository, branch);
      if (rules === null) throw new ApiError(404, "Branch not protected");
      return ok(renderProtection(call.world, repository, { branch, rules }));
    },
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo/branches/:branch{.+}",
    access: NEED.readContents,
    run: async (call) => ok(await answerBranch(call)),
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo/contents/:path{.+}",
    access: NEED.readContents,
    run: answerContents,
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo/commits/:ref",
    access: NEED.readContents,
    run: async (call) => {
      const repository = repositoryOf(call);
      const sha = await shaOf(repository, call.params["ref"] ?? "");
      const commit = await readOneCommit(repository.directory, sha);
      return ok({
        ...renderCommit(call.world, repository, commit),
        stats: { additions: 0, deletions: 0, total: 0 },
        files: [],
      });
    },
  },
  {
    method: "GET",
    path: "/users/:login",
    access: "anyone",
    run: ({ world, params }) => ok(renderPublicUser(world, findUser(world, params["login"] ?? ""))),
  },
  {
    method: "GET",
    path: "/rate_limit",
    access: "anyone",
    run: (call) => {
      const state = call.parts.limits.describe(
        call.caller.kind === "actor" ? call.caller.actor : null,
      );
      const core = {
        limit: state.limit,
        remaining: state.remaining,
        used: state.used,
        reset: Math.floor(state.resetAt / 1000),
        resource: "core",
      };
      return ok({ resources: { core, search: core, graphql: core }, rate: core });
    },
  },
];

/** The SHA that a commit, branch or tag in a path means; 422 where it means none. */
export async function shaOf(repository: Repository, ref: string): Promise<string> {
  const candidates = /^[0-9a-f]{40}$/.test(ref)
    ? [ref]
    : [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${ref}`];
  for (const candidate of candidates) {
    const sha = await resolveCommit(repository.directory, candidate);
    if (sha !== null) return sha;
  }
  throw new ApiError(422, `No commit found for SHA: ${ref}`);
}

function answerPermission(call: Call): Json {
  const repository = repositoryOf(call);
  const user = findUser(call.world, call.params["login"] ?? "");
  const role = permissionOf(repository, user);
  return {
    permission: foldRole(role),
    role_name: role,
    user: {
      ...renderUser(call.world, user),
      role_name: role,
      permissions: {
        admin: role === "admin",
        maintain: ["admin", "maintain"].includes(role),
        push: ["admin", "maintain", "write"].includes(role),
        triage: ["admin", "maintain", "write", "triage"].includes(role),
        pull: role !== "none",
      },
    },
  };
}

/** The old field knows four words only. */
function foldRole(role: Permission): string {
  if (role === "maintain") return "write";
  return role === "triage" ? "read" : role;
}

async function answerBranch(call: Call): Promise<Json> {
  const { world } = call;
  const repository = repositoryOf(call);
  const name = call.params["branch"] ?? "";
  const sha = await resolveCommit(repository.directory, `refs/heads/${name}`);
  if (sha === null) {
    const renamed = repository.renamedBranches.get(name);
    if (renamed === undefined) throw new ApiError(404, "Branch not found");
    throw ApiError.moved(301, `/repositories/${repository.id}/branches/${renamed}`);
  }
  const url = `${repositoryUrl(world, repository)}/branches/${name}`;
  return {
    name,
    commit: renderCommit(world, repository, await readOneCommit(repository.directory, sha)),
    _links: { self: url, html: `${repositoryPage(world, repository)}/tree/${name}` },
    protected: isProtected(repository, name),
    protection: renderShortProtection(repository, name),
    protection_url: `${url}/protection`,
  };
}

async function answerContents(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const path = call.params["path"] ?? "";
  const ref = call.query.get("ref") ?? repository.defaultBranch;
  const sha = await shaOf(repository, ref).catch((error: unknown) => {
    if (error instanceof ApiError) throw new ApiError(404, `No commit found for the ref ${ref}`);
    throw error;
  });
  const entry = await findEntry(repository, sha, path);
  if (entry === null) throw ApiError.notFound();
  if (entry.type === "tree") return paginate(call, await listFolder(call, repository, sha, path));
  const text = (await readFile(repository.directory, sha, path)) ?? "";
  const raw = /application\/vnd\.github(\.v3)?\.raw(\+json)?/.exec(
    call.headers.get("accept") ?? "",
  );
  if (raw !== null) {
    // GitHub names the media type just as it was asked for.
    return { status: 200, body: text, headers: { "content-type": `${raw[0]}; charset=utf-8` } };
  }
  return ok({
    ...describeEntry(call.world, repository, { path, ref, sha: entry.sha, type: "file" }),
    size: Buffer.byteLength(text),
    content: Buffer.from(text).toString("base64"),
    encoding: "base64",
  });
}

/** A file as a list of files or the answer to its writing names it. */
export async function describeFile(
  world: World,
  repository: Repository,
  { path, ref }: { readonly path: string; readonly ref: string },
): Promise<Json> {
  const sha = await shaOf(repository, ref);
  const entry = await findEntry(repository, sha, path);
  const text = await readFile(repository.directory, sha, path);
  if (entry === null || text === null) throw ApiError.notFound();
  return {
    ...describeEntry(world, repository, { path, ref, sha: entry.sha, type: "file" }),
    size: Buffer.byteLength(text),
  };
}

async function findEntry(repository: Repository, sha: string, path: string) {
  const output = await runGit(repository.directory, ["ls-tree", "-z", sha, "--", path]);
  const [mode] = output.split("\0");
  const [, type, blob] = (mode ?? "").split(/[ \t]/);
  return type === undefined || blob === undefined ? null : { type, sha: blob };
}

async function listFolder(call: Call, repository: Repository, sha: string, path: string) {
  const output = await runGit(repository.directory, ["ls-tree", "-z", "-l", `${sha}:${path}`]);
  return output
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const [left, name] = line.split("\t");
      const [, type, blob, size] = (left ?? "").split(/ +/);
      return {
        ...describeEntry(call.world, repository, {
          path: `${path}/${name ?? ""}`,
          ref: sha,
          sha: blob ?? "",
          type: type === "tree" ? "dir" : "file",
        }),
        size: type === "tree" ? 0 : Number(size),
      };
    });
}

function describeEntry(
  world: World,
  repository: Repository,
  entry: {
    readonly path: string;
    readonly ref: string;
    readonly sha: string;
    readonly type: string;
  },
): Json {
  const root = repositoryUrl(world, repository);
  const self = `${root}/contents/${entry.path}?ref=${entry.ref}`;
  const git = `${root}/git/${entry.type === "dir" ? "trees" : "blobs"}/${entry.sha}`;
  const kind = entry.type === "dir" ? "tree" : "blob";
  const html = `${repositoryPage(world, repository)}/${kind}/${entry.ref}/${entry.path}`;
  return {
    type: entry.type,
    name: entry.path.split("/").at(-1) ?? "",
    path: entry.path,
    sha: entry.sha,
    url: self,
    git_url: git,
    html_url: html,
    download_url: entry.type === "dir" ? null : `${html}?raw=true`,
    _links: { self, git, html },
  };
}
