import { z } from "zod";
import { ApiError } from "../model/errors.ts";
import {
  askGit,
  commitFiles,
  type Commit,
  listCommits,
  listRefs,
  readFile,
  readOneCommit,
  resolveCommit,
  runGit,
} from "../model/git.ts";
import { listChanges, readPatch } from "../model/changes.ts";
import { watchRefs } from "../model/pushes.ts";
import { obeyRules } from "../model/rules.ts";
import { verify } from "../model/signatures.ts";
import { identityOf } from "../model/users.ts";
import type { Repository } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { renderCommit, renderFileCommit } from "../render/commit.ts";
import { renderChangedFile } from "../render/file.ts";
import { type Json, nodeId } from "../render/json.ts";
import { repositoryPage, repositoryUrl } from "../render/repository.ts";
import { isProtected, renderRules } from "../render/rules.ts";
import { NEED } from "./needs.ts";
import { describeFile, shaOf } from "./repositories.ts";
import {
  actorOf,
  type Answer,
  type Call,
  created,
  NO_CONTENT,
  ok,
  paginate,
  readBody,
  repositoryOf,
  type Route,
} from "./route.ts";

const ROOT = "/repos/:owner/:repo";

/** Branches, commits and refs, read and written without git. */
export const branchRoutes: readonly Route[] = [
  { method: "GET", path: `${ROOT}/branches`, access: NEED.readContents, run: listBranches },
  {
    method: "GET",
    path: `${ROOT}/rules/branches/:branch{.+}`,
    access: NEED.readMetadata,
    run: (call) => paginate(call, renderRules(repositoryOf(call), call.params["branch"] ?? "")),
  },
  { method: "GET", path: `${ROOT}/commits`, access: NEED.readContents, run: listHistory },
  { method: "GET", path: `${ROOT}/compare/:range{.+}`, access: NEED.readContents, run: compare },
  { method: "PUT", path: `${ROOT}/contents/:path{.+}`, access: NEED.merge, run: writeFile },
  {
    method: "GET",
    path: `${ROOT}/git/ref/:ref{.+}`,
    access: NEED.readContents,
    run: async (call) => {
      const repository = repositoryOf(call);
      const ref = `refs/${call.params["ref"] ?? ""}`;
      const sha = await resolveCommit(repository.directory, ref);
      if (sha === null) throw ApiError.notFound();
      return ok(renderRef(call.world, repository, ref, sha));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/git/matching-refs/:ref{.+}`,
    access: NEED.readContents,
    run: async (call) => {
      const repository = repositoryOf(call);
      const start = `refs/${call.params["ref"] ?? ""}`;
      const refs = [...(await listRefs(repository.directory))];
      return ok(
        refs
          .filter(([ref]) => ref.startsWith(start))
          .map(([ref, sha]) => renderRef(call.world, repository, ref, sha)),
      );
    },
  },
  { method: "POST", path: `${ROOT}/git/refs`, access: NEED.merge, run: createRef },
  { method: "PATCH", path: `${ROOT}/git/refs/:ref{.+}`, access: NEED.merge, run: moveRef },
  {
    method: "DELETE",
    path: `${ROOT}/git/refs/:ref{.+}`,
    access: NEED.merge,
    run: async (call) => {
      const repository = repositoryOf(call);
      const ref = `refs/${call.params["ref"] ?? ""}`;
      if ((await resolveCommit(repository.directory, ref)) === null) {
        throw new ApiError(422, "Reference does not exist");
      }
      await setRef(call, repository, ["-d", ref]);
      return NO_CONTENT;
    },
  },
];

async function listBranches(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const root = repositoryUrl(call.world, repository);
  const refs = [...(await listRefs(repository.directory))];
  const branches = refs
    .filter(([ref]) => ref.startsWith("refs/heads/"))
    .map(([ref, sha]) => {
      const name = ref.slice("refs/heads/".length);
      return {
        name,
        commit: { sha, url: `${root}/commits/${sha}` },
        protected: isProtected(repository, name),
      };
    });
  return paginate(call, branches);
}

async function listHistory(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const sha = await shaOf(repository, call.query.get("sha") ?? repository.defaultBranch);
  const file = call.query.get("path");
  const range = file === null ? [sha] : [sha, "--", file];
  const commits = await listCommits(repository.directory, range);
  return paginate(
    call,
    commits.map((commit) => renderCommit(call.world, repository, commit)),
  );
}

async function compare(call: Call): Promise<Answer> {
  const { world } = call;
  const repository = repositoryOf(call);
  const { directory } = repository;
  const [from, to] = (call.params["range"] ?? "").split("...");
  if (from === undefined || to === undefined) throw ApiError.notFound();
  const [base, head] = [await shaOf(repository, from), await shaOf(repository, to)];
  const common = (await askGit(directory, ["merge-base", base, head])).output.trim();
  if (common === "") throw new ApiError(404, `No common ancestor between ${from} and ${to}.`);
  const ahead = await listCommits(directory, [`${base}..${head}`]);
  const behind = await listCommits(directory, [`${head}..${base}`]);
  const files = await listChanges(directory, common, head);
  const page = repositoryPage(world, repository);
  const url = `${repositoryUrl(world, repository)}/compare/${from}...${to}`;
  const one = async (sha: string) =>
    renderCommit(world, repository, await readOneCommit(directory, sha));
  return ok({
    url,
    html_url: `${page}/compare/${from}...${to}`,
    permalink_url: `${page}/compare/${base}...${head}`,
    diff_url: `${page}/compare/${from}...${to}.diff`,
    patch_url: `${page}/compare/${from}...${to}.patch`,
    base_commit: await one(base),
    merge_base_commit: await one(common),
    status: describeRelation(ahead, behind),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead.toReversed().map((commit) => renderCommit(world, repository, commit)),
    files: await Promise.all(
      files.map(async (file) => ({
        ...renderChangedFile(world, repository, file, head),
        patch: await readPatch(directory, { from: common, to: head }, file.path),
      })),
    ),
  });
}

function describeRelation(ahead: readonly Commit[], behind: readonly Commit[]): string {
  if (ahead.length > 0 && behind.length > 0) return "diverged";
  if (ahead.length > 0) return "ahead";
  return behind.length > 0 ? "behind" : "identical";
}

const newFile = z.object({
  message: z.string(),
  content: z.string(),
  branch: z.string().optional(),
  sha: z.string().optional(),
});

/** Commits one file. Over an old one its blob must be named, so that nothing is overwritten unseen. */
async function writeFile(call: Call): Promise<Answer> {
  const { world } = call;
  const repository = repositoryOf(call);
  const { directory } = repository;
  const actor = actorOf(call);
  const path = call.params["path"] ?? "";
  const body = readBody(call, newFile);
  const branch = body.branch ?? repository.defaultBranch;
  const parent = await resolveCommit(directory, `refs/heads/${branch}`);
  if (parent === null) throw new ApiError(404, `Branch ${branch} not found`);
  const isThere = (await readFile(directory, parent, path)) !== null;
  if (isThere) {
    const blob = (await runGit(directory, ["rev-parse", `${parent}:${path}`])).trim();
    if (body.sha === undefined) {
      throw new ApiError(422, `Invalid request.\n\n"sha" wasn't supplied.`);
    }
    if (body.sha !== blob) throw new ApiError(409, `${path} does not match ${body.sha}`);
  }
  const text = Buffer.from(body.content, "base64").toString();
  const sha = await watchRefs(world, repository, actor, () =>
    commitFiles(directory, {
      branch,
      parent,
      files: { [path]: text },
      message: body.message,
      author: identityOf(actor.user),
      atMs: world.now(),
    }),
  );
  if (actor.token !== null) verify(world, repository, sha, { signature: "", payload: "" });
  const commit = renderFileCommit(world, repository, await readOneCommit(directory, sha));
  const content = await describeFile(world, repository, { path, ref: branch });
  return { status: isThere ? 200 : 201, body: { content, commit } };
}

async function createRef(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const { ref, sha } = readBody(call, z.object({ ref: z.string(), sha: z.string() }));
  if (!/^refs\/(heads|tags)\/[^-]/.test(ref)) {
    throw new ApiError(422, "Reference name must start with 'refs/'.");
  }
  if ((await resolveCommit(repository.directory, sha)) === null) {
    throw new ApiError(422, "Object does not exist");
  }
  if ((await resolveCommit(repository.directory, ref)) !== null) {
    throw new ApiError(422, "Reference already exists");
  }
  await obeyRules(repository, actorOf(call), { ref, before: null, after: sha });
  await setRef(call, repository, [ref, sha]);
  return created(renderRef(call.world, repository, ref, sha));
}

async function moveRef(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const { directory } = repository;
  const ref = `refs/${call.params["ref"] ?? ""}`;
  const body = readBody(call, z.object({ sha: z.string(), force: z.boolean().optional() }));
  const old = await resolveCommit(directory, ref);
  if (old === null) throw new ApiError(422, "Reference does not exist");
  if ((await resolveCommit(directory, body.sha)) !== body.sha) {
    throw new ApiError(422, "Object does not exist");
  }
  const isForward = (await askGit(directory, ["merge-base", "--is-ancestor", old, body.sha])).yes;
  if (!isForward && body.force !== true) throw new ApiError(422, "Update is not a fast forward");
  await obeyRules(repository, actorOf(call), { ref, before: old, after: body.sha });
  await setRef(call, repository, [ref, body.sha, old]);
  return ok(renderRef(call.world, repository, ref, body.sha));
}

async function setRef(call: Call, repository: Repository, args: readonly string[]): Promise<void> {
  const isDone = await watchRefs(
    call.world,
    repository,
    actorOf(call),
    async () => (await askGit(repository.directory, ["update-ref", ...args])).yes,
  );
  // Somebody was quicker, or a branch of that name would be a folder of another.
  if (!isDone) throw new ApiError(422, "Reference update failed");
}

function renderRef(world: World, repository: Repository, ref: string, sha: string): Json {
  const root = repositoryUrl(world, repository);
  return {
    ref,
    node_id: nodeId("REF", repository.id),
    url: `${root}/git/${ref}`,
    object: { type: "commit", sha, url: `${root}/git/commits/${sha}` },
  };
}
