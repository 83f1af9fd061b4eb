/** What AO does not push, what becomes of it, and what a person can do about it. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { JobOrder } from "../../src/protocol/words.ts";
import { FILES as PLAIN, fixSum, GOOD_SUM, REPOSITORY, story } from "../support/harness.ts";
import type { WorkItem } from "../../src/core/work-item.ts";
import type { Ao } from "../support/harness.ts";

const TESTS = [
  'import assert from "node:assert";',
  'import { test } from "node:test";',
  'import { sum } from "./sum.js";',
  'test("adds", () => assert.strictEqual(sum(1, 2), 3));',
  'test("adds nothing", () => assert.strictEqual(sum(1, 0), 1));',
  "",
].join("\n");
const FILES = { ...PLAIN, "sum.test.js": TESTS };
const SKIPPED = TESTS.replace('test("adds",', 'test.skip("adds",');
const DELETED = TESTS.replace(/test\("adds",.*\n/, "");

const WORKFLOW =
  "refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission";

const reset = { do: "run" as const, command: ["git", "reset", "-q", "--hard", "HEAD~1"] };
const commit = (
  files: Record<string, string>,
): { do: "commit"; message: string; files: Record<string, string> } => ({
  do: "commit",
  message: "Make it green",
  files,
});

/** Told, it says more about it and leaves the test as it is. */
const skipping = {
  turns: [
    { when: "were not pushed", steps: [commit({ "README.md": "# sums\n" })] },
    { when: "", steps: [commit({ "sum.test.js": SKIPPED })] },
  ],
};

/** mira asks for it, by the label. */
async function begin(ao: Ao): Promise<number> {
  const number = await ao.openIssue("sum subtracts");
  await ao.github.as("mira").label(REPOSITORY, number, "ao");
  return number;
}

/** The one question, once somebody is asked. */
async function questionOn(ao: Ao, number: number): Promise<string> {
  await ao.untilState(number, "waiting", 40_000);
  const questions = (): string[] =>
    ao
      .issue(number)
      .comments.map((one) => one.body)
      .filter((body) => body.startsWith("@"));
  await ao.until(() => questions().length > 0);
  expect(questions()).toHaveLength(1);
  return questions()[0] ?? "";
}

function reasons(ao: Ao, number: number): Promise<string[]> {
  return ao.item(number).then((item) => (item?.trail ?? []).map((one) => one.why));
}

test("the agent deletes the failing test → nothing is pushed, it is told once which one, and it mends the code", async () => {
  await story(
    async (ao) => {
      await ao.script({
        turns: [
          { when: "lost 1 of its 2 tests (`adds`)", steps: [reset, fixSum()] },
          { when: "", steps: [commit({ "sum.test.js": DELETED })] },
        ],
      });

      const number = await begin(ao);
      await ao.untilState(number, "in_review", 40_000);

      expect((await reasons(ao, number)).filter((why) => why.includes("told once"))).toHaveLength(
        1,
      );
      const { ref } = ao.pull().head;
      expect(await ao.github.git(REPOSITORY).show(ref, "sum.test.js")).toContain('test("adds"');
      expect(await ao.github.git(REPOSITORY).show(ref, "sum.js")).toBe(GOOD_SUM);
    },
    { files: FILES },
  );
});

test("the agent skips the test, twice → one question that names it; `/ao allow tests` → pushed as it is, and the pull request says who allowed it", async () => {
  await story(
    async (ao) => {
      await ao.script(skipping);
      const number = await begin(ao);
      const question = await questionOn(ao, number);
      expect(question.split("\n")[0]).toBe(
        `@mira **Fewer or looser tests for #${number}: is that right?**`,
      );
      expect(question).toContain("`sum.test.js` skips 1 more than before (`adds`)");
      expect(question).toContain("- `/ao allow tests`: push it as it is");
      expect(ao.github.pulls(REPOSITORY)).toEqual([]);
      const jobs = (await ao.item(number))?.spent.jobs ?? 0;

      await ao.github.as("jo").comment(REPOSITORY, number, "/ao allow tests");
      await ao.untilState(number, "in_review", 40_000);
      await ao.until(() => String(ao.pull().body).includes("allowed by `jo`"));

      expect(ao.pull().body).not.toContain("@jo");
      expect((await ao.item(number))?.spent.jobs).toBe(jobs);
      const { ref } = ao.pull().head;
      expect(await ao.github.git(REPOSITORY).show(ref, "sum.test.js")).toBe(SKIPPED);
    },
    { files: FILES },
  );
});

test("a stranger writes `/ao allow tests` → it is refused, and the question stands", async () => {
  await story(
    async (ao) => {
      await ao.script(skipping);
      const number = await begin(ao);
      await questionOn(ao, number);

      for (const login of ["eve", "sam"]) {
        await ao.github.as(login).comment(REPOSITORY, number, "/ao allow tests");
        await ao.until(() =>
          ao.issue(number).comments.some((one) => one.body.startsWith(`Thanks, ${login}`)),
        );
      }

      expect(await ao.item(number)).toMatchObject({
        testsAllowedBy: null,
        state: { name: "waiting", question: { kind: "push_refused", about: "tests" } },
      });
      expect(ao.github.pulls(REPOSITORY)).toEqual([]);
    },
    { files: FILES },
  );
});

test("the agent changes a path of the policy's `protect`, twice → a person is asked, and told what they can do", async () => {
  await story(
    async (ao) => {
      await ao.script({
        turns: [
          {
            when: "were not pushed",
            steps: [reset, commit({ "sum.js": GOOD_SUM, "infra/b.tf": "2\n" })],
          },
          { when: "", steps: [commit({ "sum.js": GOOD_SUM, "infra/a.tf": "1\n" })] },
        ],
      });

      const number = await begin(ao);
      const question = await questionOn(ao, number);

      expect(question).toContain("`infra/b.tf` is protected by `protect` in `.github/ao.yml`");
      expect(question).toContain("- `/ao leave it out, I did it`: once you made that change");
      expect(question).toContain("`/ao stop`, then `/ao run`");
      expect(question).not.toContain("allow tests");
      expect((await reasons(ao, number)).filter((why) => why.includes("told once"))).toHaveLength(
        1,
      );
      expect(ao.github.pulls(REPOSITORY)).toEqual([]);
    },
    { files: { ...FILES, ".github/ao.yml": 'protect: ["infra/**"]\n' } },
  );
});

test("GitHub takes no change of a workflow from AO, twice → the agent is told once to merge the base, then a person is asked", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [
        { when: "merge the newest base branch", steps: [commit({ "README.md": "# sums\n" })] },
        { when: "", steps: [fixSum()] },
      ],
    });
    ao.github.faults.refusePushes(WORKFLOW, 2);

    const number = await begin(ao);
    const question = await questionOn(ao, number);

    expect(question).toContain("GitHub lets no App like AO change workflows");
    expect(question).toContain("- `/ao retry`: the agent merges the newest base branch once more");
    expect((await ao.item(number))?.spent.jobs).toBe(2);
  });
});

test("a rule of the repository refuses the push → a person is asked at once, changes it and writes `/ao retry` → the same commits are pushed", async () => {
  await story(async (ao) => {
    ao.github.faults.refusePushes("GH013: Repository rule violations found", 1);
    const number = await begin(ao);
    expect(await questionOn(ao, number)).toContain("- `/ao retry`: push it as it is");

    await ao.github.as("mira").comment(REPOSITORY, number, "/ao retry");
    await ao.untilState(number, "in_review", 40_000);

    expect((await ao.item(number))?.spent.jobs).toBe(1);
  });
});

test("the agent rewrites what was pushed → its files are put on top, and nothing is forced", async () => {
  await story(async (ao) => {
    const amend = ["git", "commit", "-q", "--all", "--amend", "--message", "All anew"];
    await ao.script({
      turns: [
        {
          when: "say more",
          steps: [
            { do: "write", path: "README.md", text: "# sums\n" },
            { do: "run", command: amend },
          ],
        },
        { when: "", steps: [fixSum()] },
      ],
    });
    const number = await begin(ao);
    const { head } = await ao.untilState(number, "in_review", 40_000);

    await ao.github
      .as("mira")
      .comment(REPOSITORY, ao.pull().number, "/ao say more in the README please");
    await ao.until(async () => (await ao.item(number))?.head !== head, 40_000);
    await ao.untilState(number, "in_review", 40_000);

    const git = ao.github.git(REPOSITORY);
    const { ref } = ao.pull().head;
    expect(await git.show(ref, "README.md")).toBe("# sums\n");
    expect(await git.log(ref)).toEqual([
      "All anew",
      "Add instead of subtracting",
      "Initial commit",
    ]);
    expect(await git.head(`${ref}^`)).toBe(head);
  });
});

test("a runner comes back after its lease is over, with commits → they are not even stored, and nothing is pushed", async () => {
  await story(
    async (ao) => {
      const number = await begin(ao);
      const first = await lease(ao);
      await ao.until(async () => jobOf(await ao.item(number)) !== first.jobId);
      const second = await lease(ao);
      const bytes = Buffer.from("PACK and more");
      const pack = createHash("sha256").update(bytes).digest("hex");

      const upload = await call(ao, first.jobId, "pack", { method: "PUT", body: bytes, pack });
      const outcome = { kind: "commits", head: "a".repeat(40), pack, count: 1 };
      const report = JSON.stringify({ ...REPORT, outcome });
      await call(ao, first.jobId, "report", { method: "POST", body: report });
      // The newer job's number, which it was never given, is of no use either.
      const forged = await call(ao, second.jobId, "pack", {
        method: "PUT",
        body: bytes,
        pack,
        epoch: 7,
      });

      expect([upload.status, forged.status]).toEqual([409, 409]);
      expect((await ao.item(number))?.state).toMatchObject({
        name: "working",
        job: { id: second.jobId, stage: "leased", handed: null },
      });
      const { rows } = await ao.app.parts.database.client.execute(
        "SELECT count(*) AS n FROM packs",
      );
      expect(rows[0]?.["n"]).toBe(0);
    },
    { runner: false, pace: { lease: { ttlMs: 1_000, beatMs: 300 } } },
  );
});

const REPORT = {
  epoch: 1,
  session: null,
  heard: [],
  setup: null,
  verify: null,
  summary: "",
  plan: [],
  tokens: null,
  costUsd: null,
  durationMs: 1,
};
const AUTHORIZATION = "Bearer runner-token-for-stories-0123456789abcdef";

async function lease(ao: Ao): Promise<JobOrder> {
  const asks = {
    protocol: PROTOCOL_VERSION,
    runner: "attic",
    agents: ["scripted"],
    waitMs: 20_000,
  };
  const answer = await fetch(`${ao.app.url}/runner/v1/lease`, {
    method: "POST",
    headers: { authorization: AUTHORIZATION, "content-type": "application/json" },
    body: JSON.stringify(asks),
  });
  return JobOrder.parse(await answer.json());
}

function call(
  ao: Ao,
  jobId: string,
  what: "pack" | "report",
  sent: { method: string; body: string | Buffer<ArrayBuffer>; pack?: string; epoch?: number },
): Promise<Response> {
  return fetch(`${ao.app.url}/runner/v1/jobs/${jobId}/${what}`, {
    method: sent.method,
    headers: {
      authorization: AUTHORIZATION,
      "x-ao-epoch": String(sent.epoch ?? 1),
      "x-ao-sha256": sent.pack ?? "",
    },
    body: sent.body,
  });
}

function jobOf(item: WorkItem | null): string | null {
  return item?.state.name === "working" ? item.state.job.id : null;
}
