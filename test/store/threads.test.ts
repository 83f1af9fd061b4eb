import { expect, test } from "vitest";
import { REPOSITORY, story } from "../support/harness.ts";

test("a stopped agent's last word comes after the issue was labelled again → the thread stays with the new work item", async () => {
  await story(async (ao) => {
    await ao.script({ turns: [{ when: "", steps: [{ do: "hang", deaf: true }] }] });
    const mira = ao.github.as("mira");
    const number = await ao.openIssue("sum subtracts");
    await mira.label(REPOSITORY, number, "ao");
    await ao.until(async () => {
      const item = await ao.item(number);
      return item?.state.name === "working" && item.state.job.stage === "leased";
    });
    const first = await ao.item(number);

    await mira.unlabel(REPOSITORY, number, "ao");
    await mira.label(REPOSITORY, number, "ao");
    // The first item's runner takes its time to kill a deaf agent, and reports then.
    await ao.until(() =>
      ao.issue(number).comments.some((one) => one.body.startsWith("**Stopped.**")),
    );
    await mira.comment(REPOSITORY, number, "/ao stop");

    await ao.until(async () => {
      const second = await ao.item(number);
      expect(second?.id).not.toBe(first?.id);
      expect(second?.state).toMatchObject({ name: "done", reason: "stopped", by: "mira" });
    });
  });
});
