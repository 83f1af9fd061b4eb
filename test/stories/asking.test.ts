import { expect, test } from "vitest";
import { fixSum, REPOSITORY, story } from "../support/harness.ts";

const hang = { turns: [{ when: "", steps: [{ do: "hang" as const }] }] };

test("fifty concurrent and doubled deliveries of one label → one work item, one job, one pull request", async () => {
  await story(async (ao) => {
    const number = await ao.openIssue("sum subtracts");
    ao.github.faults.duplicateDeliveries(4);
    for (let time = 0; time < 5; time += 1) {
      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      if (time < 4) await Promise.all([]);
    }
    const labelled = ao.github.deliveries.filter((one) => one.action === "labeled");
    for (let time = 0; time < 50; time += 1) {
      const again = labelled[time % Math.max(1, labelled.length)];
      if (again !== undefined) ao.github.redeliver(again.id);
    }

    await ao.untilState(number, "in_review", 40_000);

    const { client } = ao.app.parts.database;
    const items = await client.execute("SELECT count(*) AS n FROM items");
    const jobs = await client.execute("SELECT count(*) AS n FROM jobs");
    expect(items.rows[0]?.["n"]).toBe(1);
    expect(jobs.rows[0]?.["n"]).toBe(1);
    expect(ao.github.pulls(REPOSITORY)).toHaveLength(1);
  });
});

test("write `/ao run` in an issue → it starts, and the comment that asked shows how far it is", async () => {
  await story(async (ao) => {
    const number = await ao.openIssue("sum subtracts");

    const id = await ao.github.as("mira").comment(REPOSITORY, number, "Please.\n\n/ao run");
    await ao.untilState(number, "in_review");

    await ao.until(() => {
      const comment = ao.issue(number).comments.find((one) => one.id === id);
      expect(comment?.reactions.map((one) => one.content)).toEqual(["eyes", "rocket", "hooray"]);
    });
    expect(ao.issue(number).reactions).toEqual([]);
  });
});

test("somebody with triage labels it → one kind sentence, and nothing runs", async () => {
  await story(async (ao) => {
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("sam").label(REPOSITORY, number, "ao");
    await ao.untilState(number, "done");
    await ao.until(() => ao.issue(number).comments.length === 2);

    const [refusal] = ao.issue(number).comments.filter((one) => one.body.startsWith("Thanks, sam"));
    expect(refusal?.body).toContain("write access");
    expect(ao.issue(number).reactions.map((one) => one.content)).toContain("confused");
    expect(ao.github.pulls(REPOSITORY)).toEqual([]);
  });
});

test("a stranger writes `/ao run`, twice → refused once, and the second time nobody is told again", async () => {
  await story(async (ao) => {
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("eve").comment(REPOSITORY, number, "/ao run");
    await ao.untilState(number, "done");
    await ao.github.as("eve").comment(REPOSITORY, number, "/ao run");
    await ao.github.quiet();
    await ao.until(async () => (await countItems(ao)) === 2);
    await ao.until(async () => (await countOutbox(ao)) === 0);

    const refusals = ao.issue(number).comments.filter((one) => one.body.startsWith("Thanks, eve"));
    expect(refusals).toHaveLength(1);
  });
});

test("a bot labels the issue → nothing happens at all", async () => {
  await story(async (ao) => {
    ao.github.addUser("helper[bot]", { type: "Bot" });
    ao.github.setCollaborator(REPOSITORY, "helper[bot]", "write");
    const number = await ao.openIssue("sum subtracts");

    await ao.github.as("helper[bot]").label(REPOSITORY, number, "ao");
    await ao.github.quiet();

    expect(await ao.item(number)).toBeNull();
  });
});

test("somebody's pull request closes the issue already → AO starts no second one and says which", async () => {
  await story(async (ao) => {
    const number = await ao.openIssue("sum subtracts");
    const mira = ao.github.as("mira");
    await mira.pushFiles(
      REPOSITORY,
      "mine",
      { "sum.js": "export const sum = (a, b) => b + a;\n" },
      "Mine",
    );
    const own = await mira.openPullRequest(REPOSITORY, {
      title: "Add",
      body: `Fixes #${number}`,
      head: "mine",
    });

    await mira.label(REPOSITORY, number, "ao");
    await ao.untilState(number, "done");

    await ao.until(() =>
      ao.issue(number).comments.some((one) => one.body.includes(`#${own} is open`)),
    );
    expect(ao.github.pulls(REPOSITORY)).toHaveLength(1);
  });
});

test("three issues at once with two slots → the third waits, and starts when a slot is free", async () => {
  await story(async (ao) => {
    await ao.script(hang);
    const numbers = [];
    for (const title of ["one", "two", "three"]) {
      const number = await ao.openIssue(title);
      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      await ao.untilState(number, title === "three" ? "queued" : "working");
      numbers.push(number);
    }
    const [first = 0, , third = 0] = numbers;
    await ao.until(() => ao.issue(third).comments.some((one) => one.body.includes("Queued")));

    await ao.github.as("mira").comment(REPOSITORY, first, "/ao stop");

    await ao.untilState(third, "working");
  });
});

test("the webhook of the label is lost → the next look at GitHub finds it", async () => {
  await story(
    async (ao) => {
      ao.github.faults.dropDeliveries(1);
      const number = await ao.openIssue("sum subtracts");
      await ao.github.as("mira").label(REPOSITORY, number, "ao");
      ao.github.faults.calm();

      await ao.untilState(number, "in_review", 30_000);
    },
    { pace: { reconcile: { tickMs: 100, sweepMs: 500 } } },
  );
});

test("stop it, label it again → it goes on in the same branch, pull request and conversation", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [
        { when: "mend the rest", steps: [fixSum()] },
        { when: "", steps: [fixSum("export const sum = (a, b) => a * b;\n")], times: 1 },
        { when: "", steps: [{ do: "hang" }] },
      ],
    });
    const number = await ao.openIssue("sum subtracts");
    const mira = ao.github.as("mira");
    await mira.label(REPOSITORY, number, "ao");
    await ao.until(async () => ((await ao.item(number))?.attempts.length ?? 0) === 1, 30_000);
    await ao.untilState(number, "working");
    await mira.unlabel(REPOSITORY, number, "ao");
    const first = await ao.untilState(number, "done");

    await mira.label(REPOSITORY, number, "ao");
    await ao.until(async () => (await ao.item(number))?.id !== first.id);
    await mira.comment(REPOSITORY, ao.pull().number, "/ao mend the rest");

    const second = await ao.untilState(number, "in_review", 40_000);
    expect(second).toMatchObject({
      previous: first.id,
      branch: first.branch,
      session: first.session,
      pullRequest: { number: first.pullRequest?.number },
    });
    expect(ao.github.pulls(REPOSITORY)).toHaveLength(1);
  });
});

async function countItems(ao: Parameters<Parameters<typeof story>[0]>[0]): Promise<unknown> {
  const { rows } = await ao.app.parts.database.client.execute("SELECT count(*) AS n FROM items");
  return rows[0]?.["n"];
}

async function countOutbox(ao: Parameters<Parameters<typeof story>[0]>[0]): Promise<unknown> {
  const { rows } = await ao.app.parts.database.client.execute("SELECT count(*) AS n FROM outbox");
  return rows[0]?.["n"];
}
