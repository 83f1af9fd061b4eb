import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startGitHub, type StandIn } from "./stand-in.ts";
import {
  cloneRepository,
  installationOctokit,
  issueToken,
  refusal,
  tokenOctokit,
} from "./testing/client.ts";

let github: StandIn;
const at = { owner: "acme", repo: "web" };

beforeEach(async () => {
  github = await startGitHub({ actions: false });
  github.addUser("jo");
  await github.addRepository({
    name: "acme/web",
    files: { "README.md": "# web\n" },
    collaborators: { jo: "admin" },
  });
});

afterEach(async () => {
  await github.stop();
});

describe("what an App may read", () => {
  test("the rules of rulesets that fit a branch, without any right but metadata", async () => {
    const settings = github.settings("acme/web");
    const id = settings.ruleset("main", {
      checks: ["unit", { context: "lint", appId: 15_368 }],
      strict: true,
      signatures: true,
      pullRequest: true,
      mergeQueue: true,
      messagePattern: "^feat: ",
      linearHistory: true,
    });
    settings.ruleset("ao/**", { signatures: true });
    const token = await issueToken(github, { permissions: { metadata: "read" } });
    const octokit = tokenOctokit(github, token);
    const rules = async (branch: string) =>
      (await octokit.rest.repos.getBranchRules({ ...at, branch })).data;
    expect(await rules("main")).toMatchObject([
      {
        type: "required_status_checks",
        ruleset_id: id,
        parameters: {
          strict_required_status_checks_policy: true,
          required_status_checks: [
            { context: "unit" },
            { context: "lint", integration_id: 15_368 },
          ],
        },
      },
      { type: "required_signatures" },
      { type: "required_linear_history" },
      { type: "pull_request" },
      { type: "merge_queue" },
      { type: "commit_message_pattern", parameters: { pattern: "^feat: ", operator: "regex" } },
    ]);
    expect(await rules("ao/1/deep")).toMatchObject([{ type: "required_signatures" }]);
    expect(await rules("aoo")).toEqual([]);
    settings.dropRulesets();
    expect(await rules("main")).toEqual([]);
    expect(github.violations).toEqual([]);
  });

  test("the checks of classic protection in the branch, but not the protection itself", async () => {
    github.settings("acme/web").protect("main", { checks: ["unit", { context: "ci", appId: 7 }] });
    const octokit = await installationOctokit(github);
    const { data } = await octokit.rest.repos.getBranch({ ...at, branch: "main" });
    expect(data).toMatchObject({
      protected: true,
      protection: {
        enabled: true,
        required_status_checks: {
          enforcement_level: "non_admins",
          contexts: ["unit", "ci"],
          checks: [
            { context: "unit", app_id: null },
            { context: "ci", app_id: 7 },
          ],
        },
      },
    });
    expect((await octokit.rest.repos.getBranchRules({ ...at, branch: "main" })).data).toEqual([]);
    const asked = octokit.rest.repos.getBranchProtection({ ...at, branch: "main" });
    expect(await refusal(asked)).toMatchObject({
      status: 403,
      message: expect.stringContaining("Resource not accessible by integration"),
    });
    const jo = tokenOctokit(github, github.userToken("jo"));
    const seen = await jo.rest.repos.getBranchProtection({ ...at, branch: "main" });
    expect(seen.data.required_status_checks?.contexts).toEqual(["unit", "ci"]);
    github.settings("acme/web").protect("main", null);
    const free = jo.rest.repos.getBranchProtection({ ...at, branch: "main" });
    expect(await refusal(free)).toMatchObject({ status: 404 });
    expect(github.violations).toEqual([]);
  });

  test("that a ruleset protects a branch, without what it asks in `protection`", async () => {
    github.settings("acme/web").ruleset("~DEFAULT_BRANCH", { checks: ["unit"] });
    const octokit = await installationOctokit(github);
    const { data } = await octokit.rest.repos.getBranch({ ...at, branch: "main" });
    expect(data).toMatchObject({ protected: true, protection: { enabled: false } });
    expect(github.violations).toEqual([]);
  });
});

describe("pushes", () => {
  const pushes: [string, Parameters<ReturnType<StandIn["settings"]>["ruleset"]>[1], RegExp][] = [
    [
      "unsigned commits",
      { signatures: true },
      /- Commits must have verified signatures\.\s*\n.*Found 1 violation/,
    ],
    ["a pull request", { pullRequest: true }, /- Changes must be made through a pull request\./],
    ["a message", { messagePattern: "^feat: " }, /- Commit message must match pattern: \^feat: /],
    ["a check", { checks: ["unit"] }, /- Required status check "unit" is expected\./],
  ];
  test.each(pushes)("are refused by a ruleset that asks for %s", async (_name, rules, words) => {
    github.settings("acme/web").ruleset("ao/**", rules);
    const clone = await cloneRepository(github, "acme/web", await issueToken(github));
    await clone.commit({ "b.ts": "b\n" }, "b");
    const { stderr } = await clone.push("ao/1");
    expect(stderr).toContain(
      "remote: error: GH013: Repository rule violations found for refs/heads/ao/1.",
    );
    expect(stderr).toContain("rules?ref=refs%2Fheads%2Fao%2F1");
    expect(stderr).toMatch(words);
    expect(await github.git("acme/web").head("ao/1")).toBeNull();
    expect((await clone.push("other")).exitCode).toBe(0);
    await clone.remove();
    expect(github.violations).toEqual([]);
  });

  test("with merge commits are refused where history is linear", async () => {
    github.settings("acme/web").ruleset("**", { linearHistory: true });
    const clone = await cloneRepository(github, "acme/web", await issueToken(github));
    await clone.git("switch", "--quiet", "-c", "side");
    await clone.commit({ "b.ts": "b\n" }, "b");
    expect((await clone.push("side")).exitCode).toBe(0);
    await clone.git("switch", "--quiet", "main");
    await clone.commit({ "c.ts": "c\n" }, "c");
    await clone.git("merge", "--quiet", "--no-ff", "-m", "merge", "side");
    const refused = await clone.push("ao/1");
    expect(refused.stderr).toContain("- This branch must not contain merge commits.");
    await clone.remove();
    expect(github.violations).toEqual([]);
  });

  test("go through once what they bring is signed, and classic protection says it its own way", async () => {
    github.settings("acme/web").protect("*/*", { signatures: true });
    const clone = await cloneRepository(github, "acme/web", await issueToken(github));
    await clone.commit({ "b.ts": "b\n" }, "b");
    const { stderr } = await clone.push("ao/1");
    expect(stderr).toContain("error: GH006: Protected branch update failed for refs/heads/ao/1.");
    expect(stderr).toContain("error: Commits must have verified signatures.");
    const sha = (await clone.git("rev-parse", "HEAD")).stdout.trim();
    github.settings("acme/web").verify(sha);
    expect((await clone.push("ao/1")).exitCode).toBe(0);
    await clone.remove();
    const octokit = await installationOctokit(github);
    const { data } = await octokit.rest.repos.getCommit({ ...at, ref: sha });
    expect(data.commit.verification).toMatchObject({ verified: true, reason: "valid" });
    expect(github.violations).toEqual([]);
  });

  test("over the API meet the same rules", async () => {
    const clone = await cloneRepository(github, "acme/web", await issueToken(github));
    await clone.commit({ "b.ts": "b\n" }, "b");
    await clone.push("ao/1");
    await clone.remove();
    const sha = (await github.git("acme/web").head("ao/1")) ?? "";
    github.settings("acme/web").ruleset("main", { pullRequest: true });
    const octokit = await installationOctokit(github);
    const moved = octokit.rest.git.updateRef({ ...at, ref: "heads/main", sha });
    expect(await refusal(moved)).toMatchObject({
      status: 422,
      message: expect.stringContaining(
        "Repository rule violations found\n\nChanges must be made through a pull request.",
      ),
    });
    expect(github.violations).toEqual([]);
  });
});
