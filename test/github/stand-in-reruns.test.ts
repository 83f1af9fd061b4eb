import type { Octokit } from "octokit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startGitHub, type StandIn } from "./stand-in.ts";
import { installationOctokit, refusal } from "./testing/client.ts";
import { type Inbox, openInbox } from "./testing/inbox.ts";

let github: StandIn;
let octokit: Octokit;
let inbox: Inbox;
const at = { owner: "acme", repo: "web" };

beforeEach(async () => {
  github = await startGitHub();
  inbox = await openInbox(github.app.webhookSecret);
  github.deliverTo(inbox.url);
  github.addUser("jo");
});

afterEach(async () => {
  await inbox.close();
  await github.stop();
});

async function addWeb(files: Readonly<Record<string, string>>): Promise<void> {
  const collaborators = { jo: "admin" } as const;
  await github.addRepository({ name: "acme/web", collaborators, files: { a: "a\n", ...files } });
  octokit = await installationOctokit(github);
}

const push = (files: Record<string, string>, branch = "topic") =>
  github.as("jo").pushFiles("acme/web", branch, files, "work");

const runsAt = async (ref: string) => {
  const { data } = await octokit.rest.checks.listForRef({ ...at, ref, filter: "latest" });
  return data.check_runs.map(({ id, name, conclusion }) => ({ id, name, conclusion }));
};

const job = (...steps: string[]) =>
  `runs-on: ubuntu-latest\n    steps:\n${steps.map((step) => `      - run: ${step}\n`).join("")}`;

async function openPull(): Promise<{ number: number; head: string }> {
  await addWeb({ ".github/workflows/ci.yml": `on: push\njobs:\n  unit:\n    ${job("cat b c")}` });
  await push({ b: "b" });
  const number = await github.as("jo").openPullRequest("acme/web", { title: "T", head: "topic" });
  return { number, head: (await github.git("acme/web").head("topic")) ?? "" };
}

describe("a red job runs again", () => {
  const FLAKY = `on: push\njobs:\n  unit:\n    ${job('if [ "$GITHUB_RUN_ATTEMPT" = 1 ]; then exit 1; fi')}`;

  test("alone, as a new attempt with new ids that stands for the old one", async () => {
    await addWeb({ ".github/workflows/ci.yml": `${FLAKY}  lint:\n    ${job("true")}` });
    const sha = await push({ b: "b" });
    await github.quiet();
    const before = await runsAt(sha);
    expect(before.map(({ conclusion }) => conclusion)).toEqual(["failure", "success"]);
    inbox.received.length = 0;
    const red = before.find(({ name }) => name === "unit")?.id ?? 0;
    const answer = await octokit.rest.actions.reRunJobForWorkflowRun({ ...at, job_id: red });
    expect(answer.status).toBe(201);
    await github.quiet();
    const after = await runsAt(sha);
    expect(Object.fromEntries(after.map(({ name, conclusion }) => [name, conclusion]))).toEqual({
      unit: "success",
      lint: "success",
    });
    expect(after.find(({ name }) => name === "unit")?.id).not.toBe(red);
    expect(after.find(({ name }) => name === "lint")?.id).toBe(
      before.find(({ name }) => name === "lint")?.id,
    );
    expect(inbox.names()).toEqual([
      "workflow_run.requested",
      "check_run.created",
      "workflow_job.queued",
      "workflow_job.in_progress",
      "workflow_run.in_progress",
      "workflow_job.completed",
      "check_run.completed",
      "workflow_run.completed",
      "check_suite.completed",
    ]);
    const { data: suites } = await octokit.rest.checks.listSuitesForRef({ ...at, ref: sha });
    expect(suites.check_suites.at(-1)).toMatchObject({ conclusion: "success" });
    expect(github.violations).toEqual([]);
  });

  test("because a person asks on the site", async () => {
    await addWeb({ ".github/workflows/ci.yml": FLAKY });
    const sha = await push({ b: "b" });
    await github.quiet();
    expect(await github.as("jo").rerunFailedJobs("acme/web", sha)).toBe(1);
    await github.quiet();
    expect(await runsAt(sha)).toMatchObject([{ name: "unit", conclusion: "success" }]);
    expect(github.violations).toEqual([]);
  });

  test("after its runner was lost, which leaves a note and no log", async () => {
    await addWeb({ ".github/workflows/ci.yml": `on: push\njobs:\n  unit:\n    ${job("true")}` });
    github.breakRunners("acme/web", "unit");
    const sha = await push({ b: "b" });
    await github.quiet();
    const [red] = await runsAt(sha);
    expect(red).toMatchObject({ conclusion: "failure" });
    const id = red?.id ?? 0;
    const notes = await octokit.rest.checks.listAnnotations({ ...at, check_run_id: id });
    expect(notes.data[0]?.message).toContain("lost communication with the server");
    const log = octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...at, job_id: id });
    expect(await refusal(log)).toMatchObject({ status: 404 });
    const { data } = await octokit.rest.actions.getJobForWorkflowRun({ ...at, job_id: id });
    await octokit.rest.actions.reRunWorkflowFailedJobs({ ...at, run_id: data.run_id });
    await github.quiet();
    expect(await runsAt(sha)).toMatchObject([{ conclusion: "success" }]);
    expect(github.violations).toEqual([]);
  });
});

describe("a branch behind its base is updated", () => {
  test("by the App: answered first, merged then, signed, with all that a push brings", async () => {
    const { number, head } = await openPull();
    await push({ c: "c" }, "main");
    await github.quiet();
    inbox.received.length = 0;
    const { status, data } = await octokit.rest.pulls.updateBranch({
      ...at,
      pull_number: number,
      expected_head_sha: head,
    });
    expect({ status, data }).toMatchObject({
      status: 202,
      data: { message: "Updating pull request branch." },
    });
    await github.quiet();
    const sha = github.pulls("acme/web")[0]?.head.sha ?? "";
    const commit = await octokit.rest.git.getCommit({ ...at, commit_sha: sha });
    expect(commit.data).toMatchObject({
      message: "Merge branch 'main' into topic",
      author: { name: "ao[bot]" },
      parents: [{ sha: head }, { sha: await github.git("acme/web").head("main") }],
      verification: { verified: true },
    });
    expect(await runsAt(sha)).toMatchObject([{ name: "unit", conclusion: "success" }]);
    expect(inbox.names()).toEqual(
      expect.arrayContaining(["push", "pull_request.synchronize", "workflow_run.completed"]),
    );
    expect(github.violations).toEqual([]);
  });

  test("but not from another head than expected, when there is nothing new, or in conflict", async () => {
    const { number, head } = await openPull();
    const update = (expected_head_sha: string) =>
      refusal(octokit.rest.pulls.updateBranch({ ...at, pull_number: number, expected_head_sha }));
    expect(await update(head)).toMatchObject({ status: 422 });
    await push({ b: "other" }, "main");
    expect(await update("0".repeat(40))).toMatchObject({
      status: 422,
      message: expect.stringContaining("expected head sha didn’t match"),
    });
    expect(await update(head)).toMatchObject({
      status: 422,
      message: expect.stringContaining("merge conflict between base and head"),
    });
    expect(await github.git("acme/web").head("topic")).toBe(head);
    expect(github.violations).toEqual([]);
  });
});

const conclusions = async (ref: string) =>
  (await runsAt(ref)).map(({ name, conclusion }) => `${name} ${conclusion}`);

describe("workflows that are picky", () => {
  test("skip drafts by a job's condition, and run once the draft is ready", async () => {
    const types = "[opened, synchronize, reopened, ready_for_review]";
    await addWeb({
      ".github/workflows/ci.yml": `on: { pull_request: { types: ${types} } }\njobs:\n  unit:\n    if: github.event.pull_request.draft == false\n    ${job("true")}`,
    });
    await push({ b: "b" });
    const jo = github.as("jo");
    const pull = { title: "T", head: "topic", draft: true };
    const number = await jo.openPullRequest("acme/web", pull);
    await github.quiet();
    const head = github.pulls("acme/web")[0]?.head.sha ?? "";
    expect(await conclusions(head)).toEqual(["unit skipped"]);
    await jo.markReady("acme/web", number);
    await github.quiet();
    expect(await conclusions(head)).toEqual(["unit skipped", "unit success"]);
    await jo.convertToDraft("acme/web", number);
    await github.quiet();
    expect(inbox.names()).toContain("pull_request.converted_to_draft");
    const next = await push({ c: "c" });
    await github.quiet();
    expect(await conclusions(next)).toEqual(["unit skipped"]);
    await jo.closePullRequest("acme/web", number);
    await jo.reopenPullRequest("acme/web", number);
    await github.quiet();
    expect(await conclusions(next)).toEqual(["unit skipped", "unit skipped"]);
    expect(github.violations).toEqual([]);
  });

  test("never show a required check where no path fits, on a push or a pull request", async () => {
    await addWeb({
      ".github/workflows/push.yml": `on: { push: { paths: ["src/**"] } }\njobs:\n  built:\n    ${job("true")}`,
      ".github/workflows/pull.yml": `on: { pull_request: { paths-ignore: ["docs/**"] } }\njobs:\n  tested:\n    ${job("true")}`,
    });
    github.settings("acme/web").protect("main", { checks: ["built", "tested"] });
    const docs = await push({ "docs/a.md": "a" });
    await github.as("jo").openPullRequest("acme/web", { title: "Docs", head: "topic" });
    await github.quiet();
    expect(await conclusions(docs)).toEqual([]);
    const code = await push({ "src/a.ts": "a" });
    await github.quiet();
    expect((await conclusions(code)).toSorted()).toEqual(["built success", "tested success"]);
    expect(github.violations).toEqual([]);
  });
});
