import type { Octokit } from "octokit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startGitHub, type StandIn } from "./stand-in.ts";
import { installationOctokit, refusal } from "./testing/client.ts";

let github: StandIn;
let octokit: Octokit;
let number: number;
const at = { owner: "acme", repo: "web" };

beforeEach(async () => {
  github = await startGitHub({ actions: false });
  for (const login of ["mira", "jo"]) github.addUser(login);
  await github.addRepository({
    name: "acme/web",
    private: true,
    files: { "README.md": "# web\n", "src/a.ts": "export {};\n" },
    collaborators: { mira: "maintain", jo: "triage" },
  });
  octokit = await installationOctokit(github);
  number = await github.as("mira").openIssue("acme/web", { title: "Broken", body: "It broke" });
});

afterEach(async () => {
  await github.stop();
});

describe("issues", () => {
  test("keep comments, reactions and labels as they are written", async () => {
    const words = { ...at, issue_number: number, body: "Hello" };
    const { data: comment } = await octokit.rest.issues.createComment(words);
    expect(comment).toMatchObject({ user: { login: "ao[bot]", type: "Bot" }, body: "Hello" });
    expect(comment.performed_via_github_app?.id).toBe(github.app.id);
    const wave = { ...at, comment_id: comment.id, content: "eyes" as const };
    const first = await octokit.rest.reactions.createForIssueComment(wave);
    const second = await octokit.rest.reactions.createForIssueComment(wave);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.data.id).toBe(first.data.id);
    const seen = await octokit.rest.issues.getComment({ ...at, comment_id: comment.id });
    expect(seen.data.reactions).toMatchObject({ total_count: 1, eyes: 1 });
    const list = await octokit.rest.reactions.listForIssueComment({
      ...at,
      comment_id: comment.id,
    });
    expect(list.data).toHaveLength(1);
    await octokit.rest.reactions.deleteForIssueComment({
      ...at,
      comment_id: comment.id,
      reaction_id: first.data.id,
    });
    await octokit.rest.issues.deleteComment({ ...at, comment_id: comment.id });
    expect(github.issue("acme/web", number).comments).toEqual([]);
    expect(github.violations).toEqual([]);
  });

  test("are listed by label, and tell who labelled them", async () => {
    await github.as("jo").label("acme/web", number, "bug");
    await github.as("mira").openIssue("acme/web", { title: "Other" });
    const labelled = await octokit.rest.issues.listForRepo({ ...at, labels: "bug" });
    expect(labelled.data.map((issue) => issue.number)).toEqual([number]);
    const events = await octokit.rest.issues.listEvents({ ...at, issue_number: number });
    expect(events.data).toMatchObject([
      { event: "labeled", actor: { login: "jo" }, label: { name: "bug" } },
    ]);
    await octokit.rest.issues.removeLabel({ ...at, issue_number: number, name: "bug" });
    const again = octokit.rest.issues.removeLabel({ ...at, issue_number: number, name: "bug" });
    expect(await refusal(again)).toMatchObject({ status: 404 });
    expect(github.violations).toEqual([]);
  });

  test("refuse what is longer than GitHub allows", async () => {
    const write = (body: string) =>
      octokit.rest.issues.createComment({ ...at, issue_number: number, body });
    await write("x".repeat(65_536));
    expect(await refusal(write("x".repeat(65_537)))).toMatchObject({
      status: 422,
      message: expect.stringContaining("Body is too long (maximum is 65536 characters)"),
    });
    const label = octokit.rest.issues.createLabel({ ...at, name: "x".repeat(51) });
    expect(await refusal(label)).toMatchObject({ status: 422 });
    const twice = octokit.rest.issues.createLabel({ ...at, name: "BUG" });
    expect((await refusal(twice)).message).toContain("already_exists");
    expect(github.violations).toEqual([]);
  });

  test("that are locked take no comment of the App", async () => {
    await github.as("mira").lockIssue("acme/web", number);
    const write = octokit.rest.issues.createComment({ ...at, issue_number: number, body: "x" });
    expect(await refusal(write)).toMatchObject({ status: 403 });
    await github.as("mira").comment("acme/web", number, "I may");
    expect(github.violations).toEqual([]);
  });
});

describe("lists", () => {
  test("come in pages with Link headers", async () => {
    for (let index = 1; index <= 5; index += 1) {
      await github.as("mira").comment("acme/web", number, `comment ${index}`);
    }
    const first = await octokit.rest.issues.listComments({
      ...at,
      issue_number: number,
      per_page: 2,
    });
    expect(first.headers.link).toContain('page=3>; rel="last"');
    const all = await octokit.paginate(octokit.rest.issues.listComments, {
      ...at,
      issue_number: number,
      per_page: 2,
    });
    expect(all.map(({ body }) => body)).toEqual([1, 2, 3, 4, 5].map((n) => `comment ${n}`));
    expect(github.violations).toEqual([]);
  });

  test("that did not change are answered 304, which costs nothing", async () => {
    const path = "GET /repos/acme/web/issues/1/comments";
    const first = await octokit.request(path);
    const used = Number(first.headers["x-ratelimit-used"]);
    const again = octokit.request(path, { headers: { "if-none-match": first.headers.etag } });
    expect(await refusal(again)).toMatchObject({ status: 304 });
    await github.as("mira").comment("acme/web", number, "news");
    const news = await octokit.request(path, { headers: { "if-none-match": first.headers.etag } });
    expect(news.status).toBe(200);
    expect(Number(news.headers["x-ratelimit-used"])).toBe(used + 1);
    expect(github.violations).toEqual([]);
  });
});

describe("checks", () => {
  test("of the App and of others stand at a commit side by side", async () => {
    const sha = await github.as("mira").pushFiles("acme/web", "x", { a: "a" }, "work");
    const outside = github.external("acme/web");
    await outside.status(sha, "ci/circleci", "pending", { url: "https://ci.example/1" });
    await outside.status(sha, "ci/circleci", "failure", { description: "2 failed" });
    await outside.checkRun(sha, "lint", null, { app: "buildkite" });
    const { data: own } = await octokit.rest.checks.create({
      ...at,
      name: "AO",
      head_sha: sha,
      status: "in_progress",
      output: { title: "Working", summary: "…" },
    });
    const combined = await octokit.rest.repos.getCombinedStatusForRef({ ...at, ref: sha });
    expect(combined.data).toMatchObject({ state: "failure", total_count: 1 });
    const suites = await octokit.rest.checks.listSuitesForRef({ ...at, ref: sha });
    expect(suites.data.check_suites.map(({ app, status }) => [app?.slug, status])).toEqual([
      ["ao", "in_progress"],
      ["buildkite", "in_progress"],
    ]);
    await outside.checkRun(sha, "lint", "success", { app: "buildkite" });
    await octokit.rest.checks.update({
      ...at,
      check_run_id: own.id,
      conclusion: "neutral",
      output: {
        title: "Done",
        summary: "ok",
        annotations: [
          { path: "a", start_line: 1, end_line: 1, annotation_level: "notice", message: "here" },
        ],
      },
    });
    expect(github.checkRuns("acme/web", sha)).toMatchObject([
      { name: "lint", app: "buildkite", conclusion: "success" },
      { name: "AO", app: "ao", status: "completed", conclusion: "neutral", title: "Done" },
    ]);
    const notes = await octokit.rest.checks.listAnnotations({ ...at, check_run_id: own.id });
    expect(notes.data).toMatchObject([{ path: "a", message: "here" }]);
    const theirs = github.checkRuns("acme/web", sha)[0]?.id ?? 0;
    const change = octokit.rest.checks.update({ ...at, check_run_id: theirs, status: "queued" });
    expect(await refusal(change)).toMatchObject({ status: 403 });
    expect(github.violations).toEqual([]);
  });

  test("have at most three buttons with short names", async () => {
    const sha = (await github.git("acme/web").head("main")) ?? "";
    const button = { label: "Stop", description: "Stops the agent", identifier: "stop" };
    const create = (actions: (typeof button)[]) =>
      octokit.rest.checks.create({ ...at, name: "AO", head_sha: sha, actions });
    expect(await refusal(create([button, button, button, button]))).toMatchObject({ status: 422 });
    expect(await refusal(create([{ ...button, label: "x".repeat(21) }]))).toMatchObject({
      status: 422,
    });
    // The oracle knows these limits too: a request that breaks them is the App's mistake.
    expect(github.violations).toHaveLength(2);
    github.violations.length = 0;
    await create([button, button, button]);
    const nowhere = { ...at, name: "AO", head_sha: "1".repeat(40) };
    expect(await refusal(octokit.rest.checks.create(nowhere))).toMatchObject({ status: 422 });
    expect(github.violations).toEqual([]);
  });
});

describe("contents", () => {
  test("are read as they are, as JSON, and at a commit", async () => {
    const raw = await octokit.rest.repos.getContent({
      ...at,
      path: "src/a.ts",
      mediaType: { format: "raw" },
    });
    expect(raw.data).toBe("export {};\n");
    const json = await octokit.rest.repos.getContent({ ...at, path: "src/a.ts", ref: "main" });
    expect(json.data).toMatchObject({ type: "file", encoding: "base64", size: 11 });
    const folder = await octokit.rest.repos.getContent({ ...at, path: "src" });
    expect(folder.data).toMatchObject([{ type: "file", path: "src/a.ts" }]);
    const missing = octokit.rest.repos.getContent({ ...at, path: ".github/ao.yml" });
    expect(await refusal(missing)).toMatchObject({ status: 404 });
    expect(github.violations).toEqual([]);
  });

  test("can be written and compared without git", async () => {
    const { data: main } = await octokit.rest.repos.getBranch({ ...at, branch: "main" });
    await octokit.rest.git.createRef({ ...at, ref: "refs/heads/ao/9", sha: main.commit.sha });
    await octokit.rest.repos.createOrUpdateFileContents({
      ...at,
      path: "b.ts",
      branch: "ao/9",
      message: "Add b",
      content: Buffer.from("b\n").toString("base64"),
    });
    const compared = await octokit.rest.repos.compareCommitsWithBasehead({
      ...at,
      basehead: "main...ao/9",
    });
    expect(compared.data).toMatchObject({ status: "ahead", ahead_by: 1, behind_by: 0 });
    expect(compared.data.files).toMatchObject([{ filename: "b.ts", patch: "@@ -0,0 +1 @@\n+b" }]);
    expect(github.violations).toEqual([]);
  });
});

describe("limits", () => {
  test("stop an App that writes too much, and say when to come back", async () => {
    const small = await startGitHub({ actions: false, limits: { contentPerMinute: 3 } });
    small.addUser("mira");
    await small.addRepository({ name: "acme/web", files: { a: "a" } });
    await small.as("mira").openIssue("acme/web", { title: "Broken" });
    const other = await installationOctokit(small);
    const write = () => other.rest.issues.createComment({ ...at, issue_number: 1, body: "x" });
    for (let index = 0; index < 3; index += 1) await write();
    const refused = await write().catch((error: unknown) => error);
    expect(refused).toMatchObject({
      status: 403,
      response: { headers: { "retry-after": "60" } },
      message: expect.stringContaining("secondary rate limit"),
    });
    expect(small.violations).toEqual([]);
    await small.stop();
  });

  test("of an hour are in the headers and end in 403", async () => {
    const small = await startGitHub({ limits: { requestsPerHour: 2 } });
    await small.addRepository({ name: "acme/web", files: { a: "a" } });
    const other = await installationOctokit(small);
    await other.rest.repos.get(at);
    const second = await other.rest.repos.get(at);
    expect(second.headers).toMatchObject({
      "x-ratelimit-limit": "2",
      "x-ratelimit-remaining": "0",
    });
    expect(await refusal(other.rest.repos.get(at))).toMatchObject({ status: 403 });
    await small.stop();
  });
});
