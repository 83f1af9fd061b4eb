import { expect, test } from "vitest";
import { fixSum, GOOD_SUM, REPOSITORY, story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";
import type { Script } from "../support/agent.ts";

/** Each try breaks it in another way; `times` makes a turn good for one prompt of the conversation. */
const wrong = (word: string): Script["turns"][number] => ({
  when: "",
  times: 1,
  steps: [fixSum(`export const sum = () => {\n  throw new Error("${word} is missing");\n};\n`)],
});
const MISTAKES = ["a plus", "the first number", "the carry", "a return", "an argument", "the sign"];

test("five red checks that differ → exactly one mention, whose text alone says what to decide", async () => {
  await story(async (ao) => {
    await ao.script({ turns: MISTAKES.map(wrong) });
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    const item = await ao.untilState(number, "waiting", 90_000);
    await ao.until(() => mentions(ao, number).length > 0);
    await ao.github.quiet();

    expect(item.attempts).toHaveLength(5);
    expect(new Set(item.attempts.map((attempt) => attempt.headSha)).size).toBe(5);
    const [mention, ...more] = mentions(ao, number);
    expect(more).toEqual([]);
    const [first = "", ...rest] = (mention ?? "").split("\n");
    expect(first).toBe(
      `@mira **\`test\` still red after 5 tries. How should I go on with #${number}?**`,
    );
    const text = rest.join("\n");
    expect(text).toContain("the sign is missing");
    for (const attempt of item.attempts) expect(text).toContain(attempt.headSha.slice(0, 7));
    for (const word of MISTAKES.slice(0, 5)) expect(text).toContain(`${word} is missing`);
    expect(text).toContain("`/ao retry`");
    expect(text).toContain("`/ao stop`");
    expect(text).toContain("Nothing runs or costs until you answer.");
    await ao.until(() => ao.issue(number).labels.includes("ao:needs-you"));
  });
});

test("answer the question in own words → the agent goes on in the same conversation, and may try again", async () => {
  await story(
    async (ao) => {
      await ao.script({
        turns: [
          { when: "it must add", after: "sum subtracts", steps: [fixSum(GOOD_SUM)] },
          ...MISTAKES.map(wrong),
        ],
      });
      const number = await ao.openIssue("sum subtracts");
      const mira = ao.github.as("mira");
      await mira.label(REPOSITORY, number, "ao");
      await ao.untilState(number, "waiting", 60_000);

      await mira.comment(REPOSITORY, ao.pull().number, "/ao it must add");

      const item = await ao.untilState(number, "in_review", 40_000);
      expect(item.forgiven).toBe(1);
      await ao.until(() => !ao.issue(number).labels.includes("ao:needs-you"));
      expect(mentions(ao, number)).toHaveLength(1);
    },
    { config: { limits: { parallel: 2, budgetIssueUsd: 5, budgetDayUsd: 20, attempts: 1 } } },
  );
});

test("the agent ends its turn without a commit → that is no success: its words, and one question", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [{ when: "", steps: [{ do: "say", text: "I could not find it." }] }],
    });
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.untilState(number, "waiting");
    await ao.until(() => mentions(ao, number).length === 1);

    expect(mentions(ao, number)[0]).toContain("changed nothing");
    expect(mentions(ao, number)[0]).toContain("I could not find it.");
  });
});

test("the agent crashes every time → two restarts in the same conversation, then a person with a diagnosis", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [
        {
          when: "",
          steps: [
            { do: "stderr", text: "cannot reach the model\n" },
            { do: "exit", code: 7 },
          ],
        },
      ],
    });
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    const item = await ao.untilState(number, "waiting", 60_000);
    await ao.until(() => mentions(ao, number).length === 1);

    expect(item.spent.jobs).toBe(3);
    expect(mentions(ao, number)[0]).toContain("7");
    expect(mentions(ao, number)[0]).toContain("cannot reach the model");
  });
});

test("the agent dies once → it goes on in the same conversation and ends green", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [
        { when: "", times: 1, steps: [{ do: "say", text: "Looking." }, { do: "die" }] },
        { when: "sum subtracts", after: "sum subtracts", steps: [fixSum()] },
      ],
    });
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    const item = await ao.untilState(number, "in_review", 60_000);

    expect(item.spent.jobs).toBe(2);
    expect(
      item.trail.some((one) => one.why.includes("started again in the same conversation")),
    ).toBe(true);
  });
});

test("the runner vanishes → its lease ends, another runner takes over, one pull request", async () => {
  await story(
    async (ao) => {
      await ao.script({ turns: [{ when: "", steps: [{ do: "hang" }] }] });
      const first = await ao.spawnRunner("gone");
      const number = await ao.openIssue("sum subtracts");
      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      await ao.until(async () => {
        const item = await ao.item(number);
        return item?.state.name === "working" && item.state.job.stage === "leased";
      });

      await first.kill();
      await ao.script({ turns: [{ when: "", steps: [fixSum()] }] });
      await ao.startRunner("second");

      const item = await ao.untilState(number, "in_review", 60_000);
      expect(item.lastJob?.runner).toBe("second");
      expect(ao.github.pulls(REPOSITORY)).toHaveLength(1);
    },
    { runner: false },
  );
});

test("the app is stopped in the middle and started again → the agent's work is not lost", async () => {
  await story(async (ao) => {
    await ao.script({ turns: [{ when: "", steps: [{ do: "sleep", ms: 3_000 }, fixSum()] }] });
    const number = await ao.openIssue("sum subtracts");
    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.until(async () => {
      const item = await ao.item(number);
      return item?.state.name === "working" && item.state.job.stage === "leased";
    });

    await ao.restartApp();

    const item = await ao.untilState(number, "in_review", 60_000);
    expect(item.spent.jobs).toBe(1);
    expect(ao.issue(number).comments.length).toBeLessThanOrEqual(1);
  });
});

test("no runner is there → after a while the requester is told what is missing, once", async () => {
  await story(
    async (ao) => {
      const number = await ao.openIssue("sum subtracts");

      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      await ao.until(() => mentions(ao, number).length === 1);
      expect(mentions(ao, number)[0]).toContain("No runner has taken");
      expect((await ao.item(number))?.state.name).toBe("working");
      await ao.startRunner();

      await ao.untilState(number, "in_review");
      expect(mentions(ao, number)).toHaveLength(1);
    },
    {
      runner: false,
      config: {
        timing: {
          quietMs: 150,
          noChecksMs: 3_000,
          pollMs: 1_000,
          unclaimedMs: 300,
          remindMs: 3_600_000,
          stopMs: 10_000,
          stuckMs: 7_200_000,
          statusMs: 300,
        },
      },
    },
  );
});

/** Comments that would ring mira's phone, in the issue and in its pull request. */
function mentions(ao: Ao, number: number): string[] {
  const threads = [ao.issue(number), ...ao.github.pulls(REPOSITORY)];
  return threads
    .flatMap((thread) => thread.comments)
    .map((comment) => comment.body)
    .filter((body) => body.includes("@mira"));
}
