import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { startGitHub, type StandIn } from "./stand-in.ts";
import { installationOctokit, makeApp, refusal } from "./testing/client.ts";
import { type Inbox, openInbox } from "./testing/inbox.ts";

let github: StandIn;
let inbox: Inbox;
const at = { owner: "acme", repo: "web" };

beforeEach(async () => {
  github = await startGitHub({ actions: false });
  github.addUser("mira");
  await github.addRepository({
    name: "acme/web",
    files: { "README.md": "# web\n" },
    collaborators: { mira: "admin" },
  });
  inbox = await openInbox(github.app.webhookSecret);
  github.deliverTo(inbox.url);
});

afterEach(async () => {
  await github.stop();
  await inbox.close();
});

test("a webhook has GitHub's headers and is signed", async () => {
  await github.as("mira").openIssue("acme/web", { title: "Broken" });
  await github.quiet();
  expect(inbox.received[0]?.headers).toMatchObject({
    "content-type": "application/json",
    "user-agent": expect.stringMatching(/^GitHub-Hookshot\//),
    "x-github-event": "issues",
    "x-github-delivery": expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
    "x-github-hook-id": expect.stringMatching(/^\d+$/),
    "x-github-hook-installation-target-type": "integration",
    "x-github-hook-installation-target-id": String(github.app.id),
    "x-hub-signature": expect.stringMatching(/^sha1=/),
  });
  expect(inbox.received[0]?.payload).toMatchObject({
    action: "opened",
    sender: { login: "mira" },
    installation: { id: github.installationId },
    repository: { full_name: "acme/web" },
    organization: { login: "acme" },
  });
  expect(github.violations).toEqual([]);
});

test("everything people and the App do is told in the words of GitHub's schemas", async () => {
  const octokit = await installationOctokit(github);
  const mira = github.as("mira");
  const number = await mira.openIssue("acme/web", { title: "A", body: "b", labels: ["bug"] });
  await mira.editIssue("acme/web", number, { title: "B", body: "c" });
  await mira.unlabel("acme/web", number, "bug");
  await mira.assign("acme/web", number, "mira");
  const comment = await mira.comment("acme/web", number, "one");
  await mira.editComment("acme/web", comment, "two");
  await mira.deleteComment("acme/web", comment);
  await mira.lockIssue("acme/web", number);
  await mira.closeIssue("acme/web", number, "not_planned");
  await mira.reopenIssue("acme/web", number);
  await octokit.rest.issues.createLabel({ ...at, name: "ao" });
  const sha = await mira.pushFiles("acme/web", "topic", { a: "a" }, "work");
  const pull = await mira.openPullRequest("acme/web", { title: "T", head: "topic", draft: true });
  await mira.label("acme/web", pull, "ao");
  await mira.unlabel("acme/web", pull, "ao");
  await mira.assign("acme/web", pull, "mira");
  await mira.editIssue("acme/web", pull, { title: "U" });
  await mira.markReady("acme/web", pull);
  await mira.pushFiles("acme/web", "topic", { a: "b" }, "more");
  await mira.reviewComment("acme/web", pull, { path: "a", line: 1, body: "hm" });
  await mira.comment("acme/web", pull, "on a pull request");
  await mira.closePullRequest("acme/web", pull);
  await mira.reopenIssue("acme/web", pull);
  await github.external("acme/web").status(sha, "ci", "success");
  await github.external("acme/web").checkRun(sha, "lint", "failure");
  const { data: run } = await octokit.rest.checks.create({
    ...at,
    name: "AO",
    head_sha: sha,
    actions: [{ label: "Stop", description: "Stops it", identifier: "stop" }],
  });
  github.pressButton("mira", "acme/web", run.id, "stop");
  github.pressButton("mira", "acme/web", run.id, null);
  github.addUser("jo");
  github.setCollaborator("acme/web", "jo", "write");
  await octokit.rest.pulls.requestReviewers({ ...at, pull_number: pull, reviewers: ["jo"] });
  await octokit.rest.pulls.removeRequestedReviewers({
    ...at,
    pull_number: pull,
    reviewers: ["jo"],
  });
  await github.as("jo").approve("acme/web", pull);
  await mira.deleteBranch("acme/web", "topic");
  github.settings("acme/web").rename("site");
  github.settings("acme/web").rename("web");
  github.settings("acme/web").archive();
  github.settings("acme/web").unarchive();
  github.settings("acme/web").privatize();
  github.settings("acme/web").publicize();
  github.installation.announce();
  github.installation.remove("acme/web");
  github.installation.add("acme/web");
  github.installation.acceptPermissions({ contents: "read", metadata: "read" });
  github.installation.suspend();
  github.installation.unsuspend();
  github.installation.uninstall();
  await github.quiet();
  expect([...new Set(inbox.names())].toSorted()).toEqual(TOLD);
  expect(github.violations).toEqual([]);
});

const TOLD = `
  check_run.completed check_run.created check_run.requested_action check_run.rerequested
  check_suite.completed check_suite.requested create delete
  installation.created installation.deleted installation.new_permissions_accepted installation.suspend
  installation.unsuspend installation_repositories.added installation_repositories.removed issue_comment.created
  issue_comment.deleted issue_comment.edited issues.assigned issues.closed
  issues.edited issues.labeled issues.locked issues.opened
  issues.reopened issues.unlabeled label.created member.added pull_request.assigned
  pull_request.closed pull_request.edited pull_request.labeled pull_request.opened
  pull_request.ready_for_review pull_request.reopened pull_request.review_request_removed pull_request.review_requested
  pull_request.synchronize pull_request.unlabeled pull_request_review.submitted pull_request_review_comment.created
  push repository.archived repository.privatized repository.publicized
  repository.renamed repository.unarchived status
`
  .trim()
  .split(/\s+/);

test("the App is told of its own acts too, and of nothing where it is not installed", async () => {
  const octokit = await installationOctokit(github);
  await octokit.rest.issues.create({ ...at, title: "Mine" });
  await github.addRepository({ name: "acme/other", files: { a: "a" }, installed: false });
  await github.as("mira").openIssue("acme/other", { title: "Not for AO" });
  await github.quiet();
  expect(inbox.names()).toEqual(["issues.opened"]);
  expect(inbox.received[0]?.payload).toMatchObject({ sender: { login: "ao[bot]", type: "Bot" } });
});

test("an edit says what was there before", async () => {
  const mira = github.as("mira");
  const number = await mira.openIssue("acme/web", { title: "A", body: "before" });
  await mira.editIssue("acme/web", number, { body: "after" });
  await github.quiet();
  expect(inbox.received[1]?.payload).toMatchObject({ changes: { body: { from: "before" } } });
});

test("every push to an installed repository asks for a check suite of the App", async () => {
  await github.as("mira").pushFiles("acme/web", "topic", { a: "a" }, "work");
  await github.quiet();
  expect(inbox.names()).toEqual(["create", "push", "check_suite.requested"]);
  const sha = (await github.git("acme/web").head("topic")) ?? "";
  const octokit = await installationOctokit(github);
  const suites = await octokit.rest.checks.listSuitesForRef({ ...at, ref: sha });
  expect(suites.data.check_suites).toMatchObject([
    { status: "queued", conclusion: null, latest_check_runs_count: 0, app: { slug: "ao" } },
  ]);
});

describe("deliveries", () => {
  test("that failed are not sent again until somebody asks, and keep their id", async () => {
    inbox.status = 500;
    await github.as("mira").openIssue("acme/web", { title: "Broken" });
    await github.quiet();
    inbox.status = 202;
    const app = makeApp(github).octokit;
    const { data } = await app.request("GET /app/hook/deliveries");
    expect(data).toMatchObject([{ event: "issues", action: "opened", status_code: 500 }]);
    const delivery_id = Number(data[0]?.id);
    await app.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id });
    await github.quiet();
    const ids = inbox.received.map(({ headers }) => headers["x-github-delivery"]);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    const one = await app.request("GET /app/hook/deliveries/{delivery_id}", { delivery_id });
    expect(one.data.request.payload).toMatchObject({ action: "opened" });
    expect(github.deliveries.map(({ status }) => status)).toEqual([500, 202]);
    expect(github.violations).toEqual([]);
  });

  test("to where nobody listens are recorded as failed", async () => {
    await inbox.close();
    await github.as("mira").openIssue("acme/web", { title: "Broken" });
    await github.quiet();
    expect(github.deliveries).toMatchObject([{ event: "issues", status: 0 }]);
    inbox = await openInbox(github.app.webhookSecret);
  });

  test("come twice with the same id, get lost, are late and overtake each other on demand", async () => {
    const say = (text: string) => github.as("mira").comment("acme/web", 1, text);
    await github.as("mira").openIssue("acme/web", { title: "Broken" });
    github.faults.duplicateDeliveries(1);
    await say("twice");
    await github.quiet();
    expect(inbox.received).toHaveLength(3);
    expect(inbox.received[1]?.headers["x-github-delivery"]).toBe(
      inbox.received[2]?.headers["x-github-delivery"],
    );
    github.faults.calm();
    github.faults.dropDeliveries(({ event }) => event === "issue_comment");
    await say("lost");
    await github.quiet();
    expect(inbox.received).toHaveLength(3);
    expect(github.deliveries.at(-1)).toMatchObject({ event: "issue_comment", status: 0 });
    github.faults.calm();
    github.faults.dropDeliveries(0.5);
    for (const text of ["a", "b", "c", "d"]) await say(text);
    await github.quiet();
    expect(inbox.received).toHaveLength(5);
    github.faults.calm();
    github.faults.delayDeliveries(80);
    await say("late");
    expect(inbox.received).toHaveLength(5);
    await github.quiet();
    expect(inbox.received).toHaveLength(6);
    github.faults.calm();
    github.faults.reorderDeliveries(true);
    for (const text of ["1", "2", "3", "4"]) await say(text);
    await github.quiet();
    const order = inbox.received.slice(6).map(({ payload }) => readBody(payload));
    expect(order).not.toEqual(["1", "2", "3", "4"]);
    expect(order.toSorted()).toEqual(["1", "2", "3", "4"]);
  });
});

describe("calls", () => {
  test("fail as often as asked for, before or after they took effect", async () => {
    const octokit = await installationOctokit(github);
    await github.as("mira").openIssue("acme/web", { title: "Broken" });
    const write = (body: string) =>
      octokit.rest.issues.createComment({ ...at, issue_number: 1, body });
    github.faults.failNext("POST", /comments$/, 502);
    expect(await refusal(write("one"))).toMatchObject({ status: 502 });
    github.faults.failNext("POST", /comments$/, 500, 1, { afterEffect: true });
    expect(await refusal(write("two"))).toMatchObject({ status: 500 });
    github.faults.failNext("POST", /comments$/, 0, 1, { afterEffect: true });
    await expect(write("three")).rejects.toThrow(/other side closed|fetch failed|terminated/);
    await write("four");
    expect(github.issue("acme/web", 1).comments.map(({ body }) => body)).toEqual([
      "two",
      "three",
      "four",
    ]);
    expect(github.violations).toEqual([]);
  });

  test("meet a secondary limit on demand, which is over when its number is", async () => {
    const octokit = await installationOctokit(github);
    github.faults.secondaryRateLimit(7);
    const create = () => octokit.rest.issues.create({ ...at, title: "x" });
    await octokit.rest.repos.get(at);
    const refused = await create().catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 403, response: { headers: { "retry-after": "7" } } });
    await create();
    expect(
      github.requests.filter(({ method }) => method === "POST").map((one) => one.status),
    ).toEqual([201, 403, 201]);
    expect(github.violations).toEqual([]);
  });
});

test("quiet waits for a delivery that is under way, and gives up in time", async () => {
  github.faults.delayDeliveries(300);
  await github.as("mira").openIssue("acme/web", { title: "Broken" });
  await expect(github.quiet(20)).rejects.toThrow("not quiet after 20 ms");
  await github.quiet();
  await vi.waitFor(() => expect(inbox.received).toHaveLength(1));
});

function readBody(payload: Readonly<Record<string, unknown>>): string {
  return z.object({ comment: z.object({ body: z.string() }) }).parse(payload).comment.body;
}
