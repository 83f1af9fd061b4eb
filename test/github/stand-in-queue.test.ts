import { afterEach, beforeEach, expect, test } from "vitest";
import { startGitHub, type StandIn } from "./stand-in.ts";
import { installationOctokit, refusal } from "./testing/client.ts";
import { type Inbox, openInbox } from "./testing/inbox.ts";

let github: StandIn;
let inbox: Inbox;
const NAME = "acme/web";

const CI = `on: [push, merge_group]
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - run: test "$GITHUB_EVENT_NAME" = push || ! test -e bad
`;

beforeEach(async () => {
  github = await startGitHub();
  inbox = await openInbox(github.app.webhookSecret);
  github.deliverTo(inbox.url);
  github.addUser("jo");
  await github.addRepository({
    name: NAME,
    files: { a: "a\n", ".github/workflows/ci.yml": CI },
    collaborators: { jo: "admin" },
  });
  github.settings(NAME).ruleset("main", { checks: ["unit"], mergeQueue: true });
});

afterEach(async () => {
  await inbox.close();
  await github.stop();
});

async function openPull(branch: string, files: Record<string, string>): Promise<number> {
  const jo = github.as("jo");
  await jo.pushFiles(NAME, branch, files, branch);
  const number = await jo.openPullRequest(NAME, { title: branch, head: branch });
  await github.quiet();
  inbox.received.length = 0;
  return number;
}

const told = () =>
  inbox.received
    .filter(({ name }) => /^(merge_group|pull_request)\./.test(name))
    .map(({ name, payload }) =>
      typeof payload["reason"] === "string" ? `${name} ${payload["reason"]}` : name,
    );

test("a green pull request is tested as the merge it would be, and merged", async () => {
  const number = await openPull("topic", { b: "b\n" });
  const base = await github.git(NAME).head("main");
  await github.as("jo").enqueue(NAME, number);
  await github.quiet();
  expect(told()).toEqual([
    "pull_request.enqueued",
    "merge_group.checks_requested",
    "pull_request.dequeued MERGE",
    "pull_request.closed",
    "merge_group.destroyed merged",
  ]);
  const asked = inbox.received.find(({ name }) => name === "merge_group.checks_requested");
  const head = await github.git(NAME).head("main");
  expect(asked?.payload["merge_group"]).toMatchObject({
    head_sha: head,
    head_ref: `refs/heads/gh-readonly-queue/main/pr-${number}-${base}`,
    base_sha: base,
    base_ref: "refs/heads/main",
    head_commit: { id: head },
  });
  expect(github.pulls(NAME)[0]).toMatchObject({ merged: true });
  expect(github.queue(NAME)).toEqual([]);
  expect(await github.git(NAME).head(`gh-readonly-queue/main/pr-${number}-${base}`)).toBeNull();
  expect(github.violations).toEqual([]);
});

test("one that is red only there is thrown out, and the next one merges", async () => {
  const bad = await openPull("bad", { bad: "x\n" });
  const good = await openPull("good", { good: "x\n" });
  await github.as("jo").enqueue(NAME, bad);
  await github.as("jo").enqueue(NAME, good);
  await github.quiet();
  expect(told()).toEqual([
    "pull_request.enqueued",
    "pull_request.enqueued",
    "merge_group.checks_requested",
    "pull_request.dequeued CI_FAILURE",
    "merge_group.destroyed dequeued",
    "merge_group.checks_requested",
    "pull_request.dequeued MERGE",
    "pull_request.closed",
    "merge_group.destroyed merged",
  ]);
  expect(github.pulls(NAME).map(({ merged, state }) => [merged, state])).toEqual([
    [false, "open"],
    [true, "closed"],
  ]);
  expect(github.violations).toEqual([]);
});

test("one in conflict with what went before leaves the queue for that", async () => {
  const first = await openPull("first", { a: "first\n" });
  const second = await openPull("second", { a: "second\n" });
  await github.as("jo").enqueue(NAME, first);
  await github.as("jo").enqueue(NAME, second);
  await github.quiet();
  expect(told().at(-1)).toBe("pull_request.dequeued MERGE_CONFLICT");
  expect(github.violations).toEqual([]);
});

test("one is taken out by hand, and one whose head moved leaves by itself", async () => {
  const number = await openPull("topic", { b: "b\n" });
  const jo = github.as("jo");
  github.settings(NAME).ruleset("main", { checks: ["slow"] });
  const head = github.pulls(NAME)[0]?.head.sha ?? "";
  await github.external(NAME).status(head, "slow", "success");
  await jo.enqueue(NAME, number);
  await github.quiet();
  const [waiting] = github.queue(NAME);
  expect(waiting?.headSha).toMatch(/^[0-9a-f]{40}$/);
  await jo.dequeue(NAME, number);
  await github.quiet();
  expect(told().slice(-2)).toEqual([
    "pull_request.dequeued MANUAL",
    "merge_group.destroyed dequeued",
  ]);
  await jo.enqueue(NAME, number);
  await jo.pushFiles(NAME, "topic", { c: "c" }, "more");
  await github.quiet();
  expect(told()).toContain("pull_request.dequeued UNKNOWN_REMOVAL_REASON");
  expect(github.violations).toEqual([]);
});

test("nobody merges around the queue, and nothing red gets in", async () => {
  const number = await openPull("topic", { b: "b\n" });
  const octokit = await installationOctokit(github);
  const merged = octokit.rest.pulls.merge({ owner: "acme", repo: "web", pull_number: number });
  expect(await refusal(merged)).toMatchObject({
    status: 405,
    message: expect.stringContaining("Changes must be made through the merge queue"),
  });
  github.settings(NAME).ruleset("main", { checks: ["other"] });
  await expect(github.as("jo").enqueue(NAME, number)).rejects.toThrow('"other" is missing');
  expect(github.violations).toEqual([]);
});
