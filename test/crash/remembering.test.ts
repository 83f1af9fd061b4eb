/** What AO remembers of what it shows is in doubt from before GitHub is changed until it is known how that went. */
import { expect, test } from "vitest";
import { REPOSITORY, story } from "../support/harness.ts";

test("a label GitHub put on though it said no, and a merge before the next try → the label is taken off", async () => {
  await story(async (ao) => {
    ao.github.faults.failNext("POST", /\/issues\/\d+\/labels$/, 502, 1, { afterEffect: true });
    const number = await ao.openIssue("sum subtracts");
    // The person's own label is put on without the App.
    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.until(() => ao.issue(number).labels.includes("ao:ready"), 40_000);

    await ao.github.as("mira").mergePullRequest(REPOSITORY, ao.pull().number);

    await ao.untilState(number, "done");
    await ao.until(() => !ao.issue(number).labels.includes("ao:ready"), 10_000);
    expect(ao.issue(number).labels).toEqual(["ao"]);
  });
});
