import { expect, test } from "vitest";
import { ask, filesWith, mentions, pushedHead, quickly, runs, trailOf } from "../support/ci.ts";
import { fixSum, REPOSITORY, story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";

const RED = 'throw new Error("the unit is broken");\n';
const GREEN = 'console.log("fine");\n';
const CI = [
  "name: CI",
  "on: [push]",
  "jobs:",
  ...["unit", "sum.test"].flatMap((name) => [
    `  ${name.replace(".test", "")}:`,
    "    runs-on: ubuntu-latest",
    "    steps:",
    "      - uses: actions/checkout@v4",
    `      - run: node ${name}.js`,
  ]),
];

/** Somebody breaks \`main\`, and its own CI says so. */
async function breakMain(ao: Ao, files: Record<string, string>): Promise<void> {
  await ao.github.as("jo").pushFiles(REPOSITORY, "main", files, "Break the unit");
  await ao.github.quiet();
}

test("main is red in the same way → parked without a charge or a ping, and it goes on by itself when main is green", async () => {
  await story(
    async (ao) => {
      await breakMain(ao, { "unit.js": RED });
      const number = await ask(ao);

      const parked = await ao.untilState(number, "waiting", 40_000);
      expect(parked.state).toMatchObject({ for: "base" });
      expect(parked.attempts).toEqual([]);
      const line = "**Parked: `main` fails `unit` too; I go on when it is green**";
      await ao.until(() => ao.pull().comments.some((one) => one.body.includes(line)));
      expect(ao.issue(number).labels).toEqual(["ao"]);
      await ao.github.as("jo").pushFiles(REPOSITORY, "main", { "unit.js": GREEN }, "Mend it");

      const item = await ao.untilState(number, "in_review", 60_000);
      expect(item.head).not.toBe(parked.head);
      expect(item.attempts).toEqual([]);
      expect(item.spent.jobs).toBe(1);
      expect(mentions(ao, number)).toEqual([]);
      expect(ao.pull().head.sha).toBe(item.head);
    },
    { files: filesWith(CI, { "unit.js": GREEN }), config: quickly() },
  );
});

test("main is red in the same way, and a person says to mend it here → it does not wait, and is worked on", async () => {
  await story(
    async (ao) => {
      await breakMain(ao, { "unit.js": RED });
      await ao.script({
        turns: [
          {
            when: "mend it here",
            steps: [{ do: "commit", message: "Look into it", files: { "notes.md": "Hm.\n" } }],
          },
          {
            when: "the unit is broken",
            steps: [{ do: "commit", message: "Mend the unit", files: { "unit.js": GREEN } }],
          },
          { when: "", steps: [fixSum()] },
        ],
      });
      const number = await ask(ao);
      await ao.untilState(number, "waiting", 40_000);

      await ao.github.as("mira").comment(REPOSITORY, ao.pull().number, "/ao mend it here");

      const item = await ao.untilState(number, "in_review", 60_000);
      // The first answer leaves it red as main is: that is the agent's to mend now, and no reason to wait again.
      expect(item.spent.jobs).toBe(3);
      expect(item.attempts).toHaveLength(1);
    },
    { files: filesWith(CI, { "unit.js": GREEN }), config: quickly() },
  );
});

test("main is red in another way → worked on", async () => {
  await story(
    async (ao) => {
      await breakMain(ao, { "unit.js": RED });
      const mine = 'throw new TypeError("the agent broke it otherwise");\n';
      const mend = { "unit.js": GREEN };
      await ao.script({
        turns: [
          {
            when: "the agent broke it otherwise",
            times: 1,
            steps: [{ do: "commit", message: "Mend the unit", files: mend }],
          },
          {
            when: "",
            steps: [{ ...fixSum(), files: { ...fixSum().files, "unit.js": mine } }],
          },
        ],
      });
      const number = await ask(ao);

      const item = await ao.untilState(number, "in_review", 60_000);

      expect(item.attempts).toHaveLength(1);
      expect(mentions(ao, number)).toEqual([]);
    },
    { files: filesWith(CI, { "unit.js": GREEN }), config: quickly() },
  );
});

test("main is green again but conflicts → the agent merges it", async () => {
  await story(
    async (ao) => {
      await breakMain(ao, { "unit.js": RED });
      const both = "export const sum = (a, b) => b + a;\n";
      await ao.script({
        turns: [
          {
            when: "git merge origin/main",
            times: 1,
            steps: [
              { do: "run", command: ["git", "merge", "origin/main"], mayFail: true },
              { do: "commit", message: "Merge main", files: { "sum.js": both } },
            ],
          },
          { when: "", steps: [fixSum()] },
        ],
      });
      const number = await ask(ao);
      await ao.untilState(number, "waiting", 40_000);
      const jo = ao.github.as("jo");
      const theirs = "export const sum = (a, b) => 0 + a + b;\n";

      await jo.pushFiles(REPOSITORY, "main", { "unit.js": GREEN, "sum.js": theirs }, "Mend all");

      const item = await ao.untilState(number, "in_review", 60_000);
      expect(trailOf(item)).toContain("it conflicts with the work: the agent merges it");
      expect(item.attempts).toEqual([]);
      expect(item.spent.jobs).toBe(2);
      expect(mentions(ao, number)).toEqual([]);
    },
    { files: filesWith(CI, { "unit.js": GREEN }), config: quickly() },
  );
});

const TOGETHER =
  'if [ "$GITHUB_EVENT_NAME" = merge_group ] && ! [ -f together.js ]; then echo "AssertionError: it breaks together"; exit 1; fi';
const QUEUE = runs(["node sum.test.js", TOGETHER], "[push, merge_group]");

const SLOW = runs(
  ["node sum.test.js", 'if [ "$GITHUB_EVENT_NAME" = merge_group ]; then sleep 2; fi'],
  "[push, merge_group]",
);

test("the merge queue throws it out → its group's log reaches the agent, and it is charged", async () => {
  await story(
    async (ao) => {
      ao.github.settings(REPOSITORY).protect("main", { checks: ["test"], mergeQueue: true });
      await ao.script({
        turns: [
          {
            when: "The merge queue tried your work",
            after: "sum subtracts",
            steps: [{ do: "commit", message: "Go together", files: { "together.js": "" } }],
          },
          { when: "", steps: [fixSum()] },
        ],
      });
      const number = await ask(ao);
      const ready = await ao.untilState(number, "in_review", 40_000);

      await ao.github.as("jo").enqueue(REPOSITORY, ao.pull().number);
      await ao.until(async () => (await ao.item(number))?.attempts.length === 1, 40_000);
      const item = await ao.untilState(number, "in_review", 60_000);

      const [attempt] = item.attempts;
      expect(attempt?.headSha).toBe(item.ci.groupSha);
      expect(attempt?.headSha).not.toBe(ready.head);
      expect(attempt?.says).toContain("it breaks together");
      expect(mentions(ao, number)).toEqual([]);
      await ao.github.as("jo").enqueue(REPOSITORY, ao.pull().number);
      await ao.untilState(number, "done", 40_000);
    },
    { files: filesWith(QUEUE), config: quickly() },
  );
});

test("a person takes it out of the merge queue → that is noted, and nothing else happens", async () => {
  await story(
    async (ao) => {
      ao.github.settings(REPOSITORY).protect("main", { checks: ["test"], mergeQueue: true });
      const number = await ask(ao);
      await ao.untilState(number, "in_review", 40_000);
      const jo = ao.github.as("jo");

      await jo.enqueue(REPOSITORY, ao.pull().number);
      await jo.dequeue(REPOSITORY, ao.pull().number, "MANUAL");

      await ao.until(async () => {
        const now = await ao.item(number);
        return now !== null && trailOf(now).includes("The merge queue let it go (manual)");
      });
      expect((await ao.item(number))?.state.name).toBe("in_review");
      expect(mentions(ao, number)).toEqual([]);
    },
    { files: filesWith(SLOW), config: quickly() },
  );
});

test("the merge queue finds a conflict → the agent merges the base", async () => {
  await story(
    async (ao) => {
      ao.github.settings(REPOSITORY).protect("main", { checks: ["test"], mergeQueue: true });
      await ao.script({
        turns: [
          {
            when: "conflicts with the newest `origin/main`",
            times: 1,
            steps: [{ do: "commit", message: "Merge main", files: { "merged.js": "" } }],
          },
          { when: "", steps: [fixSum()] },
        ],
      });
      const number = await ask(ao);
      const ready = await ao.untilState(number, "in_review", 40_000);
      const jo = ao.github.as("jo");

      await jo.enqueue(REPOSITORY, ao.pull().number);
      await jo.dequeue(REPOSITORY, ao.pull().number, "MERGE_CONFLICT");
      await pushedHead(ao, number, String(ready.head));

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.attempts).toEqual([]);
      expect(mentions(ao, number)).toEqual([]);
    },
    { files: filesWith(SLOW), config: quickly() },
  );
});
