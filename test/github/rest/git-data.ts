import { z } from "zod";
import { ApiError } from "../model/errors.ts";
import { readOneCommit, runGit } from "../model/git.ts";
import {
  hasObject,
  isOnSomeBranch,
  type TreeEntry,
  writeBlob,
  writeCommit,
  writeTree,
} from "../model/git-objects.ts";
import { mayChangeWorkflows } from "../model/permissions.ts";
import type { Repository } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { renderFileCommit } from "../render/commit.ts";
import { type Json, nodeId } from "../render/json.ts";
import { repositoryUrl } from "../render/repository.ts";
import { NEED } from "./needs.ts";
import {
  actorOf,
  type Answer,
  type Call,
  created,
  ok,
  readBody,
  repositoryOf,
  type Route,
} from "./route.ts";

const ROOT = "/repos/:owner/:repo/git";

/** Blobs, trees and commits, written without a push. */
export const gitDataRoutes: readonly Route[] = [
  { method: "POST", path: `${ROOT}/blobs`, access: NEED.merge, run: createBlob },
  { method: "POST", path: `${ROOT}/trees`, access: NEED.merge, run: createTree },
  { method: "POST", path: `${ROOT}/commits`, access: NEED.merge, run: createCommit },
  {
    method: "GET",
    path: `${ROOT}/commits/:sha`,
    access: NEED.readContents,
    run: async (call) => {
      const repository = repositoryOf(call);
      const sha = call.params["sha"] ?? "";
      if (!(await hasObject(repository, sha, "commit"))) throw ApiError.notFound();
      return ok(await renderGitCommit(call.world, repository, sha));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/trees/:sha`,
    access: NEED.readContents,
    run: async (call) => {
      const repository = repositoryOf(call);
      const named = call.params["sha"] ?? "";
      const isKnown =
        (await hasObject(repository, named, "tree")) ||
        (await hasObject(repository, named, "commit"));
      if (!isKnown) throw ApiError.notFound();
      const sha = await runGit(repository.directory, ["rev-parse", `${named}^{tree}`]);
      const isDeep = call.query.has("recursive");
      return ok(await renderTree(call.world, repository, sha.trim(), isDeep));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/blobs/:sha`,
    access: NEED.readContents,
    run: async (call) => {
      const repository = repositoryOf(call);
      const sha = call.params["sha"] ?? "";
      if (!(await hasObject(repository, sha, "blob"))) throw ApiError.notFound();
      const text = await runGit(repository.directory, ["cat-file", "blob", sha]);
      return ok({
        sha,
        node_id: nodeId("B", Number.parseInt(sha.slice(0, 8), 16)),
        size: Buffer.byteLength(text),
        url: `${repositoryUrl(call.world, repository)}/git/blobs/${sha}`,
        content: Buffer.from(text).toString("base64"),
        encoding: "base64",
      });
    },
  },
];

const newBlob = z.object({
  content: z.string(),
  encoding: z.enum(["utf-8", "base64"]).default("utf-8"),
});

async function createBlob(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const { content, encoding } = readBody(call, newBlob);
  const sha = await writeBlob(
    repository,
    Buffer.from(content, encoding === "base64" ? "base64" : "utf8"),
  );
  const url = `${repositoryUrl(call.world, repository)}/git/blobs/${sha}`;
  return { ...created({ sha, url }), headers: { location: url } };
}

const newTree = z.object({
  base_tree: z.string().optional(),
  tree: z
    .array(
      z.object({
        path: z.string(),
        mode: z.enum(["100644", "100755", "040000", "160000", "120000"]),
        type: z.enum(["blob", "tree", "commit"]).optional(),
        sha: z.string().nullish(),
        content: z.string().optional(),
      }),
    )
    .min(1),
});

async function createTree(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const { base_tree: base, tree } = readBody(call, newTree);
  // A commit's SHA does as well.
  const isBase =
    base === undefined ||
    (await hasObject(repository, base, "tree")) ||
    (await hasObject(repository, base, "commit"));
  if (!isBase) throw new ApiError(422, "base_tree is not a valid tree oid");
  const entries: TreeEntry[] = [];
  for (const one of tree) entries.push(await readEntry(repository, one));
  if (!mayChangeWorkflows(actorOf(call))) await refuseWorkflows(repository, entries);
  const sha = await writeTree(repository, base ?? null, entries);
  return created(await renderTree(call.world, repository, sha, false));
}

async function readEntry(
  repository: Repository,
  entry: z.infer<typeof newTree>["tree"][number],
): Promise<TreeEntry> {
  const { path, mode, sha, content } = entry;
  if (path.startsWith("/")) throw new ApiError(422, "tree.path cannot start with a slash");
  if (path.split("/").some((part) => ["", ".", "..", ".git"].includes(part.toLowerCase()))) {
    throw new ApiError(422, "tree.path contains a malformed path component");
  }
  if ((sha === undefined) === (content === undefined)) {
    throw new ApiError(
      422,
      "Must supply either tree.sha or tree.content. Request will be rejected if both are present.",
    );
  }
  if (content !== undefined) {
    return { path, mode, sha: await writeBlob(repository, Buffer.from(content)) };
  }
  if (sha === undefined || sha === null) return { path, mode, sha: null };
  const kind = mode === "040000" ? "tree" : "blob";
  // The commit of a submodule is in another repository.
  if (mode !== "160000" && !(await hasObject(repository, sha, kind))) {
    throw new ApiError(422, `tree.sha ${sha} is not a valid ${kind}`);
  }
  return { path, mode, sha };
}

async function refuseWorkflows(
  repository: Repository,
  entries: readonly TreeEntry[],
): Promise<void> {
  for (const { path, sha } of entries) {
    if (!path.startsWith(".github/workflows/")) continue;
    if (sha === null || !(await isOnSomeBranch(repository, path, sha))) {
      throw ApiError.notPermitted();
    }
  }
}

const person = z
  .object({ name: z.string(), email: z.string(), date: z.string().optional() })
  .transform(({ name, email, date }) => ({
    name,
    email,
    atMs: date === undefined ? null : Date.parse(date),
  }));
const newCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: person.optional(),
  committer: person.optional(),
  signature: z.string().optional(),
});

async function createCommit(call: Call): Promise<Answer> {
  const { world } = call;
  const repository = repositoryOf(call);
  const { author, committer, signature, ...body } = readBody(call, newCommit);
  if (!(await hasObject(repository, body.tree, "tree"))) {
    throw new ApiError(422, "Tree SHA does not exist");
  }
  for (const parent of body.parents) {
    if (await hasObject(repository, parent, "commit")) continue;
    throw new ApiError(422, "Parent SHA does not exist or is not a commit object");
  }
  const timed = (one: z.infer<typeof person>) => ({ ...one, atMs: one.atMs ?? world.now() });
  const sha = await writeCommit(world, repository, actorOf(call), {
    ...body,
    ...(author === undefined ? {} : { author: timed(author) }),
    ...(committer === undefined ? {} : { committer: timed(committer) }),
    ...(signature === undefined ? {} : { signature }),
  });
  return created(await renderGitCommit(world, repository, sha));
}

async function renderGitCommit(world: World, repository: Repository, sha: string): Promise<Json> {
  const commit = renderFileCommit(
    world,
    repository,
    await readOneCommit(repository.directory, sha),
  );
  return { ...commit, url: `${repositoryUrl(world, repository)}/git/commits/${sha}` };
}

async function renderTree(
  world: World,
  repository: Repository,
  sha: string,
  isDeep: boolean,
): Promise<Json> {
  const root = `${repositoryUrl(world, repository)}/git`;
  const args = ["ls-tree", "-z", "-l", ...(isDeep ? ["-r", "-t"] : []), sha];
  const output = await runGit(repository.directory, args);
  return {
    sha,
    url: `${root}/trees/${sha}`,
    truncated: false,
    tree: output
      .split("\0")
      .filter((line) => line !== "")
      .map((line) => {
        const [left = "", path = ""] = line.split("\t");
        const [mode = "", type = "", object = "", size = "-"] = left.split(/ +/);
        return {
          path,
          mode,
          type,
          sha: object,
          ...(size === "-" ? {} : { size: Number(size) }),
          ...(type === "commit" ? {} : { url: `${root}/${type}s/${object}` }),
        };
      }),
  };
}
