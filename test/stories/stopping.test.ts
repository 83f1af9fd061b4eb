import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { REPOSITORY, story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";

/** The agent leaves a child in a session of its own and a file half written, then works for ever. */
const busy = {
  turns: [
    {
      when: "",
      steps: [
        { do: "write" as const, path: "half.txt", text: "half" },
        { do: "spawn" as const, pid: "child.pid", command: ["sleep", "600"] },
        { do: "hang" as const, deaf: true },
      ],
    },
  ],
};

async function startBusy(ao: Ao): Promise<{ number: number; pid: number; work: string }> {
  await ao.script(busy);
  const number = await ao.openIssue("sum subtracts");
  await ao.github.as("mira").label(REPOSITORY, number, "ao");
  await ao.untilState(number, "working");
  const item = await ao.item(number);
  const work = path.join(ao.directory, "attic-1", "work", item?.workspace ?? "");
  const file = path.join(work, "child.pid");
  await ao.until(() => existsSync(file));
  return { number, work, pid: Number(await readFile(file, "utf8")) };
}

test("`/ao stop` → within 10 s nothing of it runs, the work is kept, and the reply says so", async () => {
  await story(async (ao) => {
    const { number, pid, work } = await startBusy(ao);

    const saidAt = performance.now();
    await ao.github.as("mira").comment(REPOSITORY, number, "/ao stop");
    await ao.until(() => !existsSync(`/proc/${pid}`), 10_000);
    const reply = (): string | undefined =>
      ao.issue(number).comments.find((one) => one.body.startsWith("**Stopped.**"))?.body;
    await ao.until(() => reply() !== undefined, 10_000);

    expect(performance.now() - saidAt).toBeLessThan(10_000);
    expect(reply()).toContain(`Nothing of #${number} is running`);
    expect(reply()).toContain("Unfinished edits are kept");
    expect(existsSync(path.join(work, "half.txt"))).toBe(true);
  });
});

test("the label is taken off → it stops like `/ao stop`", async () => {
  await story(async (ao) => {
    const { number, pid } = await startBusy(ao);

    await ao.github.as("sam").unlabel(REPOSITORY, number, "ao");

    await ao.until(() => !existsSync(`/proc/${pid}`), 10_000);
    const item = await ao.untilState(number, "done");
    expect(item.state).toMatchObject({ reason: "unlabelled", by: "sam" });
  });
});

test("the issue is closed → the agent is gone, and nobody is asked anything", async () => {
  await story(async (ao) => {
    const { number, pid } = await startBusy(ao);
    const before = ao.issue(number).comments.length;

    await ao.github.as("mira").closeIssue(REPOSITORY, number);

    await ao.until(() => !existsSync(`/proc/${pid}`), 10_000);
    await ao.untilState(number, "done");
    await ao.github.quiet();
    expect(ao.issue(number).comments).toHaveLength(before);
  });
});

test("the pull request is merged → done, and the branch's item says merged", async () => {
  await story(async (ao) => {
    const number = await ao.openIssue("sum subtracts");
    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.untilState(number, "in_review");

    await ao.github.as("jo").mergePullRequest(REPOSITORY, ao.pull().number);

    await ao.until(async () => {
      const item = await ao.item(number);
      expect(item?.state).toMatchObject({ name: "done", reason: "merged", by: "jo" });
    });
    await ao.until(() => !ao.issue(number).labels.includes("ao:ready"));
  });
});

test("the pull request is closed unmerged → ended, with that reason", async () => {
  await story(async (ao) => {
    const number = await ao.openIssue("sum subtracts");
    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.untilState(number, "in_review");

    await ao.github.as("mira").closePullRequest(REPOSITORY, ao.pull().number);

    const item = await ao.untilState(number, "done");
    expect(item.state).toMatchObject({ reason: "closed", by: "mira" });
  });
});
