import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { ApiError } from "./errors.ts";
import { askGit, GIT_ENVIRONMENT, listRefs, runGit } from "./git.ts";
import { verify } from "./signatures.ts";
import { identityOf } from "./users.ts";
import type { Actor, Repository } from "./words.ts";
import type { World } from "./world.ts";

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  /** null deletes what is there. */
  readonly sha: string | null;
}

/** Whether there is an object of that kind; anything but a full SHA is none. */
export async function hasObject(
  { directory }: Repository,
  sha: string,
  kind: "blob" | "tree" | "commit",
): Promise<boolean> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return false;
  const { yes, output } = await askGit(directory, ["cat-file", "-t", sha]);
  return yes && output.trim() === kind;
}

export async function writeBlob({ directory }: Repository, content: Uint8Array): Promise<string> {
  return hashObject(directory, "blob", content);
}

/** Writes a tree over a base, in an index of its own; 422 where something to delete is not there. */
export async function writeTree(
  repository: Repository,
  base: string | null,
  entries: readonly TreeEntry[],
): Promise<string> {
  const { directory } = repository;
  const folder = await mkdtemp(path.join(directory, "index-"));
  const env = { ...GIT_ENVIRONMENT, GIT_INDEX_FILE: path.join(folder, "index") };
  const git = async (args: readonly string[]) =>
    (await execa("git", args, { cwd: directory, env, extendEnv: false, stdin: "ignore" })).stdout;
  try {
    await git(base === null ? ["read-tree", "--empty"] : ["read-tree", base]);
    for (const { path: file, mode, sha } of entries) {
      const known = await git(["ls-files", "--cached", "--", file]);
      if (sha === null && known === "") throw new ApiError(422, "GitRPC::BadObjectState");
      if (known !== "") await git(["rm", "-r", "--cached", "--quiet", "--force", "--", file]);
      if (sha === null) continue;
      await git(
        mode === "040000"
          ? ["read-tree", `--prefix=${file}/`, sha]
          : ["update-index", "--add", "--replace", "--cacheinfo", mode, sha, file],
      );
    }
    return (await git(["write-tree"])).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly atMs: number;
}

export interface CommitSpec {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author?: Person;
  readonly committer?: Person;
  readonly signature?: string;
  /** A button made it, whoever pressed it: GitHub signs these too. */
  readonly isMadeOnSite?: boolean;
}

/**
 * Writes a commit no ref points to. GitHub signs what an App commits as itself, and nothing that
 * comes with an author, a committer or a signature of its own.
 */
export async function writeCommit(
  world: World,
  repository: Repository,
  actor: Actor,
  spec: CommitSpec,
): Promise<string> {
  const isOwn = spec.author === undefined && spec.committer === undefined;
  const atMs = world.now();
  const own: Person = { ...identityOf(actor.user), atMs };
  const isGithubs = actor.token !== null || spec.isMadeOnSite === true;
  const isSigned = isOwn && isGithubs && spec.signature === undefined;
  const author = spec.author ?? own;
  const committer = spec.committer ?? (isSigned ? { ...WEB_FLOW, atMs } : author);
  const head = [
    `tree ${spec.tree}`,
    ...spec.parents.map((sha) => `parent ${sha}`),
    `author ${describe(author)}`,
    `committer ${describe(committer)}`,
  ].join("\n");
  const payload = `${head}\n\n${spec.message}`;
  const signature = isSigned ? sign(payload) : (spec.signature ?? null);
  const text =
    signature === null
      ? payload
      : `${head}\ngpgsig ${signature.trimEnd().replaceAll("\n", "\n ")}\n\n${spec.message}`;
  const sha = await hashObject(repository.directory, "commit", Buffer.from(text));
  if (isSigned && signature !== null) verify(world, repository, sha, { signature, payload });
  return sha;
}

/** Whose name stands under what is done on the site or by an App. */
const WEB_FLOW = { name: "GitHub", email: "noreply@github.com" };

/** It has the form of a signature and differs from commit to commit; nobody can check it. */
function sign(payload: string): string {
  const digest = createHash("sha256").update(payload).digest("base64");
  return `-----BEGIN PGP SIGNATURE-----\n\n${digest}\n-----END PGP SIGNATURE-----\n`;
}

function describe({ name, email, atMs }: Person): string {
  return `${name} <${email}> ${Math.floor(atMs / 1000)} +0000`;
}

async function hashObject(directory: string, kind: string, content: Uint8Array): Promise<string> {
  const args = ["hash-object", "-w", "--stdin", "-t", kind];
  return (await runGit(directory, args, content)).trim();
}

/** Whether a file is on some branch just so: then a commit of it changes no workflow. */
export async function isOnSomeBranch(
  { directory }: Repository,
  file: string,
  sha: string,
): Promise<boolean> {
  for (const ref of (await listRefs(directory)).keys()) {
    const { output } = await askGit(directory, [
      "rev-parse",
      "--quiet",
      "--verify",
      `${ref}:${file}`,
    ]);
    if (output.trim() === sha) return true;
  }
  return false;
}
