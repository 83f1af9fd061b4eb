import type { Octokit } from "octokit";
import { afterEach, beforeEach, expect, test } from "vitest";
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

const pull = { ...at, title: "Fix", body: "Fixes #1", base: "main", head: "ao/1-fix" };
const push = (files: Record<string, string>, branch = "ao/1-fix") =>
  github.as("mira").pushFiles("acme/web", branch, files, "work");

test("pull requests need a branch with commits, and only one is open for it", async () => {
  expect((await refusal(octokit.rest.pulls.create(pull))).message).toContain("invalid");
  const { data: main } = await octokit.rest.git.getRef({ ...at, ref: "heads/main" });
  const ref = { ...at, ref: "refs/heads/ao/1-fix", sha: main.object.sha };
  await octokit.rest.git.createRef(ref);
  const empty = await refusal(octokit.rest.pulls.create(pull));
  expect(empty.message).toContain("No commits between main and ao/1-fix");
  await push({ a: "a" });
  const { data } = await octokit.rest.pulls.create(pull);
  const second = await refusal(octokit.rest.pulls.create(pull));
  expect(second).toMatchObject({
    status: 422,
    message: expect.stringContaining("A pull request already exists for acme:ao/1-fix."),
  });
  const found = await octokit.rest.pulls.list({ ...at, head: "acme:ao/1-fix" });
  expect(found.data.map((one) => one.number)).toEqual([data.number]);
  expect(github.violations).toEqual([]);
});

test("pull requests tell whether they merge only to whoever asks a second time", async () => {
  await push({ "README.md": "mine\n" });
  const { data } = await octokit.rest.pulls.create(pull);
  const look = async () => (await octokit.rest.pulls.get({ ...at, pull_number: data.number })).data;
  expect((await look()).mergeable).toBeNull();
  expect(await look()).toMatchObject({ mergeable: true, mergeable_state: "clean" });
  await push({ "README.md": "theirs\n" }, "main");
  await look();
  expect(await look()).toMatchObject({ mergeable: false, mergeable_state: "dirty" });
  await expect(github.as("mira").mergePullRequest("acme/web", data.number)).rejects.toThrow(
    "not mergeable",
  );
  expect(github.violations).toEqual([]);
});

test("pull requests close the issues they name when they are merged, not before", async () => {
  await push({ a: "a" });
  const { data } = await octokit.rest.pulls.create(pull);
  const files = await octokit.rest.pulls.listFiles({ ...at, pull_number: data.number });
  expect(files.data).toMatchObject([{ filename: "a", status: "added", additions: 1 }]);
  expect(github.issue("acme/web", 1).state).toBe("open");
  await github.as("mira").mergePullRequest("acme/web", data.number, "squash");
  expect(github.issue("acme/web", 1)).toMatchObject({
    state: "closed",
    stateReason: "completed",
  });
  expect(await github.git("acme/web").log("main")).toEqual(["Fix (#2)", "Initial commit"]);
  expect(github.violations).toEqual([]);
});

test("pull requests are merged by a push that brings their head to the base, and closed with their branch", async () => {
  const sha = await push({ a: "a" });
  await octokit.rest.pulls.create(pull);
  await octokit.rest.git.updateRef({ ...at, ref: "heads/main", sha });
  expect(github.pulls("acme/web")).toMatchObject([{ state: "closed", merged: true }]);
  await push({ b: "b" }, "ao/2");
  await octokit.rest.pulls.create({ ...pull, head: "ao/2" });
  await github.as("mira").deleteBranch("acme/web", "ao/2");
  expect(github.pulls("acme/web")[1]).toMatchObject({ state: "closed", merged: false });
  expect(github.violations).toEqual([]);
});

test("pull requests are opened once, even where two calls come at once", async () => {
  await push({ a: "a" });
  const calls = [octokit.rest.pulls.create(pull), octokit.rest.pulls.create(pull)];
  const answers = await Promise.allSettled(calls);
  expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(github.pulls("acme/web")).toHaveLength(1);
});

test("pull requests are drafts only where drafts are allowed", async () => {
  await github.addRepository({ name: "acme/old", files: { a: "a" }, drafts: false });
  github.setCollaborator("acme/old", "mira", "write");
  await github.as("mira").pushFiles("acme/old", "ao/1", { b: "b" }, "work");
  const old = { ...pull, repo: "old", head: "ao/1" };
  const draft = await refusal(octokit.rest.pulls.create({ ...old, draft: true }));
  expect(draft).toMatchObject({ status: 422, message: expect.stringContaining("Draft") });
  expect((await octokit.rest.pulls.create(old)).data.draft).toBe(false);
  expect(github.violations).toEqual([]);
});

test("pull requests are reviewed by collaborators, and answered in their threads", async () => {
  await push({ a: "a" });
  const { data } = await octokit.rest.pulls.create(pull);
  const reviewers = { ...at, pull_number: data.number };
  await octokit.rest.pulls.requestReviewers({ ...reviewers, reviewers: ["mira"] });
  expect(github.pulls("acme/web")[0]?.requestedReviewers).toEqual(["mira"]);
  github.addUser("stranger");
  const stranger = octokit.rest.pulls.requestReviewers({ ...reviewers, reviewers: ["stranger"] });
  expect(await refusal(stranger)).toMatchObject({ status: 422 });
  await github
    .as("mira")
    .requestChanges("acme/web", data.number, "No", [{ path: "a", line: 1, body: "why?" }]);
  expect(github.pulls("acme/web")[0]?.requestedReviewers).toEqual([]);
  const comments = await octokit.rest.pulls.listReviewComments(reviewers);
  const asked = comments.data[0]?.id ?? 0;
  await octokit.rest.pulls.createReplyForReviewComment({
    ...reviewers,
    comment_id: asked,
    body: "because",
  });
  expect(github.pulls("acme/web")[0]?.reviewComments).toMatchObject([
    { body: "why?", replyTo: null },
    { body: "because", replyTo: asked, author: "ao[bot]" },
  ]);
  const reviews = await octokit.rest.pulls.listReviews(reviewers);
  expect(reviews.data).toMatchObject([{ state: "CHANGES_REQUESTED", user: { login: "mira" } }]);
  expect(github.violations).toEqual([]);
});

test("pull requests become ready and drafts again over GraphQL", async () => {
  await push({ a: "a" });
  const { data } = await octokit.rest.pulls.create({ ...pull, draft: true });
  const change = (name: string) =>
    octokit.graphql(
      `mutation ($id: ID!) { ${name}(input: { pullRequestId: $id }) { pullRequest { number isDraft } } }`,
      { id: data.node_id },
    );
  expect(await change("markPullRequestReadyForReview")).toEqual({
    markPullRequestReadyForReview: { pullRequest: { number: data.number, isDraft: false } },
  });
  await change("convertPullRequestToDraft");
  expect(github.pulls("acme/web")[0]?.draft).toBe(true);
  const words = { ...at, issue_number: number, body: "old" };
  const comment = await octokit.rest.issues.createComment(words);
  await octokit.graphql(
    "mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }",
    { id: comment.data.node_id },
  );
  expect(github.issue("acme/web", number).comments[0]?.minimized).toBe("OUTDATED");
  await expect(
    octokit.graphql(
      'mutation { minimizeComment(input: { subjectId: "x", classifier: SPAM }) { clientMutationId } }',
    ),
  ).rejects.toThrow("Could not resolve to a node");
  expect(github.violations).toEqual([]);
});
