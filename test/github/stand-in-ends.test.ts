import type { Octokit } from "octokit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Repository, startGitHub, type StandIn } from "./stand-in.ts";
import {
  type Clone,
  cloneRepository,
  installationOctokit,
  issueToken,
  refusal,
  tokenOctokit,
} from "./testing/client.ts";
import { type Inbox, openInbox } from "./testing/inbox.ts";

let github: StandIn;
let octokit: Octokit;
let inbox: Inbox;
let web: Repository;
const NAME = "acme/web";
const at = { owner: "acme", repo: "web" };

beforeEach(async () => {
  github = await startGitHub({ actions: false });
  inbox = await openInbox(github.app.webhookSecret);
  github.deliverTo(inbox.url);
  for (const login of ["jo", "mira"]) github.addUser(login);
  web = await github.addRepository({
    name: NAME,
    private: true,
    files: { a: "a\n" },
    collaborators: { jo: "admin", mira: "write" },
  });
  octokit = await installationOctokit(github);
});

afterEach(async () => {
  await inbox.close();
  await github.stop();
});

const open = () => github.as("mira").openIssue(NAME, { title: "T", labels: ["bug"] });
const get = (issue_number: number) => octokit.rest.issues.get({ ...at, issue_number });
const write = (issue_number: number) =>
  refusal(octokit.rest.issues.createComment({ ...at, issue_number, body: "B" }));
const told = async () => {
  await github.quiet();
  return inbox.received.at(-1);
};

describe("an issue", () => {
  test("that is locked takes nothing from an App until it is unlocked", async () => {
    const number = await open();
    await github.as("jo").lockIssue(NAME, number);
    expect(await write(number)).toMatchObject({
      status: 403,
      message: expect.stringContaining("Unable to create comment because issue is locked."),
    });
    const react = () =>
      octokit.rest.reactions.createForIssue({ ...at, issue_number: number, content: "eyes" });
    expect(await refusal(react())).toMatchObject({ status: 403 });
    await github.as("jo").unlockIssue(NAME, number);
    expect((await told())?.name).toBe("issues.unlocked");
    expect((await react()).status).toBe(201);
    expect(github.violations).toEqual([]);
  });

  test("that is deleted is gone, and its number with it", async () => {
    const number = await open();
    await github.as("jo").deleteIssue(NAME, number);
    expect((await told())?.name).toBe("issues.deleted");
    expect(await refusal(get(number))).toMatchObject({ status: 410 });
    expect(await write(number)).toMatchObject({ status: 410 });
    expect(await open()).toBe(number + 1);
    await expect(github.as("mira").deleteIssue(NAME, number + 1)).rejects.toThrow("admin rights");
    expect(github.violations).toEqual([]);
  });

  test("that is transferred answers with where it went", async () => {
    await github.addRepository({
      name: "acme/api",
      files: { a: "" },
      collaborators: { jo: "admin" },
    });
    await github.as("jo").openIssue("acme/api", { title: "First" });
    const number = await open();
    await github.as("mira").comment(NAME, number, "me too");
    const to = await github.as("jo").transferIssue(NAME, number, "acme/api");
    expect(to).toBe(2);
    await github.quiet();
    expect(inbox.names().slice(-2)).toEqual(["issues.transferred", "issues.opened"]);
    expect(inbox.received.at(-2)?.payload["changes"]).toMatchObject({
      new_issue: { number: 2 },
      new_repository: { full_name: "acme/api" },
    });
    const raw = await fetch(`${github.url}/repos/acme/web/issues/${number}`, {
      headers: { authorization: `Bearer ${await issueToken(github)}` },
      redirect: "manual",
    });
    expect(raw.status).toBe(301);
    expect((await get(number)).data).toMatchObject({
      number: 2,
      title: "T",
      comments: 1,
      labels: [{ name: "bug" }],
      repository_url: expect.stringContaining("acme/api"),
    });
    expect(await write(number)).toMatchObject({ status: 404 });
    expect(github.violations).toEqual([]);
  });

  test("that becomes a discussion stays there, closed, locked, and marked", async () => {
    const number = await open();
    await github.as("jo").convertToDiscussion(NAME, number);
    await github.quiet();
    expect(inbox.names().slice(-2)).toEqual(["issues.locked", "issues.closed"]);
    expect((await get(number)).data).toMatchObject({ state: "closed", locked: true });
    const { data } = await octokit.rest.issues.listEvents({ ...at, issue_number: number });
    expect(data.map(({ event }) => event)).toContain("converted_to_discussion");
    expect(await write(number)).toMatchObject({ status: 403 });
    expect(github.violations).toEqual([]);
  });
});

async function withClone(play: (clone: Clone) => Promise<void>): Promise<void> {
  const clone = await cloneRepository(github, NAME, await issueToken(github));
  await clone.commit({ b: "b\n" }, "b");
  try {
    await play(clone);
  } finally {
    await clone.remove();
  }
}

describe("a repository", () => {
  test("with a new name or owner redirects from the old one, for the API and for git", async () => {
    const number = await open();
    await withClone(async (clone) => {
      github.settings(NAME).rename("site");
      expect((await told())?.name).toBe("repository.renamed");
      expect((await get(number)).data.repository_url).toContain("acme/site");
      const { data } = await octokit.rest.issues.createComment({
        ...at,
        issue_number: number,
        body: "B",
      });
      expect(data.body).toBe("B");
      expect(github.requests.map(({ status }) => status)).toEqual(
        expect.arrayContaining([301, 307]),
      );
      expect(await clone.push("ao/1")).toMatchObject({ exitCode: 0 });
      github.settings("acme/site").transfer("other", { installed: true });
      expect(await told()).toMatchObject({
        name: "repository.transferred",
        payload: { changes: { owner: { from: { organization: { login: "acme" } } } } },
      });
      expect((await get(number)).data.repository_url).toContain("other/site");
    });
    expect(github.violations).toEqual([]);
  });

  test("that is archived is only read, over the API and git, until it is back", async () => {
    const number = await open();
    github.settings(NAME).archive();
    expect(await write(number)).toMatchObject({
      status: 403,
      message: expect.stringContaining("Repository was archived so is read-only."),
    });
    expect((await get(number)).status).toBe(200);
    await withClone(async (clone) => {
      expect((await clone.push("ao/1")).stderr).toContain("archived so it is read-only");
      github.settings(NAME).unarchive();
      expect((await clone.push("ao/1")).exitCode).toBe(0);
    });
    expect(github.violations).toEqual([]);
  });

  test("that is deleted, or went to an owner without the App, is not there", async () => {
    const number = await open();
    await github.addRepository({ name: "acme/api", private: true, files: { a: "" } });
    github.settings("acme/api").transfer("other");
    expect((await told())?.name).toBe("repository.transferred");
    const api = octokit.rest.repos.get({ ...at, repo: "api" });
    expect(await refusal(api)).toMatchObject({ status: 404 });
    await withClone(async (clone) => {
      github.settings(NAME).delete();
      expect((await told())?.name).toBe("repository.deleted");
      expect(await refusal(get(number))).toMatchObject({ status: 404 });
      expect((await clone.push("ao/1")).stderr).toContain("not found");
    });
    expect(github.violations).toEqual([]);
  });
});

const pullOf = async (head: string): Promise<number> => {
  await github.as("mira").pushFiles(NAME, head, { [head]: "x" }, head);
  return github.as("mira").openPullRequest(NAME, { title: head, head });
};

describe("branches", () => {
  test("get a new name, and pull requests go along", async () => {
    await pullOf("topic");
    await github.settings(NAME).renameBranch("main", "trunk");
    await github.quiet();
    const edits = inbox.received.filter(({ name }) => name.endsWith(".edited"));
    expect(edits.map(({ name, payload }) => [name, payload["changes"]])).toMatchObject([
      ["repository.edited", { default_branch: { from: "main" } }],
      ["pull_request.edited", { base: { ref: { from: "main" } } }],
    ]);
    expect(github.pulls(NAME)[0]).toMatchObject({ state: "open", base: { ref: "trunk" } });
    const asked = await octokit.rest.repos.getBranch({ ...at, branch: "main" });
    expect(asked.data.name).toBe("trunk");
    const ref = octokit.rest.git.getRef({ ...at, ref: "heads/main" });
    expect(await refusal(ref)).toMatchObject({ status: 404 });
    expect((await octokit.rest.repos.get(at)).data.default_branch).toBe("trunk");
    expect(github.violations).toEqual([]);
  });

  test("are changed under a pull request, and their end is its end", async () => {
    const number = await pullOf("topic");
    await github.as("jo").pushFiles(NAME, "next", { n: "n" }, "n");
    await github.as("jo").changeBase(NAME, number, "next");
    expect(await told()).toMatchObject({
      name: "pull_request.edited",
      payload: { pull_request: { base: { ref: "next" } } },
    });
    await github.settings(NAME).defaultBranch("next");
    await github.as("mira").deleteBranch(NAME, "topic");
    expect(github.pulls(NAME)[0]).toMatchObject({ state: "closed", merged: false });
    await expect(github.as("mira").reopenPullRequest(NAME, number)).rejects.toThrow("Validation");
    expect(github.violations).toEqual([]);
  });
});

test("people come, get other rights, and go", async () => {
  github.addUser("sam");
  for (const permission of ["read", "write", "none"] as const) {
    github.setCollaborator(NAME, "sam", permission);
  }
  await github.quiet();
  const seen = inbox.received.filter(({ name }) => name.startsWith("member."));
  expect(seen.map(({ name, payload }) => [name, payload["changes"]])).toEqual([
    ["member.added", { permission: { to: "read" } }],
    ["member.edited", { permission: { from: "read", to: "write" } }],
    ["member.removed", undefined],
  ]);
  expect(github.violations).toEqual([]);
});

describe("the installation", () => {
  test("is suspended, for the API, for git, and for webhooks", async () => {
    const number = await open();
    const token = await issueToken(github);
    await withClone(async (clone) => {
      github.installation.suspend();
      await github.quiet();
      const before = inbox.received.length;
      const asked = tokenOctokit(github, token).rest.issues.get({ ...at, issue_number: number });
      expect(await refusal(asked)).toMatchObject({
        status: 403,
        message: expect.stringContaining("This installation has been suspended"),
      });
      expect((await clone.push("ao/1")).exitCode).not.toBe(0);
      await github.as("mira").comment(NAME, number, "anybody?");
      await github.quiet();
      expect(inbox.received).toHaveLength(before);
      github.installation.unsuspend();
      expect((await clone.push("ao/1")).exitCode).toBe(0);
    });
    expect(inbox.names()).toEqual(
      expect.arrayContaining(["installation.suspend", "installation.unsuspend"]),
    );
    expect(github.violations).toEqual([]);
  });

  test("loses a repository, or a right, and older tokens with it", async () => {
    const number = await open();
    const old = tokenOctokit(github, await issueToken(github));
    const { issues: _, ...less } = github.installation.permissions();
    github.installation.reducePermissions({ ...less, issues: "read" });
    const comment = () => old.rest.issues.createComment({ ...at, issue_number: number, body: "B" });
    expect(await refusal(comment())).toMatchObject({
      status: 403,
      message: expect.stringContaining("Resource not accessible by integration"),
    });
    github.installation.acceptPermissions({ ...less, issues: "write" });
    expect((await told())?.name).toBe("installation.new_permissions_accepted");
    expect((await comment()).status).toBe(201);
    await withClone(async (clone) => {
      github.installation.remove(NAME);
      expect((await told())?.name).toBe("installation_repositories.removed");
      expect(await refusal(get(number))).toMatchObject({ status: 404 });
      expect((await clone.push("ao/1")).stderr).toContain("not found");
      expect(await refusal(issueToken(github, { repository_ids: [web.id] }))).toMatchObject({
        status: 422,
      });
    });
    expect(github.violations).toEqual([]);
  });
});
