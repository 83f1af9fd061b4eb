import { expect, test } from "vitest";
import { FILES, REPOSITORY, fixSum, story } from "../support/harness.ts";

const withPolicy = (text: string): Record<string, string> => ({ ...FILES, ".github/ao.yml": text });

test("the repository says how to prepare and to test → both run on the runner, and the pull request shows how they ended", async () => {
  await story(
    async (ao) => {
      const number = await ao.openIssue("sum subtracts");

      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      const item = await ao.untilState(number, "in_review");

      expect(item.lastJob?.setup).toMatchObject({ command: "node --version", exitCode: 0 });
      expect(item.lastJob?.verify).toMatchObject({ command: "node sum.test.js", exitCode: 0 });
      await ao.until(() => ao.pull().body?.includes("`node sum.test.js` → exit 0"));
    },
    { files: withPolicy("setup: node --version\nverify: node sum.test.js\n") },
  );
});

test("a mistake in `.github/ao.yml` → a comment names file, line, key and the nearest key; the work goes on without it", async () => {
  await story(
    async (ao) => {
      const number = await ao.openIssue("sum subtracts");

      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      await ao.untilState(number, "in_review");

      const comment = ao.issue(number).comments.find((one) => one.body.includes("ao.yml"));
      expect(comment?.body).toContain(".github/ao.yml");
      expect(comment?.body).toMatch(/line 2/i);
      expect(comment?.body).toContain("`verfy`");
      expect(comment?.body).toContain("`verify`");
    },
    { files: withPolicy("setup: node --version\nverfy: node sum.test.js\n") },
  );
});

test("the last good settings stay in force when the file breaks later", async () => {
  await story(
    async (ao) => {
      const mira = ao.github.as("mira");
      const first = await ao.openIssue("sum subtracts");
      await mira.label(REPOSITORY, first, "ao");
      await ao.untilState(first, "in_review");
      await mira.mergePullRequest(REPOSITORY, ao.pull().number);
      await ao.untilState(first, "done");

      await mira.pushFiles(
        REPOSITORY,
        "main",
        { ".github/ao.yml": "verify: [broken\n" },
        "Break it",
      );
      await ao.script({
        turns: [{ when: "", steps: [fixSum("export const sum = (x, y) => x + y;\n")] }],
      });
      const second = await ao.openIssue("sum has odd names");
      await mira.label(REPOSITORY, second, "ao");

      const item = await ao.untilState(second, "in_review");
      expect(item.policy?.verify).toBe("node sum.test.js");
    },
    { files: withPolicy("verify: node sum.test.js\n") },
  );
});

test("a repository without any CI → `verify` on the runner is the check, and the pull request says so", async () => {
  const { ".github/workflows/ci.yml": _, ...files } = withPolicy("verify: node sum.test.js\n");
  await story(
    async (ao) => {
      const number = await ao.openIssue("sum subtracts");

      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      const item = await ao.untilState(number, "in_review", 30_000);

      expect(item.state).toMatchObject({ proof: "verify" });
      await ao.until(() => ao.pull().body?.includes("No CI ran here"));
    },
    { files },
  );
});

test("neither CI nor `verify` → it stays a draft, and the requester is asked once", async () => {
  const { ".github/workflows/ci.yml": _, ...files } = FILES;
  await story(
    async (ao) => {
      const number = await ao.openIssue("sum subtracts");

      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      await ao.untilState(number, "waiting", 30_000);

      await ao.until(() =>
        ao.pull().comments.some((one) => one.body.startsWith("@mira **Nothing tests")),
      );
      expect(ao.pull().draft).toBe(true);
    },
    { files },
  );
});
