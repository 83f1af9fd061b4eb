/**
 * The push gate on real parts: a bare repository behind smart HTTP as GitHub, a second repository in which commits of any
 * shape are made with git's plumbing, and `pushPack` between them.
 */
import { execFile } from "node:child_process";
import { chmod, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pushPack } from "../../src/github/push.ts";
import { startGitServer } from "../runners/git-server.ts";
import type { PackPush } from "../../src/github/push.ts";
import type { PushResult } from "../../src/github/port.ts";
import type { GitServer } from "../runners/git-server.ts";

const TOKEN = "token-of-the-app-only";
export const BRANCH = "ao/7-sum";

/** A text, bytes, an object with a mode of its own, or null for what is taken away. */
export type Entry = string | Buffer | { mode: string; object: string } | null;
export type Entries = Record<string, Entry>;

export interface Bench {
  server: GitServer;
  /** The commit that work begins at. */
  base: string;
  /** git in the repository where commits are made. */
  git: (args: readonly string[], input?: string | Buffer) => Promise<string>;
  blob: (contents: string | Buffer) => Promise<string>;
  link: (target: string) => Promise<{ mode: string; object: string }>;
  /** Commits on top of `parents` (the base), from the first one's files. */
  commit: (entries: Entries, about?: About) => Promise<string>;
  /** What a runner would hand over. */
  pack: (head: string, without?: readonly string[]) => Promise<Buffer>;
  push: (head: string, change?: Partial<PackPush>) => Promise<PushResult>;
  /** Where a branch is on the server; "" where it is not. */
  branch: (name?: string) => Promise<string>;
  /** Commits to a branch on the server, as a person would, and fetches it here. */
  personPushes: (branch: string, entries: Record<string, string>) => Promise<string>;
  /** A server hook that says this to whoever pushes. */
  refuseWith: (hook: "pre-receive" | "update", script: string) => Promise<void>;
  close: () => Promise<void>;
}

export interface About {
  parents?: readonly string[];
  message?: string;
  author?: string;
}

export const FILES: Record<string, string> = {
  "README.md": "# web\n",
  "sum.js": "export const sum = (a, b) => a - b;\n",
  "sum.test.js": [
    'import { expect, test } from "vitest";',
    'import { sum } from "./sum.js";',
    'test("adds", () => {',
    "  expect(sum(1, 2)).toBe(3);",
    "});",
    'test("adds nothing", () => {',
    "  expect(sum(1, 0)).toBe(1);",
    "});",
    "",
  ].join("\n"),
  "package.json": '{\n  "name": "web",\n  "scripts": { "test": "vitest run" }\n}\n',
  ".github/workflows/ci.yml": "on: [push]\njobs: {}\n",
  ".github/CODEOWNERS": "* @mira\n",
  "CLAUDE.md": "Be kind.\n",
  "docs/guide.md": "# Guide\n",
  "infra/main.tf": "# nothing yet\n",
  "src/deep/inside/a.js": "export const a = 1;\n",
};

export async function startBench(files: Record<string, string> = FILES): Promise<Bench> {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), "ao-gate-")));
  const server = await startGitServer(directory, TOKEN);
  for (const [key, value] of [
    ["http.receivepack", "true"],
    ["uploadpack.allowFilter", "true"],
    ["uploadpack.allowAnySHA1InWant", "true"],
    ["core.hooksPath", "hooks"],
  ] as const) {
    await server.git("config", key, value);
  }
  const base = await server.commit("main", files);
  const here = path.join(directory, "agent.git");
  const git = (args: readonly string[], input?: string | Buffer): Promise<string> =>
    runGit(here, args, input).then((output) => output.toString().trim());
  await runGit(directory, ["clone", "-q", "--bare", server.bare, here]);

  const blob = (contents: string | Buffer): Promise<string> =>
    git(["hash-object", "-w", "--stdin"], contents);

  async function commit(entries: Entries, about: About = {}): Promise<string> {
    const parents = about.parents ?? [base];
    const all = new Map<string, { mode: string; object: string }>();
    const listed = parents[0] === undefined ? "" : await git(["ls-tree", "-rz", parents[0]]);
    for (const line of listed.split("\0")) {
      const [, mode = "", object = "", name] = /^(\d+) \w+ (\w+)\t([^]*)$/.exec(line) ?? [];
      if (name !== undefined) all.set(name, { mode, object });
    }
    for (const [name, entry] of Object.entries(entries)) {
      if (entry === null) all.delete(name);
      else if (typeof entry === "string" || Buffer.isBuffer(entry)) {
        all.set(name, { mode: "100644", object: await blob(entry) });
      } else all.set(name, entry);
    }
    const tree = await makeTree(git, all);
    const args = ["commit-tree", tree, ...parents.flatMap((sha) => ["-p", sha])];
    return git(args, about.message ?? "Add instead of subtracting\n");
  }

  const pack = (head: string, without: readonly string[] = [base]): Promise<Buffer> =>
    runGit(
      here,
      ["pack-objects", "--revs", "--stdout", "-q"],
      [head, ...without.map((sha) => `^${sha}`), ""].join("\n"),
    );

  return {
    server,
    base,
    git,
    blob,
    link: async (target) => ({ mode: "120000", object: await blob(target) }),
    commit,
    pack,
    async push(head, change = {}) {
      return pushPack({
        repository: { id: 1, name: "acme/web", installationId: 1, private: true },
        branch: BRANCH,
        expected: null,
        from: base,
        base: { branch: "main", sha: base },
        head,
        rules: { protect: [], allowTests: false },
        signed: false,
        api: null,
        url: server.cloneUrl,
        token: TOKEN,
        temporaryDirectory: directory,
        secrets: [],
        ...change,
        pack: change.pack ?? (await pack(head)),
      });
    },
    branch: (name = BRANCH) =>
      server.git("for-each-ref", "--format=%(objectname)", `refs/heads/${name}`),
    async personPushes(branch, entries) {
      const sha = await server.commit(branch, entries);
      await git(["fetch", "-q", server.bare, sha]);
      return sha;
    },
    async refuseWith(hook, script) {
      const file = path.join(server.bare, "hooks", hook);
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
    },
    async close() {
      await server.close();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Trees as `mktree` makes them: it asks nothing about the names. */
async function makeTree(
  git: Bench["git"],
  entries: ReadonlyMap<string, { mode: string; object: string }>,
): Promise<string> {
  const lines: string[] = [];
  const folders = new Map<string, Map<string, { mode: string; object: string }>>();
  for (const [name, entry] of entries) {
    const slash = name.indexOf("/");
    if (slash === -1) {
      const type = entry.mode === "160000" ? "commit" : "blob";
      lines.push(`${entry.mode} ${type} ${entry.object}\t${name}\0`);
      continue;
    }
    const folder = folders.get(name.slice(0, slash)) ?? new Map();
    folder.set(name.slice(slash + 1), entry);
    folders.set(name.slice(0, slash), folder);
  }
  for (const [name, inside] of folders) {
    lines.push(`040000 tree ${await makeTree(git, inside)}\t${name}\0`);
  }
  return git(["mktree", "--missing", "-z"], lines.join(""));
}

function runGit(cwd: string, args: readonly string[], input?: string | Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const child = execFile(
    "git",
    args,
    {
      cwd,
      encoding: "buffer",
      maxBuffer: 500_000_000,
      env: {
        PATH: process.env["PATH"] ?? "",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_AUTHOR_NAME: "ao[bot]",
        GIT_AUTHOR_EMAIL: "ao@example.org",
        GIT_COMMITTER_NAME: "ao[bot]",
        GIT_COMMITTER_EMAIL: "ao@example.org",
      },
    },
    (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`git ${args.join(" ")}: ${stderr.toString()}`, { cause: error }));
    },
  );
  // git closes what it has no need to read; whether it did its work, its exit tells.
  child.stdin?.on("error", () => child.stdout?.resume());
  child.stdin?.end(input ?? "");
  return promise;
}
