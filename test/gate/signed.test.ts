/** Commits that GitHub makes and signs, from what a runner handed over: same files, other names. */
import { chmod, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeGitHub } from "../../src/github/client.ts";
import { connect } from "../../src/github/connection.ts";
import type { GitHub, Push, PushResult } from "../../src/github/port.ts";
import { startGitHub, type StandIn } from "../github/stand-in.ts";
import { type Clone, cloneRepository, issueToken } from "../github/testing/client.ts";

const NAME = "acme/web";
const BRANCH = "ao/7-sum";
let github: StandIn;
let port: GitHub;
let clone: Clone;
let base = "";

beforeEach(async () => {
  github = await startGitHub();
  github.addUser("jo");
  await github.addRepository({
    name: NAME,
    files: {
      "a.txt": "a\n",
      "lib/b.txt": "b\n",
      "lib/c.txt": "c\n",
      "run.sh": "#!/bin/sh\n",
    },
    collaborators: { jo: "admin" },
  });
  github.settings(NAME).ruleset("ao/**", { signatures: true });
  port = makeGitHub({
    connection: connect({
      appId: github.app.id,
      privateKey: github.app.privateKey,
      webhookSecret: github.app.webhookSecret,
      githubUrl: github.url,
      now: () => Date.now(),
    }),
    githubUrl: github.url,
    appId: github.app.id,
    temporaryDirectory: tmpdir(),
    secrets: [],
  });
  clone = await cloneRepository(github, NAME, await issueToken(github));
  base = await git("rev-parse", "HEAD");
});

afterEach(async () => {
  await clone.remove();
  await github.stop();
  // Every request and answer is held against GitHub's own description.
  if (github.violations.length > 0) throw new Error(github.violations.join("\n"));
});

async function git(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await clone.git(...args);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim();
}

async function write(file: string, content: string | Buffer): Promise<void> {
  const place = path.join(clone.directory, file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, content);
}

async function commit(message: string): Promise<string> {
  await git("add", "--all");
  await git("commit", "--quiet", "--allow-empty", "--message", message);
  return git("rev-parse", "HEAD");
}

async function push(head: string, change: Partial<Push> = {}): Promise<PushResult> {
  const [{ repository } = { repository: undefined }] = await port.repositories(
    github.installationId,
  );
  if (repository === undefined) throw new Error("no repository");
  const from = change.from ?? base;
  const packed = await execa("git", ["pack-objects", "--revs", "--stdout", "-q"], {
    cwd: clone.directory,
    input: `${head}\n^${from}\n^${base}\n`,
    encoding: "buffer",
  });
  return port.push({
    repository,
    branch: BRANCH,
    expected: null,
    from,
    base: { branch: "main", sha: base },
    head,
    pack: Buffer.from(packed.stdout),
    rules: { protect: [], allowTests: false },
    signed: true,
    ...change,
  });
}

/** Where GitHub has put it. @throws {Error} when it was refused */
async function pushed(head: string, change: Partial<Push> = {}): Promise<string> {
  const result = await push(head, change);
  if (!result.pushed) throw new Error(result.says);
  expect(await github.git(NAME).head(BRANCH)).toBe(result.head);
  return result.head;
}

async function treeOnGitHub(commitName: string): Promise<string> {
  const { directory } = github.git(NAME);
  return (await execa("git", ["rev-parse", `${commitName}^{tree}`], { cwd: directory })).stdout;
}

async function onGitHub(...args: string[]): Promise<string> {
  return (await execa("git", args, { cwd: github.git(NAME).directory })).stdout;
}

function calls(method: string, route: RegExp): number {
  return github.requests.filter((one) => one.method === method && route.test(one.path)).length;
}

describe("the files are the same", () => {
  test("texts, bytes, an empty file, modes, a symbolic link, a move, a deletion, a file in a folder's place", async () => {
    await write("new/deep/text.txt", "text\r\nwith BOM\n");
    await write("bytes.bin", Buffer.from([0, 255, 1, 2]));
    await write("latin1.txt", Buffer.from([0x63, 0xe9]));
    await write("empty", "");
    await symlink("a.txt", path.join(clone.directory, "link"));
    await chmod(path.join(clone.directory, "a.txt"), 0o755);
    await rename(path.join(clone.directory, "run.sh"), path.join(clone.directory, "moved.sh"));
    await rm(path.join(clone.directory, "lib"), { recursive: true });
    await write("lib", "a file now\n");
    const head = await commit("All at once");

    const made = await pushed(head);

    expect(await treeOnGitHub(made)).toBe(await git("rev-parse", `${head}^{tree}`));
    expect(made).not.toBe(head);
    // Texts travel inside the tree; only bytes and what is empty need a call of their own.
    expect(calls("POST", /git\/blobs$/)).toBe(3);
  });

  test("several commits, an empty one and a merge of the base: the history is the same, and each is signed", async () => {
    await write("one.txt", "1\n");
    await commit("One");
    await commit("Nothing");
    await github.as("jo").pushFiles(NAME, "main", { "theirs.txt": "theirs\n" }, "Theirs");
    await git("fetch", "--quiet", "origin");
    await git("merge", "--quiet", "--no-edit", "origin/main");
    await write("two.txt", "2\n");
    const head = await commit("Two\n\nBecause.");

    const made = await pushed(head);

    const shape = "--format=%s %T";
    expect(await onGitHub("log", "--topo-order", shape, made)).toBe(
      await git("log", "--topo-order", shape, head),
    );
    expect(await onGitHub("log", "-1", "--format=%B", made)).toBe("Two\n\nBecause.");
    const names = await onGitHub("rev-list", made, "^main");
    expect(names.split("\n")).toHaveLength(4);
    expect(await onGitHub("merge-base", made, "main")).toBe(await onGitHub("rev-parse", "main"));
    const raw = await Promise.all(
      names.split("\n").map((name) => onGitHub("cat-file", "commit", name)),
    );
    expect(raw.every((text) => text.includes("\ngpgsig "))).toBe(true);
  });
});

describe("the branch", () => {
  test("the next commits go on top of GitHub's", async () => {
    await write("one.txt", "1\n");
    const first = await pushed(await commit("One"));
    await git("fetch", "--quiet", "origin");
    await git("reset", "--quiet", "--soft", first);
    await write("two.txt", "2\n");
    const head = await commit("Two");

    const second = await pushed(head, { expected: first, from: first });

    expect(await onGitHub("rev-parse", `${second}^`)).toBe(first);
  });

  test("tried again after a crash: what is there already is known, and nothing is made twice", async () => {
    await write("one.txt", "1\n");
    const head = await commit("One");
    const first = await pushed(head);
    const before = calls("POST", /git\/(?:commits|trees|blobs|refs)$/);

    expect(await pushed(head)).toBe(first);
    // Before it was known that signatures are wanted, too.
    expect(await pushed(head, { signed: false })).toBe(first);
    expect(calls("POST", /git\/(?:commits|trees|blobs|refs)$/)).toBe(before);
  });

  test("somebody else has pushed to it: nothing is put over it", async () => {
    await write("one.txt", "1\n");
    const head = await commit("One");
    await github.as("jo").pushFiles(NAME, BRANCH, { "theirs.txt": "theirs\n" }, "Theirs");

    for (const signed of [true, false]) {
      expect(await push(head, { signed })).toMatchObject({
        pushed: false,
        says: expect.stringContaining("Somebody else has pushed"),
      });
    }
  });

  test("signatures are wanted, and nobody could know: GitHub's refusal of the push tells it", async () => {
    github.settings(NAME).dropRulesets();
    github.settings(NAME).protect("ao/*", { signatures: true });
    await write("one.txt", "1\n");

    const result = await push(await commit("One"), { signed: false });

    expect(result).toMatchObject({ pushed: true, signed: true });
  });

  test("other rules refuse the branch: they are told as for a push", async () => {
    github.settings(NAME).ruleset("ao/**", { messagePattern: "^feat: " });
    await write("one.txt", "1\n");

    expect(await push(await commit("One"))).toMatchObject({
      pushed: false,
      says: expect.stringMatching(/^The repository's rules refuse the push: .*pattern/),
    });
  });
});

test("a sign-off names whom GitHub names as the author", async () => {
  await write("one.txt", "1\n");
  const head = await commit("One\n\nSigned-off-by: AO <ao@example.com>");

  const made = await pushed(head);

  const author = await onGitHub("log", "-1", "--format=%an <%ae>", made);
  expect(author).toContain("ao[bot]");
  expect(await onGitHub("log", "-1", "--format=%B", made)).toBe(`One\n\nSigned-off-by: ${author}`);
  // And it is still known for the same when it is tried again.
  expect(await pushed(head)).toBe(made);
});

test("more than an hour of GitHub's API bears: the agent is told to hand over less", async () => {
  let head = "";
  for (let nth = 0; nth < 51; nth += 1) head = await commit(`Step ${nth}`);

  expect(await push(head)).toMatchObject({
    pushed: false,
    forAgent: true,
    says: expect.stringContaining("at most 50 commits"),
  });
});
