import { execa } from "execa";
import { devNull } from "node:os";

/** Nothing of the machine's own git configuration may reach a repository of the stand-in. */
export const GIT_ENVIRONMENT = {
  PATH: process.env["PATH"] ?? "",
  LANG: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: devNull,
  GIT_TERMINAL_PROMPT: "0",
  GIT_LITERAL_PATHSPECS: "1",
  GIT_AUTHOR_NAME: "GitHub",
  GIT_AUTHOR_EMAIL: "noreply@github.com",
  GIT_COMMITTER_NAME: "GitHub",
  GIT_COMMITTER_EMAIL: "noreply@github.com",
};

interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  /** Seconds since 1970. */
  readonly at: number;
  readonly message: string;
}

/** Runs git in a repository and gives its output; an exit code other than 0 throws with its error text. */
export async function runGit(
  directory: string,
  args: readonly string[],
  input?: string | Uint8Array,
) {
  const result = await execa("git", args, {
    cwd: directory,
    env: GIT_ENVIRONMENT,
    extendEnv: false,
    stripFinalNewline: false,
    maxBuffer: 200_000_000,
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
  });
  return result.stdout;
}

/** Whether git exits with 0; what it says does not matter. */
export async function askGit(directory: string, args: readonly string[]) {
  const result = await execa("git", args, {
    cwd: directory,
    env: GIT_ENVIRONMENT,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
  });
  return { yes: result.exitCode === 0, output: result.stdout };
}

/** The SHA a revision names, or null. */
export async function resolveCommit(directory: string, revision: string): Promise<string | null> {
  if (revision.startsWith("-")) return null;
  const answer = await askGit(directory, [
    "rev-parse",
    "--verify",
    "--quiet",
    `${revision}^{commit}`,
  ]);
  return answer.yes ? answer.output.trim() : null;
}

/** Every branch and tag with its SHA. */
export async function listRefs(directory: string): Promise<Map<string, string>> {
  const output = await runGit(directory, [
    "for-each-ref",
    "--format=%(refname) %(objectname)",
    "refs/heads",
    "refs/tags",
  ]);
  return new Map(
    output
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const space = line.lastIndexOf(" ");
        return [line.slice(0, space), line.slice(space + 1)] as const;
      }),
  );
}

/** The text of a file at a revision, or null. */
export async function readFile(directory: string, revision: string, path: string) {
  if (revision.startsWith("-")) return null;
  const answer = await execa("git", ["cat-file", "blob", `${revision}:${path}`], {
    cwd: directory,
    env: GIT_ENVIRONMENT,
    extendEnv: false,
    stripFinalNewline: false,
    stdin: "ignore",
    reject: false,
  });
  return answer.exitCode === 0 ? answer.stdout : null;
}

export interface NewCommit {
  readonly branch: string;
  readonly parent: string | null;
  /** null deletes the file; a text that starts with #! becomes executable. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly message: string;
  readonly author: Identity;
  readonly atMs: number;
}

/** Commits files to a branch of a bare repository in one process and gives the new SHA. */
export async function commitFiles(directory: string, commit: NewCommit): Promise<string> {
  const person = `${commit.author.name} <${commit.author.email}> ${Math.floor(commit.atMs / 1000)} +0000`;
  const lines = [
    `commit refs/heads/${commit.branch}`,
    "mark :1",
    `author ${person}`,
    `committer ${person}`,
    renderData(commit.message),
    ...(commit.parent === null ? [] : [`from ${commit.parent}`]),
    ...Object.entries(commit.files).map(([path, text]) =>
      text === null
        ? `D ${path}`
        : `M ${text.startsWith("#!") ? "100755" : "100644"} inline ${path}\n${renderData(text)}`,
    ),
  ];
  const input = `${lines.join("\n")}\nget-mark :1\n`;
  return (await runGit(directory, ["fast-import", "--quiet", "--force"], input)).trim();
}

function renderData(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

/** Commits of a range, newest first. */
export async function listCommits(directory: string, range: readonly string[]) {
  const output = await runGit(directory, [
    "log",
    "-z",
    "--format=%H%x01%T%x01%P%x01%an%x01%ae%x01%cn%x01%ce%x01%ct%x01%B",
    ...range,
    "--",
  ]);
  return output
    .split("\0")
    .filter((record) => record !== "")
    .map(readCommit);
}

function readCommit(record: string): Commit {
  const [sha, tree, parents, an, ae, cn, ce, at, message] = record.split("\x01");
  return {
    sha: sha ?? "",
    tree: tree ?? "",
    parents: (parents ?? "").split(" ").filter((parent) => parent !== ""),
    author: { name: an ?? "", email: ae ?? "" },
    committer: { name: cn ?? "", email: ce ?? "" },
    at: Number(at),
    message: (message ?? "").trimEnd(),
  };
}

/** One commit; throws where there is none. */
export async function readOneCommit(directory: string, sha: string): Promise<Commit> {
  const [commit] = await listCommits(directory, ["-1", sha]);
  if (commit === undefined) throw new Error(`no commit ${sha}`);
  return commit;
}

/** The tree that merging two commits gives, or null when they conflict. */
export async function mergeTrees(directory: string, base: string, head: string) {
  const answer = await askGit(directory, ["merge-tree", "--write-tree", base, head]);
  return answer.yes ? (answer.output.split("\n")[0] ?? null) : null;
}

export interface TreeCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Identity;
  readonly atMs: number;
}

/** Writes a commit of a tree that exists already and gives its SHA; no ref moves. */
export async function commitTree(directory: string, commit: TreeCommit): Promise<string> {
  const date = `${Math.floor(commit.atMs / 1000)} +0000`;
  const result = await execa(
    "git",
    ["commit-tree", commit.tree, ...commit.parents.flatMap((sha) => ["-p", sha])],
    {
      cwd: directory,
      extendEnv: false,
      input: commit.message,
      env: {
        ...GIT_ENVIRONMENT,
        GIT_AUTHOR_NAME: commit.author.name,
        GIT_AUTHOR_EMAIL: commit.author.email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    },
  );
  return result.stdout.trim();
}
