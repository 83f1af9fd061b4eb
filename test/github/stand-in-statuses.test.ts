import type { Octokit } from "octokit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startGitHub, type StandIn } from "./stand-in.ts";
import { installationOctokit } from "./testing/client.ts";
import { type Inbox, openInbox } from "./testing/inbox.ts";

let github: StandIn;
let octokit: Octokit;
let inbox: Inbox;
let sha: string;
const NAME = "acme/web";
const at = { owner: "acme", repo: "web" };

beforeEach(async () => {
  github = await startGitHub({ actions: false });
  inbox = await openInbox(github.app.webhookSecret);
  github.deliverTo(inbox.url);
  await github.addRepository({ name: NAME, files: { a: "a\n" } });
  octokit = await installationOctokit(github);
  sha = (await github.git(NAME).head("main")) ?? "";
});

afterEach(async () => {
  await inbox.close();
  await github.stop();
});

test("several contexts are pending and then green, each told once, as one state", async () => {
  const ci = github.external(NAME);
  const state = async () =>
    (await octokit.rest.repos.getCombinedStatusForRef({ ...at, ref: sha })).data.state;
  expect(await state()).toBe("pending");
  const by = "buildkite[bot]";
  await ci.statuses(sha, { "buildkite/web": "pending", "buildkite/web/lint": "pending" }, { by });
  await ci.status(sha, "buildkite/web/lint", "success", { by, url: "https://ci.example.com/1" });
  expect(await state()).toBe("pending");
  await ci.status(sha, "buildkite/web", "success", { by });
  expect(await state()).toBe("success");
  await ci.status(sha, "ci/circleci: e2e", "error");
  expect(await state()).toBe("failure");
  await github.quiet();
  const told = inbox.received.filter(({ name }) => name === "status");
  expect(told.map(({ payload }) => [payload["context"], payload["state"]])).toEqual([
    ["buildkite/web", "pending"],
    ["buildkite/web/lint", "pending"],
    ["buildkite/web/lint", "success"],
    ["buildkite/web", "success"],
    ["ci/circleci: e2e", "error"],
  ]);
  const { data } = await octokit.rest.repos.listCommitStatusesForRef({ ...at, ref: sha });
  expect(data.map(({ state: one }) => one)).toEqual([
    "error",
    "success",
    "success",
    "pending",
    "pending",
  ]);
  expect(data[1]?.creator).toMatchObject({ login: by, type: "Bot" });
  expect(github.violations).toEqual([]);
});

test("more contexts than a page holds come in pages, with the state of all of them", async () => {
  const names = Array.from({ length: 73 }, (_, index) => `ci/${index}`);
  const states = Object.fromEntries(names.map((name) => [name, "success"] as const));
  await github.external(NAME).statuses(sha, { ...states, "ci/72": "failure" });
  const first = await octokit.rest.repos.getCombinedStatusForRef({ ...at, ref: sha });
  expect(first.data).toMatchObject({ state: "failure", total_count: 73 });
  expect(first.data.statuses).toHaveLength(30);
  expect(first.headers.link).toContain('page=2>; rel="next"');
  const page = async (number: number) => {
    const asked = { ...at, ref: sha, per_page: 50, page: number };
    const { data } = await octokit.rest.repos.getCombinedStatusForRef(asked);
    return data.statuses.map(({ context }) => context);
  };
  expect([...(await page(1)), ...(await page(2))]).toEqual(names);
  const last = await octokit.rest.repos.getCombinedStatusForRef({ ...at, ref: sha, page: 3 });
  expect(last.data.statuses.map(({ state }) => state)).toContain("failure");
  expect(github.violations).toEqual([]);
});

test("statuses satisfy required checks of any App, and none that one App must report", async () => {
  github.settings(NAME).ruleset("main", { checks: ["build", { context: "unit", appId: 15_368 }] });
  await github.external(NAME).statuses(sha, { build: "success", unit: "success" });
  const side = await octokit.rest.git.createTree({
    ...at,
    base_tree: sha,
    tree: [{ path: "b", mode: "100644", content: "b" }],
  });
  const { data } = await octokit.rest.git.createCommit({
    ...at,
    message: "b",
    tree: side.data.sha,
    parents: [sha],
  });
  await github.external(NAME).statuses(data.sha, { build: "success", unit: "success" });
  const move = octokit.rest.git.updateRef({ ...at, ref: "heads/main", sha: data.sha });
  await expect(move).rejects.toThrow('Required status check "unit" is expected.');
  await expect(move).rejects.not.toThrow('"build"');
  expect(github.violations).toEqual([]);
});
