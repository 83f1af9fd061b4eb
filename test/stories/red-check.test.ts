import { expect, test } from "vitest";
import { fixSum, GOOD_SUM, REPOSITORY, story } from "../support/harness.ts";

test("label an issue → a pull request is opened, checked, and ready for whoever asked", async () => {
  await story(async (ao) => {
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.untilState(number, "in_review");
    await ao.github.quiet();

    const pull = ao.pull();
    expect(pull).toMatchObject({ draft: false, state: "open", requestedReviewers: ["mira"] });
    expect(pull.head.ref).toBe(`ao/${number}-sum-subtracts`);
    expect(await ao.github.git(REPOSITORY).show(pull.head.ref, "sum.js")).toBe(GOOD_SUM);
    await ao.until(() => ao.issue(number).labels.includes("ao:ready"));
    const reactions = ao.issue(number).reactions.map((one) => one.content);
    expect(reactions).toEqual(["eyes", "rocket", "hooray"]);
  });
});

test("the check goes red → its telling lines reach the same conversation, and the next push is green", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [
        { when: "The checks of your commit", steps: [{ do: "say", text: "Mended." }, fixSum()] },
        { when: "", steps: [fixSum("export const sum = (a, b) => a * b;\n")] },
      ],
    });
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    const item = await ao.untilState(number, "in_review", 40_000);

    expect(item.attempts).toHaveLength(1);
    expect(item.attempts[0]?.says).toContain("sum(1, 2)");
    expect(await ao.github.git(REPOSITORY).show(ao.pull().head.ref, "sum.js")).toBe(GOOD_SUM);
  });
});
