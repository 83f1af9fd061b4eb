import { expect, test } from "vitest";
import { fixSum, REPOSITORY, story } from "../support/harness.ts";

test("GitHub answers 502 after it did what was asked → one comment, one pull request", async () => {
  await story(async (ao) => {
    const { faults } = ao.github;
    faults.failNext("POST", /\/issues\/\d+\/comments$/, 502, 2, { afterEffect: true });
    faults.failNext("POST", /\/pulls$/, 502, 1, { afterEffect: true });
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.untilState(number, "in_review", 60_000);
    await ao.github.quiet();

    expect(ao.github.pulls(REPOSITORY)).toHaveLength(1);
    expect(ao.issue(number).comments).toHaveLength(1);
    expect(ao.pull().comments).toHaveLength(1);
  });
});

test("a secondary rate limit → AO waits as long as it is told, and goes on", async () => {
  await story(async (ao) => {
    ao.github.faults.secondaryRateLimit(1, 2);
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("mira").label(REPOSITORY, number, "ao");

    await ao.untilState(number, "in_review", 60_000);
  });
});

test("GitHub refuses a call, and to say where AO may work too → a person is told, and their word goes on", async () => {
  await story(async (ao) => {
    const { faults } = ao.github;
    faults.failNext("GET", /\/commits\/\w+\/status$/, 404, 100);
    faults.failNext("GET", /\/installation\/repositories$/, 404, 100);
    const number = await ao.openIssue("sum subtracts");
    const mira = ao.github.as("mira");

    await mira.label(REPOSITORY, number, "ao");
    await ao.untilState(number, "waiting");
    const threads = () => [...ao.issue(number).comments, ...ao.pull().comments];
    await ao.until(() =>
      threads().some((one) => one.body.startsWith("@mira **Something went wrong in AO")),
    );

    faults.calm();
    await mira.comment(REPOSITORY, ao.pull().number, "/ao retry");
    await ao.untilState(number, "in_review", 40_000);
  });
});

test("every token is revoked in the middle → new ones are taken, and nobody notices", async () => {
  await story(async (ao) => {
    await ao.script({ turns: [{ when: "", steps: [{ do: "sleep", ms: 1_000 }, fixSum()] }] });
    const number = await ao.openIssue("sum subtracts");
    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.untilState(number, "working");

    ao.github.faults.expireTokens();

    await ao.untilState(number, "in_review", 40_000);
  });
});

test("webhooks doubled, late and out of order → the same end", async () => {
  await story(async (ao) => {
    const { faults } = ao.github;
    faults.duplicateDeliveries(2);
    faults.delayDeliveries(100);
    faults.reorderDeliveries(true);
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    const item = await ao.untilState(number, "in_review", 60_000);

    expect(item.spent.jobs).toBe(1);
    expect(ao.github.pulls(REPOSITORY)).toHaveLength(1);
  });
});

test("drafts don't exist here → the pull request is an ordinary one, and it ends the same", async () => {
  await story(
    async (ao) => {
      const number = await ao.openIssue("sum subtracts");

      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      await ao.untilState(number, "in_review", 40_000);

      expect(ao.pull().draft).toBe(false);
    },
    { drafts: false },
  );
});
