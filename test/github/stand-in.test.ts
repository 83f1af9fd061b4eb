import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startGitHub, type StandIn } from "./stand-in.ts";
import { cloneRepository, installationOctokit, issueToken } from "./testing/client.ts";
import { type Inbox, openInbox } from "./testing/inbox.ts";

let github: StandIn;
let inbox: Inbox;

beforeEach(async () => {
  github = await startGitHub();
  inbox = await openInbox(github.app.webhookSecret);
  github.deliverTo(inbox.url);
});

afterEach(async () => {
  await github.stop();
  await inbox.close();
});

const WORKFLOW = `name: ci
on: { push: { branches-ignore: [main] } }
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: sh test.sh
`;

test("a labelled issue goes all the way to a merged pull request", async () => {
  github.addUser("mira");
  await github.addRepository({
    name: "acme/web",
    private: true,
    collaborators: { mira: "write" },
    files: {
      "README.md": "# web\n",
      "test.sh": "echo expected 200, got 422\nexit 1\n",
      ".github/workflows/ci.yml": WORKFLOW,
    },
  });
  const octokit = await installationOctokit(github);
  const at = { owner: "acme", repo: "web" };
  const mira = github.as("mira");

  // Label, permission, first words.
  await octokit.rest.issues.createLabel({ ...at, name: "ao", color: "1f6feb" });
  const number = await mira.openIssue("acme/web", { title: "Login crashes", body: "Empty team" });
  await mira.label("acme/web", number, "ao");
  await github.quiet();
  expect(inbox.names()).toContain("issues.labeled");
  const permission = await octokit.rest.repos.getCollaboratorPermissionLevel({
    ...at,
    username: "mira",
  });
  expect(permission.data).toMatchObject({ permission: "write", role_name: "write" });
  await octokit.rest.reactions.createForIssue({ ...at, issue_number: number, content: "eyes" });
  const words = { ...at, issue_number: number, body: "Working on it" };
  const status = await octokit.rest.issues.createComment(words);

  // Commits come by git, the pull request by the API.
  const clone = await cloneRepository(github, "acme/web", await issueToken(github));
  await clone.commit({ "login.ts": "export const login = 1;\n" }, "Fix login");
  expect(await clone.push("ao/1-login")).toMatchObject({ exitCode: 0 });
  const pull = await octokit.rest.pulls.create({
    ...at,
    title: "Fix login",
    body: `Fixes #${number}`,
    head: "ao/1-login",
    base: "main",
    draft: true,
  });
  expect(pull.data).toMatchObject({ draft: true, mergeable: null, changed_files: 1, commits: 1 });
  await github.quiet();

  // A red check, its log, and a commit that mends it.
  const red = await octokit.rest.checks.listForRef({ ...at, ref: pull.data.head.sha });
  expect(red.data.check_runs).toMatchObject([{ name: "unit", conclusion: "failure" }]);
  const jobId = red.data.check_runs[0]?.id ?? 0;
  const log = await octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...at, job_id: jobId });
  expect(log.data).toContain("expected 200, got 422");
  await clone.commit({ "test.sh": "exit 0\n" }, "Mend the test");
  await clone.push("ao/1-login");
  await clone.remove();
  await github.quiet();
  const head = (await github.git("acme/web").head("ao/1-login")) ?? "";
  const green = await octokit.rest.checks.listForRef({ ...at, ref: head });
  expect(green.data.check_runs).toMatchObject([{ name: "unit", conclusion: "success" }]);

  // Ready, approved, merged.
  await octokit.rest.issues.updateComment({ ...at, comment_id: status.data.id, body: "Green" });
  await octokit.graphql(
    "mutation ($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }",
    { id: pull.data.node_id },
  );
  await mira.approve("acme/web", pull.data.number);
  await mira.mergePullRequest("acme/web", pull.data.number);
  await github.quiet();
  expect(github.issue("acme/web", number)).toMatchObject({
    state: "closed",
    labels: ["ao"],
    reactions: [{ content: "eyes", user: "ao[bot]" }],
    comments: [{ author: "ao[bot]", body: "Green", edits: [{ from: "Working on it" }] }],
  });
  expect(github.pulls("acme/web")).toMatchObject([{ merged: true, draft: false, state: "closed" }]);
  expect(await github.git("acme/web").show("main", "login.ts")).toBe("export const login = 1;\n");
  expect(new Set(inbox.names())).toEqual(
    new Set([
      "installation_repositories.added",
      "label.created",
      "issues.opened",
      "issues.labeled",
      "issue_comment.created",
      "create",
      "push",
      "check_suite.requested",
      "workflow_run.requested",
      "check_run.created",
      "workflow_job.queued",
      "workflow_job.in_progress",
      "workflow_run.in_progress",
      "workflow_job.completed",
      "check_run.completed",
      "workflow_run.completed",
      "check_suite.completed",
      "pull_request.opened",
      "pull_request.synchronize",
      "issue_comment.edited",
      "pull_request.ready_for_review",
      "pull_request_review.submitted",
      "pull_request.closed",
      "issues.closed",
    ]),
  );
  expect(github.violations).toEqual([]);
});

test("nothing is left when it stops", async () => {
  const other = await startGitHub();
  const { directory } = await other.addRepository({ name: "acme/api", files: { a: "a\n" } });
  expect(existsSync(directory)).toBe(true);
  await other.stop();
  expect(existsSync(directory)).toBe(false);
  await expect(fetch(other.url)).rejects.toThrow("fetch failed");
});

test("a route it does not have is a violation, and so is a request GitHub would not understand", async () => {
  await github.addRepository({ name: "acme/web", files: { a: "a\n" } });
  const octokit = await installationOctokit(github);
  await octokit.request("GET /repos/acme/web/pages").catch(() => undefined);
  expect(github.violations).toContain("the stand-in has no route GET /repos/acme/web/pages");
  github.violations.length = 0;
  await octokit
    .request("POST /repos/acme/web/issues/1/reactions", { content: "wave" })
    .catch(() => undefined);
  expect(github.violations.join("\n")).toContain("body/content");
});
