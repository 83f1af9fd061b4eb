import { createSign, generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startGitHub, type Repository, type StandIn } from "./stand-in.ts";
import {
  cloneRepository,
  installationOctokit,
  issueToken,
  makeApp,
  refusal,
  tokenOctokit,
} from "./testing/client.ts";

let github: StandIn;
let web: Repository;
let nowMs: number;
const at = { owner: "acme", repo: "web" };

beforeEach(async () => {
  nowMs = Date.now();
  github = await startGitHub({ now: () => nowMs, actions: false });
  for (const login of ["admin", "writer", "triager", "reader", "stranger"]) github.addUser(login);
  web = await github.addRepository({
    name: "acme/web",
    private: true,
    files: { "README.md": "# web\n", "src/a.ts": "export {};\n" },
    collaborators: { admin: "admin", writer: "write", triager: "triage", reader: "read" },
  });
});

afterEach(async () => {
  await github.stop();
});

describe("the App", () => {
  test("is who its key says", async () => {
    const { data } = await makeApp(github).octokit.request("GET /app");
    expect(data).toMatchObject({ id: github.app.id, slug: "ao", installations_count: 1 });
    expect(github.violations).toEqual([]);
  });

  test.each([
    ["another key", { otherKey: true }],
    ["another issuer", { iss: 1 }],
    ["an end that is over", { exp: -10 }],
    ["more than ten minutes", { exp: 900 }],
  ])("is not let in with %s", async (_name, claims) => {
    const answer = await fetch(`${github.url}/app`, {
      headers: { authorization: `Bearer ${makeJwt(claims)}` },
    });
    expect(answer.status).toBe(401);
    expect(github.violations).toEqual([]);
  });

  test("gets a token for less than it has, and none for more", async () => {
    const token = await issueToken(github, {
      repository_ids: [web.id],
      permissions: { contents: "read" },
    });
    const octokit = tokenOctokit(github, token);
    expect((await octokit.rest.repos.getContent({ ...at, path: "README.md" })).status).toBe(200);
    const comment = octokit.rest.issues.create({ ...at, title: "x" });
    expect(await refusal(comment)).toMatchObject({
      status: 403,
      message: expect.stringContaining("Resource not accessible by integration"),
    });
    const more = issueToken(github, { permissions: { administration: "write" } });
    expect(await refusal(more)).toMatchObject({ status: 422 });
    const unknown = issueToken(github, { repository_ids: [1] });
    expect(await refusal(unknown)).toMatchObject({ status: 422 });
    expect(github.violations).toEqual([]);
  });

  test("gets forty characters, or 519 where it asks for the stateless form", async () => {
    expect(await issueToken(github)).toMatch(/^ghs_\w{36}$/);
    const headers = { "x-github-stateless-s2s-token": "enabled" };
    const long = await issueToken(github, { headers });
    expect(long).toHaveLength(519);
    const clone = await cloneRepository(github, "acme/web", long);
    expect((await clone.git("ls-files")).stdout).toContain("README.md");
    await clone.remove();
    expect(github.violations).toEqual([]);
  });

  test("loses its token after an hour, or when it gives it back", async () => {
    const octokit = tokenOctokit(github, await issueToken(github));
    await octokit.rest.repos.get(at);
    nowMs += 3_600_001;
    expect(await refusal(octokit.rest.repos.get(at))).toMatchObject({ status: 401 });
    const second = tokenOctokit(github, await issueToken(github));
    await second.rest.apps.revokeInstallationAccessToken();
    expect(await refusal(second.rest.repos.get(at))).toMatchObject({ status: 401 });
    expect(github.violations).toEqual([]);
  });

  test("does not see a repository that it is not installed in", async () => {
    await github.addRepository({
      name: "acme/secret",
      private: true,
      installed: false,
      files: { a: "" },
    });
    await github.addRepository({ name: "acme/open", installed: false, files: { a: "" } });
    const octokit = await installationOctokit(github);
    const secret = { owner: "acme", repo: "secret" };
    expect(await refusal(octokit.rest.repos.get(secret))).toMatchObject({ status: 404 });
    const open = { owner: "acme", repo: "open" };
    expect((await octokit.rest.repos.get(open)).status).toBe(200);
    const write = octokit.rest.issues.create({ ...open, title: "x" });
    expect(await refusal(write)).toMatchObject({ status: 403 });
    const mine = await octokit.rest.apps.listReposAccessibleToInstallation();
    expect(mine.data.repositories.map(({ full_name }) => full_name)).toEqual(["acme/web"]);
    expect(github.violations).toEqual([]);
  });

  test("can do nothing while it is suspended, and is gone once it is uninstalled", async () => {
    const octokit = tokenOctokit(github, await issueToken(github));
    github.installation.suspend();
    expect(await refusal(octokit.rest.repos.get(at))).toMatchObject({ status: 403 });
    github.installation.unsuspend();
    await octokit.rest.repos.get(at);
    github.installation.uninstall();
    expect(await refusal(octokit.rest.repos.get(at))).toMatchObject({ status: 401 });
    expect(await refusal(issueToken(github))).toMatchObject({ status: 404 });
    expect(github.violations).toEqual([]);
  });
});

describe("people", () => {
  test("do what their role allows, over the API as on the site", async () => {
    const number = await github.as("reader").openIssue("acme/web", { title: "Broken" });
    const label = { ...at, issue_number: number, labels: ["bug"] };
    const as = (login: string) => tokenOctokit(github, github.userToken(login));
    expect(await refusal(as("reader").rest.issues.addLabels(label))).toMatchObject({ status: 403 });
    await as("triager").rest.issues.addLabels(label);
    expect(await refusal(as("stranger").rest.repos.get(at))).toMatchObject({ status: 404 });
    const run = { ...at, name: "mine", head_sha: "0".repeat(40) };
    expect(await refusal(as("admin").rest.checks.create(run))).toMatchObject({ status: 403 });
    await expect(github.as("reader").label("acme/web", number, "bug")).rejects.toThrow(
      "admin rights",
    );
    await expect(github.as("stranger").comment("acme/web", number, "me")).rejects.toThrow(
      "Not Found",
    );
    await expect(github.as("triager").pushFiles("acme/web", "x", { a: "a" }, "a")).rejects.toThrow(
      "admin rights",
    );
    expect(github.issue("acme/web", number).labels).toEqual(["bug"]);
    expect(github.violations).toEqual([]);
  });

  test("pick from the labels there are; the API makes what is not there", async () => {
    const number = await github.as("triager").openIssue("acme/web", { title: "Broken" });
    await expect(github.as("triager").label("acme/web", number, "ao")).rejects.toThrow(
      "Validation Failed",
    );
    const octokit = await installationOctokit(github);
    await octokit.rest.issues.addLabels({ ...at, issue_number: number, labels: ["ao"] });
    expect(github.issue("acme/web", number).labels).toEqual(["ao"]);
  });

  test("without a login read what is public and no more", async () => {
    await github.addRepository({ name: "acme/open", files: { a: "a" } });
    const read = (path: string) => fetch(`${github.url}${path}`).then(({ status }) => status);
    expect(await read("/repos/acme/open")).toBe(200);
    expect(await read("/repos/acme/web")).toBe(404);
    const write = await fetch(`${github.url}/repos/acme/open/issues`, {
      method: "POST",
      body: JSON.stringify({ title: "spam" }),
    });
    expect(write.status).toBe(401);
    const garbage = await fetch(`${github.url}/repos/acme/open`, {
      headers: { authorization: "Bearer ghs_nope" },
    });
    expect(garbage.status).toBe(401);
    expect(github.violations).toEqual([]);
  });
});

describe("git", () => {
  test("refuses a push with a token that only reads", async () => {
    const token = await issueToken(github, { permissions: { contents: "read" } });
    const clone = await cloneRepository(github, "acme/web", token);
    await clone.commit({ "b.ts": "b\n" }, "b");
    const pushed = await clone.push("ao/1");
    expect(pushed.stderr).toContain("Write access to repository not granted");
    expect(pushed.stderr).toContain("403");
    expect(await github.git("acme/web").head("ao/1")).toBeNull();
    await clone.remove();
  });

  test("knows no token that is over, and no repository that a token does not reach", async () => {
    const token = await issueToken(github);
    await github.addRepository({ name: "acme/api", private: true, files: { a: "a" } });
    const narrow = await issueToken(github, { repository_ids: [web.id] });
    await expect(cloneRepository(github, "acme/api", narrow)).rejects.toThrow("not found");
    github.faults.expireTokens();
    await expect(cloneRepository(github, "acme/web", token)).rejects.toThrow(
      /Authentication failed|Invalid username/,
    );
  });

  test("refuses workflow files of an App that may not write them, and protected branches", async () => {
    const clone = await cloneRepository(github, "acme/web", await issueToken(github));
    await clone.git("switch", "--quiet", "-c", "w");
    await clone.git(
      "update-index",
      "--add",
      "--cacheinfo",
      "100644",
      await blobOf(clone.git),
      ".github/workflows/x.yml",
    );
    await clone.git("commit", "--quiet", "-m", "workflow");
    const refused = await clone.push("ao/w");
    expect(refused.stderr).toContain("without `workflows` permission");
    await clone.remove();

    await github.addRepository({
      name: "acme/strict",
      files: { a: "a" },
      protected: { main: { contexts: ["unit"] } },
    });
    const strict = await cloneRepository(github, "acme/strict", await issueToken(github));
    await strict.commit({ a: "b" }, "b");
    expect((await strict.push("main")).stderr).toContain("GH006: Protected branch update failed");
    expect((await strict.push("ao/1")).exitCode).toBe(0);
    await strict.remove();
    const octokit = await installationOctokit(github);
    const branch = await octokit.rest.repos.getBranch({ ...at, repo: "strict", branch: "main" });
    expect(branch.data.protection.required_status_checks?.contexts).toEqual(["unit"]);
    expect(github.violations).toEqual([]);
  });

  test("refuses a push with the words it is told, and tokens it has lost", async () => {
    const clone = await cloneRepository(github, "acme/web", await issueToken(github));
    await clone.commit({ "b.ts": "b\n" }, "b");
    github.faults.refusePushes("GH013: Repository rule violations found for refs/heads/ao/1.");
    expect((await clone.push("ao/1")).stderr).toContain("GH013: Repository rule violations");
    github.faults.loseTokens();
    expect((await clone.push("ao/1")).exitCode).not.toBe(0);
    expect(await github.git("acme/web").head("ao/1")).toBeNull();
    await clone.remove();
  });

  test("serves shallow and blobless fetches, forced pushes and deleted branches", async () => {
    const token = await issueToken(github);
    const clone = await cloneRepository(github, "acme/web", token);
    const url = `${github.url.replace("//", `//x-access-token:${token}@`)}/acme/web.git`;
    const shallow = await clone.git("fetch", "--depth=1", "--filter=blob:none", url, "main");
    expect(shallow.exitCode).toBe(0);
    await clone.commit({ "b.ts": "b\n" }, "b");
    await clone.push("ao/1");
    await clone.git("commit", "--amend", "--quiet", "-m", "c");
    expect((await clone.push("ao/1")).stderr).toContain("non-fast-forward");
    await clone.git("push", "--force", "origin", "HEAD:refs/heads/ao/1");
    expect(await github.git("acme/web").log("ao/1")).toEqual(["c", "Initial commit"]);
    await clone.git("push", "origin", ":refs/heads/ao/1");
    expect(await github.git("acme/web").head("ao/1")).toBeNull();
    await clone.remove();
    expect(github.violations).toEqual([]);
  });
});

function makeJwt(change: { otherKey?: boolean; iss?: number; exp?: number }): string {
  const nowS = Math.floor(nowMs / 1000);
  const claims = {
    iat: nowS - 30,
    exp: nowS + (change.exp ?? 300),
    iss: change.iss ?? github.app.id,
  };
  const text = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const key = change.otherKey === true ? other : github.app.privateKey;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

async function blobOf(git: (...args: string[]) => Promise<{ stdout: string }>): Promise<string> {
  return (await git("hash-object", "-w", "README.md")).stdout.trim();
}
