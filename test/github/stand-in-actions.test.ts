import type { Octokit } from "octokit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startGitHub, type StandIn } from "./stand-in.ts";
import { installationOctokit, issueToken, refusal } from "./testing/client.ts";

let github: StandIn;
let octokit: Octokit;
let nowMs: number;
const at = { owner: "acme", repo: "web" };

beforeEach(async () => {
  nowMs = Date.now();
  github = await startGitHub({ now: () => nowMs, deliver: false });
  github.addUser("mira");
});

afterEach(async () => {
  await github.stop();
});

async function addWeb(files: Readonly<Record<string, string>>): Promise<void> {
  const collaborators = { mira: "write" } as const;
  await github.addRepository({ name: "acme/web", collaborators, files: { a: "a\n", ...files } });
  octokit = await installationOctokit(github);
}

const push = (files: Record<string, string>, branch = "topic") =>
  github.as("mira").pushFiles("acme/web", branch, files, "work");

const conclusions = async (ref: string) => {
  const { data } = await octokit.rest.checks.listForRef({ ...at, ref });
  return data.check_runs.map(({ name, conclusion }) => [name, conclusion]);
};

const FLAKY = `name: ci
on: push
jobs:
  build: { runs-on: ubuntu-latest, steps: [{ run: "test -f a" }] }
  unit:
    runs-on: ubuntu-latest
    steps:
      - run: test "$GITHUB_RUN_ATTEMPT" -gt 1 || { echo "::error file=a,line=1::flaky"; exit 1; }
  deploy: { needs: unit, runs-on: ubuntu-latest, steps: [{ run: "true" }] }
`;

test("failed jobs run again with what needs them, and their old logs stay", async () => {
  await addWeb({ ".github/workflows/ci.yml": FLAKY });
  const sha = await push({ b: "b" });
  await github.quiet();
  expect(await conclusions(sha)).toEqual([
    ["build", "success"],
    ["unit", "failure"],
    ["deploy", "skipped"],
  ]);
  const { data: checks } = await octokit.rest.checks.listForRef({ ...at, ref: sha });
  const unit = checks.check_runs.find(({ name }) => name === "unit");
  const notes = await octokit.rest.checks.listAnnotations({ ...at, check_run_id: unit?.id ?? 0 });
  expect(notes.data[0]).toMatchObject({ path: "a", start_line: 1, message: "flaky" });
  const job = await octokit.rest.actions.getJobForWorkflowRun({ ...at, job_id: unit?.id ?? 0 });
  expect(job.data).toMatchObject({ name: "unit", conclusion: "failure", run_attempt: 1 });

  const run_id = job.data.run_id;
  await octokit.rest.actions.reRunWorkflowFailedJobs({ ...at, run_id });
  const suites = await octokit.rest.checks.listSuitesForRef({ ...at, ref: sha });
  expect(suites.data.check_suites.at(-1)).toMatchObject({
    app: { slug: "github-actions" },
    conclusion: null,
  });
  await github.quiet();
  expect(Object.fromEntries(await conclusions(sha))).toEqual({
    build: "success",
    deploy: "success",
    unit: "success",
  });
  const jobs = await octokit.rest.actions.listJobsForWorkflowRun({ ...at, run_id });
  expect(
    Object.fromEntries(jobs.data.jobs.map(({ name, run_attempt }) => [name, run_attempt])),
  ).toEqual({ build: 1, deploy: 2, unit: 2 });
  const old = await octokit.rest.actions.downloadJobLogsForWorkflowRun({
    ...at,
    job_id: unit?.id ?? 0,
  });
  expect(old.data).toContain("flaky");
  const again = octokit.rest.actions.reRunWorkflowFailedJobs({ ...at, run_id });
  expect(await refusal(again)).toMatchObject({ status: 403 });
  expect(github.violations).toEqual([]);
});

test("a suite is not over while a job does not show yet", async () => {
  await addWeb({
    ".github/workflows/ci.yml": `on: push
jobs:
  one: { runs-on: ubuntu-latest, steps: [{ run: "true" }] }
  two: { needs: one, runs-on: ubuntu-latest, steps: [{ run: "true" }] }
`,
  });
  const sha = await push({ b: "b" });
  let wasOpenWithOneJob = false;
  let status: string | null = null;
  while (status !== "completed") {
    const { data } = await octokit.rest.checks.listSuitesForRef({ ...at, ref: sha });
    const suite = data.check_suites.find(({ app }) => app?.slug === "github-actions");
    status = suite?.status ?? null;
    if (suite?.latest_check_runs_count === 1) wasOpenWithOneJob = status !== "completed";
  }
  expect(wasOpenWithOneJob).toBe(true);
  expect(github.violations).toEqual([]);
});

test("a pull request runs its merge with the base, for the events its file lists", async () => {
  await addWeb({
    ".github/workflows/pr.yml": `on: { pull_request: { types: [opened, synchronize, ready_for_review] } }
jobs:
  unit:
    if: \${{ !github.event.pull_request.draft }}
    runs-on: ubuntu-latest
    steps: [{ run: cat a base.txt }]
`,
  });
  await push({ b: "b" });
  await push({ "base.txt": "newer base\n" }, "main");
  const pull = await octokit.rest.pulls.create({
    ...at,
    title: "T",
    head: "topic",
    base: "main",
    draft: true,
  });
  await github.quiet();
  const head = pull.data.head.sha;
  expect(await conclusions(head)).toEqual([["unit", "skipped"]]);
  await github.as("mira").markReady("acme/web", pull.data.number);
  await github.quiet();
  expect(await conclusions(head)).toEqual([
    ["unit", "skipped"],
    ["unit", "success"],
  ]);
  const runs = await octokit.rest.actions.listWorkflowRunsForRepo({ ...at, event: "pull_request" });
  expect(runs.data.workflow_runs).toMatchObject([
    { head_sha: head, pull_requests: [{ number: pull.data.number }] },
    { head_sha: head },
  ]);
  expect(github.violations).toEqual([]);
});

test("the address of a log is good for a minute", async () => {
  await addWeb({
    ".github/workflows/ci.yml": `on: push
jobs: { unit: { runs-on: ubuntu-latest, steps: [{ run: echo hello }] } }
`,
  });
  const sha = await push({ b: "b" });
  await github.quiet();
  const { data } = await octokit.rest.checks.listForRef({ ...at, ref: sha });
  const ask = `${github.url}/repos/acme/web/actions/jobs/${data.check_runs[0]?.id}/logs`;
  const answer = await fetch(ask, {
    redirect: "manual",
    headers: { authorization: await bearer() },
  });
  expect(answer.status).toBe(302);
  const address = answer.headers.get("location") ?? "";
  expect(await (await fetch(address)).text()).toMatch(/^\uFEFF?\d{4}-.*Z .*/);
  nowMs += 61_000;
  expect((await fetch(address)).status).toBe(403);
  expect(github.violations).toEqual([]);

  async function bearer(): Promise<string> {
    return `Bearer ${await issueToken(github)}`;
  }
});

test("a run can be asked for with inputs, and be cancelled", async () => {
  await addWeb({
    ".github/workflows/agent.yml": `name: agent
run-name: "AO \${{ inputs.run_id }}"
on: { workflow_dispatch: { inputs: { run_id: { required: true, type: string } } } }
jobs:
  agent:
    runs-on: [self-hosted, ao]
    steps:
      - run: echo "run $RUN"; sleep 60
        env: { RUN: "\${{ inputs.run_id }}" }
`,
  });
  const workflow = { ...at, workflow_id: "agent.yml", ref: "main", inputs: { run_id: "R1" } };
  const silent = await octokit.rest.actions.createWorkflowDispatch(workflow);
  expect(silent.status).toBe(204);
  const told = await octokit.request(
    "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
    { ...workflow, return_run_details: true },
  );
  expect(told.status).toBe(200);
  const { data } = await octokit.rest.actions.listWorkflowRunsForRepo(at);
  expect(data.workflow_runs.map((run) => run.display_title)).toEqual(["AO R1", "AO R1"]);
  for (const { id } of data.workflow_runs) {
    await octokit.rest.actions.cancelWorkflowRun({ ...at, run_id: id });
  }
  await github.quiet();
  const after = await octokit.rest.actions.listWorkflowRunsForRepo(at);
  expect(after.data.workflow_runs.map((run) => run.conclusion)).toEqual(["cancelled", "cancelled"]);
  const unknown = octokit.rest.actions.createWorkflowDispatch({
    ...workflow,
    workflow_id: "x.yml",
  });
  expect(await refusal(unknown)).toMatchObject({ status: 404 });
  expect(github.violations).toEqual([]);
});

test("a file that cannot be read is a run that failed to start", async () => {
  await addWeb({
    ".github/workflows/broken.yml": "on: push\njobs: { a: { steps: [{ rum: x }] } }\n",
  });
  const sha = await push({ b: "b" });
  await github.quiet();
  const suites = await octokit.rest.checks.listSuitesForRef({ ...at, ref: sha });
  expect(suites.data.check_suites.at(-1)).toMatchObject({
    status: "completed",
    conclusion: "startup_failure",
  });
  expect(github.violations).toEqual([]);
});

test("a running job ends with the stand-in", async () => {
  await addWeb({
    ".github/workflows/slow.yml": `on: push
jobs: { slow: { runs-on: ubuntu-latest, steps: [{ run: sleep 300 }] } }
`,
  });
  await push({ b: "b" });
  await expect(github.quiet(100)).rejects.toThrow("not quiet");
  const startedAt = performance.now();
  await github.stop();
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});
