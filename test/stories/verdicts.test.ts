import { expect, test } from "vitest";
import type { Lane } from "../../src/core/lane.ts";
import { lanes } from "../../src/store/schema.ts";
import { ask, filesWith, mentions, pushedHead, quickly, runs, trailOf } from "../support/ci.ts";
import { fixSum, REPOSITORY, story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";

const WRONG = "export const sum = (a, b) => a * b;\n";
const FIRST = '[ "$GITHUB_RUN_ATTEMPT" = 1 ]';

/** What the repository's lane has learnt. */
async function laneOf(ao: Ao): Promise<Lane> {
  const [row] = await ao.app.parts.database.query.select().from(lanes);
  if (row === undefined) throw new Error("no lane");
  return row.body;
}

test("a test times out once → it is run again, green, nothing is charged, and it is remembered", async () => {
  const slow = `if ${FIRST}; then echo "Error: test timeout of 5000ms exceeded"; exit 1; fi`;
  await story(
    async (ao) => {
      const number = await ask(ao);

      const item = await ao.untilState(number, "in_review", 40_000);

      expect(item.attempts).toEqual([]);
      expect(item.spent.jobs).toBe(1);
      await ao.until(() => ao.pull().body?.includes("- `test` rerun once, flaky"));
      expect((await laneOf(ao)).flaky).toMatchObject([
        { check: "test", says: "Error: test timeout of 5000ms exceeded" },
      ]);
      expect(mentions(ao, number)).toEqual([]);
    },
    { files: filesWith(runs(["node sum.test.js", slow])), config: quickly() },
  );
});

test("the agent finds nothing to mend in a red check → it is run again once and the try is given back; the next item knows it", async () => {
  const odd = `if ${FIRST}; then echo "AssertionError: the moon is full"; exit 1; fi`;
  await story(
    async (ao) => {
      await ao.script({
        turns: [
          { when: "the moon is full", steps: [{ do: "say", text: "Nothing of mine is wrong." }] },
          { when: "", steps: [fixSum()] },
        ],
      });
      const first = await ask(ao);
      const item = await ao.untilState(first, "in_review", 60_000);
      expect(item.attempts).toMatchObject([{ checks: ["test"], flaky: true }]);
      expect(item.spent.jobs).toBe(2);

      const second = await ask(ao, "sum subtracts, too");
      const next = await ao.untilState(second, "in_review", 60_000);

      expect(next.attempts).toEqual([]);
      expect(next.spent.jobs).toBe(1);
      expect([...mentions(ao, first), ...mentions(ao, second)]).toEqual([]);
    },
    { files: filesWith(runs(["node sum.test.js", odd])), config: quickly() },
  );
});

test("a test times out again when it is run again → it is real, and charged", async () => {
  const slow = "if grep -q '[*]' sum.js; then echo \"timed out after 5 s\"; exit 1; fi";
  await story(
    async (ao) => {
      await ao.script({
        turns: [
          { when: "timed out after 5 s", after: "sum subtracts", steps: [fixSum()] },
          { when: "", times: 1, steps: [fixSum(WRONG)] },
        ],
      });
      const number = await ask(ao);

      const item = await ao.untilState(number, "in_review", 60_000);

      expect(item.attempts).toHaveLength(1);
      expect(item.ci.reruns).toMatchObject([{ check: "test", why: "flaky", passed: false }]);
    },
    { files: filesWith(runs([slow, "node sum.test.js"])), config: quickly() },
  );
});

test("the runner is lost → the job is run again, and nothing is charged", async () => {
  await story(
    async (ao) => {
      ao.github.breakRunners(REPOSITORY, "test", { times: 1 });
      const number = await ask(ao);

      const item = await ao.untilState(number, "in_review", 40_000);

      expect(trailOf(item)).toContain("failed by the machine and not by the code");
      expect(item.attempts).toEqual([]);
      expect(item.spent.jobs).toBe(1);
      expect(mentions(ao, number)).toEqual([]);
      expect((await laneOf(ao)).flaky ?? []).toEqual([]);
    },
    { config: quickly() },
  );
});

test("the runners are lost for good → three times, later and later, and then one question", async () => {
  await story(
    async (ao) => {
      ao.github.breakRunners(REPOSITORY, "test", { times: 4 });
      const number = await ask(ao);

      const asked = await ao.untilState(number, "waiting", 60_000);
      await ao.until(() => mentions(ao, number).length === 1);
      expect(mentions(ao, number)[0]).toContain("CI itself fails `test`");
      expect(asked.attempts).toEqual([]);
      await ao.github.as("mira").comment(REPOSITORY, ao.pull().number, "/ao retry");

      await ao.untilState(number, "in_review", 40_000);
      expect(mentions(ao, number)).toHaveLength(1);
    },
    { config: quickly({ pollMs: 50 }) },
  );
});

test("a secret is missing → asked, not charged; `/ao retry` runs the check again", async () => {
  const secret = `if ${FIRST}; then echo "Error: DEPLOY_TOKEN is not set"; exit 1; fi`;
  await story(
    async (ao) => {
      const number = await ask(ao);

      const asked = await ao.untilState(number, "waiting", 40_000);
      await ao.until(() => mentions(ao, number).length === 1);
      expect(mentions(ao, number)[0]).toContain("lacks a secret or a right");
      expect(mentions(ao, number)[0]).toContain("DEPLOY\\_TOKEN is not set");
      expect(asked.attempts).toEqual([]);
      await ao.github.as("mira").comment(REPOSITORY, ao.pull().number, "/ao retry");

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.spent.jobs).toBe(1);
      expect(mentions(ao, number)).toHaveLength(1);
    },
    { files: filesWith(runs(["node sum.test.js", secret])), config: quickly() },
  );
});

test("the CLA is required and not signed → a person is asked at once, and it goes on when it is", async () => {
  await story(
    async (ao) => {
      ao.github.settings(REPOSITORY).protect("main", { checks: ["test", "license/cla"] });
      const ci = ao.github.external(REPOSITORY);
      const number = await ask(ao);
      const head = await pushedHead(ao, number);
      const description = "Contributor License Agreement is not signed yet.";
      await ci.status(head, "license/cla", "failure", { description });

      const asked = await ao.untilState(number, "waiting", 40_000);
      await ao.until(() => mentions(ao, number).length === 1);
      expect(mentions(ao, number)[0]).toContain("`license/cla` on #1 wants a signature");
      expect(asked.attempts).toEqual([]);
      await ci.status(head, "license/cla", "success");

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.spent.jobs).toBe(1);
      expect(mentions(ao, number)).toHaveLength(1);
    },
    { config: quickly({ noChecksMs: 10_000 }) },
  );
});

test("the log can't be read → what `verify` says on the runner goes to the agent, and that it is that", async () => {
  await story(
    async (ao) => {
      ao.github.faults.failNext("GET", /\/actions\/jobs\/\d+\/logs$/, 403, 1);
      await ao.script({
        turns: [
          { when: "this is what `npm test` says on the runner", steps: [fixSum()] },
          { when: "", times: 1, steps: [fixSum(WRONG)] },
        ],
      });
      const number = await ask(ao);

      const item = await ao.untilState(number, "in_review", 40_000);

      expect(item.attempts).toHaveLength(1);
      await ao.until(() => ao.pull().body?.includes("sum(1, 2)"));
    },
    {
      files: filesWith(runs(["node sum.test.js"]), { ".github/ao.yml": "verify: npm test\n" }),
      config: quickly(),
    },
  );
});
