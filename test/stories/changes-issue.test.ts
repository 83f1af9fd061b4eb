/** The issue is opened again, locked, moved, converted, deleted. */
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { sweep } from "../../src/reconcile.ts";
import { fixSum, REPOSITORY, story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";

const hang = { turns: [{ when: "", steps: [{ do: "hang" as const }] }] };
/** Nothing is done, so a person is asked. */
const idle = { turns: [{ when: "", steps: [{ do: "say" as const, text: "Where is it?" }] }] };

async function startWorking(ao: Ao): Promise<number> {
  await ao.script(hang);
  const number = await ao.openIssue("sum subtracts");
  await ao.github.as("mira").label(REPOSITORY, number, "ao");
  await ao.untilState(number, "working");
  return number;
}

test("closed, then opened again with its label → a new work item goes on with the old one's history", async () => {
  await story(async (ao) => {
    const number = await startWorking(ao);
    await ao.github.as("mira").closeIssue(REPOSITORY, number);
    const first = await ao.untilState(number, "done");
    await ao.script({ turns: [{ when: "", steps: [fixSum()] }] });

    await ao.github.as("jo").reopenIssue(REPOSITORY, number);

    const second = await ao.untilState(number, "in_review", 40_000);
    expect(second).toMatchObject({ previous: first.id, requester: "jo", branch: first.branch });
    expect(second.spent.jobs).toBeGreaterThan(first.spent.jobs);
  });
});

test("opened again by somebody without write access → refused like a label of theirs", async () => {
  await story(async (ao) => {
    const number = await startWorking(ao);
    await ao.github.as("mira").closeIssue(REPOSITORY, number);
    const first = await ao.untilState(number, "done");

    await ao.github.as("sam").reopenIssue(REPOSITORY, number);

    await ao.until(async () => {
      const item = await ao.item(number);
      expect(item?.id).not.toBe(first.id);
      expect(item?.state).toMatchObject({ name: "done", reason: "refused" });
    });
  });
});

test("the webhook of the opening is lost → the next look at GitHub begins anew", async () => {
  await story(async (ao) => {
    const number = await startWorking(ao);
    await ao.github.as("mira").closeIssue(REPOSITORY, number);
    const first = await ao.untilState(number, "done");
    await ao.script({ turns: [{ when: "", steps: [fixSum()] }] });
    // GitHub counts whole seconds: in the one of the label nobody could tell which came later.
    await setTimeout(1_000);

    ao.github.faults.dropDeliveries(({ action }) => action === "reopened");
    await ao.github.as("jo").reopenIssue(REPOSITORY, number);
    await sweep(ao.app.parts);

    const second = await ao.untilState(number, "in_review", 40_000);
    expect(second).toMatchObject({ previous: first.id, requester: "jo" });
  });
});

test("the issue is locked and AO has a question → the label and the log say so, and it is asked once unlocked", async () => {
  const log: string[] = [];
  await story(
    async (ao) => {
      await ao.script(idle);
      const number = await ao.openIssue("sum subtracts");
      const jo = ao.github.as("jo");
      await jo.lockIssue(REPOSITORY, number);
      await ao.github.as("mira").label(REPOSITORY, number, "ao");

      await ao.untilState(number, "waiting");
      await ao.until(() => ao.issue(number).labels.includes("ao:needs-you"));
      await ao.until(() => log.some((line) => line.includes("a locked conversation")));
      await ao.until(async () => {
        const trail = (await ao.item(number))?.trail.map((one) => one.why).join() ?? "";
        expect(trail).toContain("The conversation is locked");
      });
      expect(ao.issue(number).comments).toEqual([]);
      await jo.unlockIssue(REPOSITORY, number);

      const asks = () => ao.issue(number).comments.filter((one) => one.body.startsWith("@mira "));
      await ao.until(() => asks().length === 1);
    },
    { onLog: (line) => void log.push(line) },
  );
});

test("the webhook of the unlocking is lost → the next look at GitHub asks", async () => {
  await story(async (ao) => {
    await ao.script(idle);
    const number = await ao.openIssue("sum subtracts");
    const jo = ao.github.as("jo");
    await jo.lockIssue(REPOSITORY, number);
    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.until(async () => {
      const item = await ao.item(number);
      expect(item?.state).toHaveProperty("unsaid");
    });

    ao.github.faults.dropDeliveries(({ action }) => action === "unlocked");
    await jo.unlockIssue(REPOSITORY, number);
    await sweep(ao.app.parts);

    await ao.until(() => ao.issue(number).comments.some((one) => one.body.startsWith("@mira ")));
  });
});

test("the issue is locked, the pull request is not → what is to be said is said there", async () => {
  await story(async (ao) => {
    const number = await ao.openIssue("sum subtracts");
    const mira = ao.github.as("mira");
    await mira.label(REPOSITORY, number, "ao");
    await ao.untilState(number, "in_review");
    await ao.github.as("jo").lockIssue(REPOSITORY, number);

    await mira.comment(REPOSITORY, number, "/ao why");

    await ao.until(() => ao.pull().comments.some((one) => one.body.startsWith("**Why #")));
  });
});

test("the issue is moved to another repository → stopped, and said there how to go on", async () => {
  await story(async (ao) => {
    await ao.github.addRepository({
      name: "acme/api",
      files: { "README.md": "# api\n" },
      collaborators: { mira: "write", jo: "maintain" },
    });
    const number = await startWorking(ao);

    const moved = await ao.github.as("jo").transferIssue(REPOSITORY, number, "acme/api");

    const item = await ao.untilState(number, "done");
    expect(item.state).toMatchObject({ reason: "issue_transferred", by: "jo" });
    await ao.until(() => {
      const { comments } = ao.github.issue("acme/api", moved);
      const said = comments.filter((one) => one.body.startsWith("**Moved, so I stopped.**"));
      expect(said).toHaveLength(1);
      expect(said[0]?.body).not.toContain("@");
    });
  });
});

test("the webhook of the move is lost → the next look at GitHub sees where it went", async () => {
  await story(async (ao) => {
    await ao.github.addRepository({
      name: "acme/api",
      files: { "README.md": "# api\n" },
      collaborators: { mira: "write", jo: "maintain" },
    });
    const number = await startWorking(ao);

    ao.github.faults.dropDeliveries(({ event }) => event === "issues");
    const moved = await ao.github.as("jo").transferIssue(REPOSITORY, number, "acme/api");
    await sweep(ao.app.parts);

    const item = await ao.untilState(number, "done");
    expect(item.state).toMatchObject({ reason: "issue_transferred" });
    await ao.until(() =>
      ao.github.issue("acme/api", moved).comments.some((one) => one.body.includes("I stopped")),
    );
  });
});

test("the issue becomes a discussion → the work ends, nothing is asked, the branch stays", async () => {
  await story(async (ao) => {
    const number = await ao.openIssue("sum subtracts");
    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    const { branch, head } = await ao.untilState(number, "in_review");

    await ao.github.as("jo").convertToDiscussion(REPOSITORY, number);

    const item = await ao.untilState(number, "done");
    expect(item.state).toMatchObject({ reason: "issue_closed" });
    expect(await ao.github.git(REPOSITORY).head(String(branch))).toBe(head);
  });
});

test("the issue is deleted → the agent is stopped, and the reason is kept", async () => {
  await story(async (ao) => {
    const number = await startWorking(ao);
    ao.github.setCollaborator(REPOSITORY, "jo", "admin");

    await ao.github.as("jo").deleteIssue(REPOSITORY, number);

    const item = await ao.untilState(number, "done");
    expect(item.state).toMatchObject({ reason: "issue_deleted", by: "jo" });
  });
});
