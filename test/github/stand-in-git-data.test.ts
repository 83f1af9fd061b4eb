import type { Octokit } from "octokit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startGitHub, type StandIn } from "./stand-in.ts";
import { cloneRepository, installationOctokit, issueToken, refusal } from "./testing/client.ts";
import { type Inbox, openInbox } from "./testing/inbox.ts";

let github: StandIn;
let octokit: Octokit;
let inbox: Inbox;
let main: string;
const at = { owner: "acme", repo: "web" };

const CI = "on: push\njobs:\n  unit: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] }\n";

beforeEach(async () => {
  github = await startGitHub();
  inbox = await openInbox(github.app.webhookSecret);
  github.deliverTo(inbox.url);
  github.addUser("jo");
  await github.addRepository({
    name: "acme/web",
    files: {
      "a.txt": "a\n",
      "lib/b.txt": "b\n",
      "run.sh": "#!/bin/sh\n",
      ".github/workflows/ci.yml": CI,
    },
    collaborators: { jo: "admin" },
  });
  octokit = await installationOctokit(github);
  main = (await github.git("acme/web").head("main")) ?? "";
});

afterEach(async () => {
  await inbox.close();
  await github.stop();
});

type Entries = NonNullable<Parameters<Octokit["rest"]["git"]["createTree"]>[0]>["tree"];

async function commit(tree: Entries, message = "Change", parents = [main]): Promise<string> {
  const made = await octokit.rest.git.createTree({ ...at, base_tree: parents[0] ?? main, tree });
  const { data } = await octokit.rest.git.createCommit({
    ...at,
    message,
    tree: made.data.sha,
    parents,
  });
  return data.sha;
}

describe("a commit made over the API", () => {
  test("is the App's own, signed by GitHub, and passes where signatures are required", async () => {
    github.settings("acme/web").ruleset("**", { signatures: true });
    const blob = await octokit.rest.git.createBlob({
      ...at,
      content: Buffer.from([0, 255, 1]).toString("base64"),
      encoding: "base64",
    });
    const sha = await commit([
      { path: "bin", mode: "100644", type: "blob", sha: blob.data.sha },
      { path: "lib", mode: "040000", type: "tree", sha: null },
      { path: "link", mode: "120000", type: "blob", content: "a.txt" },
      { path: "tool", mode: "100755", type: "blob", content: "#!/bin/sh\n" },
      { path: "sub", mode: "160000", type: "commit", sha: "1".repeat(40) },
    ]);
    const { data } = await octokit.rest.git.getCommit({ ...at, commit_sha: sha });
    expect(data).toMatchObject({
      author: { name: "ao[bot]", email: expect.stringMatching(/^\d+\+ao\[bot\]@users\.noreply/) },
      committer: { name: "GitHub", email: "noreply@github.com" },
      verification: { verified: true, reason: "valid" },
    });
    await octokit.rest.git.createRef({ ...at, ref: "refs/heads/ao/1", sha });
    await github.quiet();
    expect(inbox.names()).toEqual(
      expect.arrayContaining(["create", "push", "check_suite.requested", "workflow_run.completed"]),
    );
    const clone = await cloneRepository(github, "acme/web", await issueToken(github));
    const files = (await clone.git("ls-tree", "-r", "origin/ao/1")).stdout;
    expect(files.split("\n").map((line) => line.replace(/ .*\t/, " "))).toEqual([
      "100644 .github/workflows/ci.yml",
      "100644 a.txt",
      "100644 bin",
      "120000 link",
      "100755 run.sh",
      "160000 sub",
      "100755 tool",
    ]);
    expect((await clone.git("fsck", "--strict")).exitCode).toBe(0);
    await clone.remove();
    expect(github.violations).toEqual([]);
  });

  test("with an author of its own is not signed and is refused", async () => {
    github.settings("acme/web").ruleset("ao/**", { signatures: true });
    const tree = await octokit.rest.git.createTree({
      ...at,
      base_tree: main,
      tree: [{ path: "c", mode: "100644", type: "blob", content: "c\n" }],
    });
    const { data } = await octokit.rest.git.createCommit({
      ...at,
      message: "c",
      tree: tree.data.sha,
      parents: [main],
      author: { name: "Jo", email: "jo@example.com", date: "2026-01-02T03:04:05Z" },
    });
    expect(data).toMatchObject({
      author: { name: "Jo", date: "2026-01-02T03:04:05Z" },
      committer: { name: "Jo" },
      verification: { verified: false, reason: "unsigned" },
    });
    const made = octokit.rest.git.createRef({ ...at, ref: "refs/heads/ao/1", sha: data.sha });
    expect(await refusal(made)).toMatchObject({
      status: 422,
      message: expect.stringContaining(
        "Repository rule violations found\n\nCommits must have verified signatures.",
      ),
    });
    expect(github.violations).toEqual([]);
  });

  test("moves a branch forward, and a pull request with it", async () => {
    const first = await commit([{ path: "c", mode: "100644", type: "blob", content: "c\n" }]);
    await octokit.rest.git.createRef({ ...at, ref: "refs/heads/ao/1", sha: first });
    await octokit.rest.pulls.create({ ...at, title: "c", head: "ao/1", base: "main" });
    const second = await commit(
      [{ path: "c", mode: "100644", type: "blob", content: "d\n" }],
      "d",
      [first],
    );
    await octokit.rest.git.updateRef({ ...at, ref: "heads/ao/1", sha: second, force: false });
    await github.quiet();
    expect(inbox.names().filter((name) => name === "pull_request.synchronize")).toHaveLength(1);
    expect(github.pulls("acme/web")[0]?.head.sha).toBe(second);
    const back = octokit.rest.git.updateRef({ ...at, ref: "heads/ao/1", sha: first, force: false });
    expect(await refusal(back)).toMatchObject({
      status: 422,
      message: expect.stringContaining("Update is not a fast forward"),
    });
    expect(github.violations).toEqual([]);
  });
});

describe("GitHub refuses", () => {
  const blob = { mode: "100644", type: "blob" } as const;
  test.each([
    ["to delete what is not there", { path: "nope", sha: null, ...blob }, "GitRPC::BadObjectState"],
    ["a blob it does not know", { path: "c", sha: "2".repeat(40), ...blob }, "is not a valid blob"],
    ["a path out of the tree", { path: "../c", content: "c", ...blob }, "malformed path"],
    ["a path from the root", { path: "/c", content: "c", ...blob }, "cannot start with a slash"],
  ])("%s", async (_name, entry, words) => {
    const made = octokit.rest.git.createTree({ ...at, base_tree: main, tree: [entry] });
    expect(await refusal(made)).toMatchObject({
      status: 422,
      message: expect.stringContaining(words),
    });
    expect(github.violations).toEqual([]);
  });

  test("a workflow that an App without the right changes, but not one that is on a branch", async () => {
    const path = ".github/workflows/ci.yml";
    const made = octokit.rest.git.createTree({
      ...at,
      base_tree: main,
      tree: [{ path, content: "on: push\n", ...blob }],
    });
    expect(await refusal(made)).toMatchObject({ status: 403 });
    await github.as("jo").pushFiles("acme/web", "old", { x: "x" }, "x");
    await github.as("jo").pushFiles("acme/web", "main", { [path]: `# new\n${CI}` }, "New CI");
    const clone = await cloneRepository(github, "acme/web", await issueToken(github));
    await clone.git("switch", "--quiet", "old");
    await clone.git("merge", "--quiet", "-m", "merge", "origin/main");
    expect(await clone.push("old")).toMatchObject({ exitCode: 0 });
    await clone.remove();
    expect(github.violations).toEqual([]);
  });

  test("a tree, a parent or a branch that cannot be", async () => {
    const tree = await octokit.rest.git.getTree({ ...at, tree_sha: main, recursive: "1" });
    expect(tree.data.tree.map(({ path }) => path)).toContain("lib/b.txt");
    const as = (change: object) =>
      refusal(
        octokit.rest.git.createCommit({ ...at, message: "m", tree: tree.data.sha, ...change }),
      );
    expect(await as({ tree: main })).toMatchObject({ status: 422 });
    expect(await as({ parents: [tree.data.sha] })).toMatchObject({ status: 422 });
    await octokit.rest.git.createRef({ ...at, ref: "refs/heads/ao/1", sha: main });
    const folder = octokit.rest.git.createRef({ ...at, ref: "refs/heads/ao", sha: main });
    expect(await refusal(folder)).toMatchObject({ status: 422 });
    const { data } = await octokit.rest.git.getBlob({
      ...at,
      file_sha: tree.data.tree.find(({ path }) => path === "a.txt")?.sha ?? "",
    });
    expect(Buffer.from(data.content, "base64").toString()).toBe("a\n");
    expect(github.violations).toEqual([]);
  });
});
