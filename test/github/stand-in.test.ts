import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { App, Octokit } from "octokit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startGitHub, type StandIn } from "./stand-in.ts";

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
  const status = await octokit.rest.issues.createComment({
    ...at,
    issue_number: number,
    body: "Working on it",
  });

  const { token } = (await octokit.auth({ type: "installation" })) as { token: string };
  const work = await cloneRepository(github, token);
  await work.commit({ "login.ts": "export const login = 1;\n" }, "Fix login");
  expect(await work.push("ao/1-login")).toMatchObject({ exitCode: 0 });
  const pull = await octokit.rest.pulls.create({
    ...at,
    title: "Fix login",
    body: `Fixes #${number}`,
    head: "ao/1-login",
    base: "main",
    draft: true,
  });
  expect(pull.data).toMatchObject({ draft: true, mergeable: null, changed_files: 1 });
  await github.quiet();

  const head = pull.data.head.sha;
  const red = await octokit.rest.checks.listForRef({ ...at, ref: head });
  expect(red.data.check_runs).toMatchObject([{ name: "unit", conclusion: "failure" }]);
  const jobId = red.data.check_runs[0]?.id ?? 0;
  const log = await octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...at, job_id: jobId });
  expect(log.data).toContain("expected 200, got 422");

  await work.commit({ "test.sh": "exit 0\n" }, "Mend the test");
  await work.push("ao/1-login");
  await github.quiet();
  const newHead = await github.git("acme/web").head("ao/1-login");
  const green = await octokit.rest.checks.listForRef({ ...at, ref: newHead ?? "" });
  expect(green.data.check_runs).toMatchObject([{ name: "unit", conclusion: "success" }]);

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
  expect(await github.git("acme/web").show("main", "login.ts")).toContain("login");
  expect(inbox.names()).toEqual(
    expect.arrayContaining([
      "push",
      "create",
      "check_suite.requested",
      "check_run.completed",
      "check_suite.completed",
      "workflow_run.completed",
      "workflow_job.completed",
      "pull_request.opened",
      "pull_request.synchronize",
      "pull_request.ready_for_review",
      "pull_request_review.submitted",
      "pull_request.closed",
      "issues.closed",
    ]),
  );
  expect(github.violations).toEqual([]);
});

interface Inbox {
  readonly url: string;
  readonly received: { readonly headers: IncomingMessage["headers"]; readonly payload: unknown }[];
  readonly names: () => string[];
  readonly close: () => Promise<void>;
}

/** A server that takes webhooks and checks their signature, as an App does. */
async function openInbox(secret: string): Promise<Inbox> {
  const received: Inbox["received"][number][] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
      const isSigned = request.headers["x-hub-signature-256"] === signature;
      received.push({ headers: request.headers, payload: JSON.parse(body.toString()) });
      response.writeHead(isSigned ? 202 : 400).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    received,
    names: () =>
      received.map(({ headers, payload }) => {
        const action = (payload as { action?: string }).action;
        const event = String(headers["x-github-event"]);
        return action === undefined ? event : `${event}.${action}`;
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function installationOctokit(standIn: StandIn): Promise<Octokit> {
  const app = new App({
    appId: standIn.app.id,
    privateKey: standIn.app.privateKey,
    Octokit: Octokit.defaults({
      baseUrl: `${standIn.url}/api/v3`,
      throttle: { enabled: false },
      retry: { enabled: false },
    }),
  });
  return app.getInstallationOctokit(standIn.installationId);
}

async function cloneRepository(standIn: StandIn, token: string) {
  const directory = await mkdtemp(path.join(tmpdir(), "clone-"));
  const url = standIn.url.replace("http://", `http://x-access-token:${token}@`);
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=AO", "-c", "user.email=ao@example.com", ...args], {
      cwd: directory,
      reject: false,
      env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_TERMINAL_PROMPT: "0" },
    });
  const cloned = await git("clone", "--quiet", `${url}/acme/web.git`, ".");
  if (cloned.exitCode !== 0) throw new Error(cloned.stderr);
  return {
    directory,
    commit: async (files: Record<string, string>, message: string) => {
      const { writeFile } = await import("node:fs/promises");
      for (const [name, text] of Object.entries(files)) {
        await writeFile(path.join(directory, name), text);
      }
      await git("add", "--all");
      await git("commit", "--quiet", "-m", message);
    },
    push: (branch: string) => git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
