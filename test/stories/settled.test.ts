import { expect, test } from "vitest";
import { ask, filesWith, mentions, pushedHead, quickly, runs, trailOf } from "../support/ci.ts";
import { fixSum, REPOSITORY, story } from "../support/harness.ts";

const WRONG = "export const sum = (a, b) => a * b;\n";

test("the check is skipped because the pull request is a draft → it is made a normal one, the check runs, and only then it counts", async () => {
  const ci = [
    "name: CI",
    "on:",
    "  pull_request:",
    "    types: [opened, synchronize, reopened, ready_for_review]",
    "jobs:",
    "  test:",
    // Written so that it is not seen beforehand.
    "    if: github.event['pull_request']['draft'] == false",
    "    runs-on: ubuntu-latest",
    "    steps:",
    "      - uses: actions/checkout@v4",
    "      - run: node sum.test.js",
  ];
  await story(
    async (ao) => {
      const number = await ask(ao);

      const item = await ao.untilState(number, "in_review", 40_000);

      expect(trailOf(item)).toContain("It is no draft any more");
      expect(item.state).toMatchObject({ proof: "checks" });
      const said = ao.github.checkRuns(REPOSITORY, String(item.head)).map((run) => run.conclusion);
      expect(said).toEqual(["skipped", "success"]);
      expect(mentions(ao, number)).toEqual([]);
    },
    { files: filesWith(ci), config: quickly({ noChecksMs: 8_000 }) },
  );
});

test("Buildkite reports by status → its red is worked on from its description and link", async () => {
  await story(
    async (ao) => {
      await ao.script({
        turns: [
          { when: "Build #7 failed: 2 tests", after: "sum subtracts", steps: [fixSum()] },
          { when: "", times: 1, steps: [fixSum(WRONG)] },
        ],
      });
      const ci = ao.github.external(REPOSITORY);
      const number = await ask(ao);
      const first = await pushedHead(ao, number);
      const url = "https://buildkite.com/acme/web/builds/7";

      await ci.status(first, "buildkite/web", "failure", {
        description: "Build #7 failed: 2 tests",
        url,
      });
      const second = await pushedHead(ao, number, first);
      await ci.status(second, "buildkite/web", "success");

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.attempts).toMatchObject([{ headSha: first, checks: ["buildkite/web"] }]);
    },
    { files: filesWith([]), config: quickly({ noChecksMs: 20_000 }) },
  );
});

test("codecov is red but not required → ready all the same, and shown", async () => {
  await story(
    async (ao) => {
      const number = await ask(ao);
      const head = await pushedHead(ao, number);
      const ci = ao.github.external(REPOSITORY);
      await ci.checkRun(head, "codecov/patch", "failure", { app: "codecov", title: "62%" });

      const item = await ao.untilState(number, "in_review", 40_000);

      expect(item.attempts).toEqual([]);
      const line = "- Not required and red: `codecov/patch`";
      await ao.until(() => ao.pull().body?.includes(line));
      await ao.until(() => ao.pull().comments.some((one) => one.body.includes(line)));
      expect(mentions(ao, number)).toEqual([]);
    },
    { config: quickly() },
  );
});

test("codecov is required and red → worked on", async () => {
  await story(
    async (ao) => {
      ao.github.settings(REPOSITORY).protect("main", { checks: ["test", "codecov/patch"] });
      await ao.script({
        turns: [
          {
            when: "62% of the diff",
            times: 1,
            steps: [{ do: "commit", message: "Test more", files: { "more.test.js": "" } }],
          },
          { when: "", steps: [fixSum()] },
        ],
      });
      const ci = ao.github.external(REPOSITORY);
      const number = await ask(ao);
      const first = await pushedHead(ao, number);

      const red = { app: "codecov", title: "62% of the diff hit, 80% wanted" };
      await ci.checkRun(first, "codecov/patch", "failure", red);
      const second = await pushedHead(ao, number, first);
      await ci.checkRun(second, "codecov/patch", "success", { app: "codecov" });

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.attempts).toMatchObject([{ checks: ["codecov/patch"] }]);
      expect(mentions(ao, number)).toEqual([]);
    },
    { config: quickly({ noChecksMs: 10_000 }) },
  );
});

test("the required check never reports → one question, and it goes on when it reports", async () => {
  await story(
    async (ao) => {
      ao.github.settings(REPOSITORY).protect("main", { checks: ["test", "e2e"] });
      const number = await ask(ao);

      await ao.untilState(number, "waiting", 40_000);
      await ao.until(() => mentions(ao, number).length === 1);
      expect(mentions(ao, number)[0]).toContain("`e2e` is required");
      const head = await pushedHead(ao, number);
      await ao.github.external(REPOSITORY).status(head, "e2e", "success");

      await ao.untilState(number, "in_review", 40_000);
      expect(mentions(ao, number)).toHaveLength(1);
    },
    { config: quickly() },
  );
});

test("a check hangs → told once, and it goes on when it ends", async () => {
  await story(
    async (ao) => {
      const ci = ao.github.external(REPOSITORY);
      const number = await ask(ao);
      const head = await pushedHead(ao, number);
      await ci.checkRun(head, "slow", null);

      await ao.untilState(number, "waiting", 40_000);
      await ao.until(() => mentions(ao, number).length === 1);
      expect(mentions(ao, number)[0]).toContain("`slow` hangs");
      await ci.checkRun(head, "slow", "success");

      await ao.untilState(number, "in_review", 40_000);
      expect(mentions(ao, number)).toHaveLength(1);
    },
    { config: quickly({ stuckMs: 2_500 }) },
  );
});

test("a check wants an approval → asked, and it goes on when it is given", async () => {
  await story(
    async (ao) => {
      const ci = ao.github.external(REPOSITORY);
      const number = await ask(ao);
      const head = await pushedHead(ao, number);
      await ci.checkRun(head, "deploy", "action_required");

      await ao.untilState(number, "waiting", 40_000);
      await ao.until(() => mentions(ao, number).length === 1);
      expect(mentions(ao, number)[0]).toContain("needs you for `deploy`");
      await ci.checkRun(head, "deploy", "success");

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.attempts).toEqual([]);
      expect(mentions(ao, number)).toHaveLength(1);
    },
    { config: quickly() },
  );
});

const VERIFY = { ".github/ao.yml": "verify: npm test\n" };

test("no CI → `verify` is the proof and the pull request says so; a late check takes its place", async () => {
  await story(
    async (ao) => {
      const number = await ask(ao);

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.state).toMatchObject({ proof: "verify" });
      await ao.until(() => ao.pull().body?.includes("No CI ran here"));
      const ci = ao.github.external(REPOSITORY);
      await ci.checkRun(String(item.head), "late", "success");

      await ao.until(async () => {
        const state = (await ao.item(number))?.state;
        return state?.name === "in_review" && state.proof === "checks";
      });
      expect(mentions(ao, number)).toEqual([]);
    },
    { files: filesWith([], VERIFY), config: quickly() },
  );
});

test("no CI, and `verify` is red on the runner → its output goes back to the agent, as a try", async () => {
  await story(
    async (ao) => {
      await ao.script({
        turns: [
          { when: "No CI ran", after: "sum subtracts", steps: [fixSum()] },
          { when: "", times: 1, steps: [fixSum(WRONG)] },
        ],
      });
      const number = await ask(ao);

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.attempts).toMatchObject([{ checks: ["verify"] }]);
      expect(item.state).toMatchObject({ proof: "verify" });
    },
    { files: filesWith([], VERIFY), config: quickly() },
  );
});

test("path filters: a push that starts no check after one that did → it does not wait for the old set", async () => {
  const ci = runs(["node sum.test.js"], "{ push: { paths: [sum.js] } }");
  await story(
    async (ao) => {
      await ao.script({
        turns: [
          {
            when: "say it in the README",
            steps: [{ do: "commit", message: "Say it", files: { "README.md": "# web adds\n" } }],
          },
          { when: "", steps: [fixSum()] },
        ],
      });
      const number = await ask(ao);
      const before = await ao.untilState(number, "in_review", 40_000);
      expect(before.state).toMatchObject({ proof: "checks" });

      await ao.github.as("mira").comment(REPOSITORY, ao.pull().number, "/ao say it in the README");
      const head = await pushedHead(ao, number, String(before.head));

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.state).toMatchObject({ headSha: head, proof: "verify" });
      expect(ao.github.checkRuns(REPOSITORY, head)).toEqual([]);
    },
    { files: filesWith(ci, VERIFY), config: quickly() },
  );
});

test("a check turns red after ready → back to work", async () => {
  await story(
    async (ao) => {
      await ao.script({
        turns: [
          {
            when: "3 of 90 failed at night",
            times: 1,
            steps: [{ do: "commit", message: "Mend it", files: { "night.js": "" } }],
          },
          { when: "", steps: [fixSum()] },
        ],
      });
      const ci = ao.github.external(REPOSITORY);
      const number = await ask(ao);
      const ready = await ao.untilState(number, "in_review", 40_000);

      const title = "3 of 90 failed at night";
      await ci.checkRun(String(ready.head), "nightly", "failure", { title });
      await pushedHead(ao, number, String(ready.head));

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.attempts).toMatchObject([{ checks: ["nightly"] }]);
    },
    { config: quickly() },
  );
});
