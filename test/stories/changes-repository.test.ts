/** The repository is archived, renamed, made public; AO is suspended, deselected, uninstalled, or lacks a permission. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { sweep } from "../../src/reconcile.ts";
import { fixSum, REPOSITORY, story } from "../support/harness.ts";
import type { Ao } from "../support/harness.ts";

/** An agent that works for ever, and when it is asked again in the same conversation mends the bug. */
const busyOnce = {
  turns: [
    {
      when: "",
      steps: [
        { do: "write" as const, path: "half.txt", text: "half" },
        { do: "spawn" as const, pid: ".git/child.pid", command: ["sleep", "600"] },
        { do: "hang" as const, deaf: true },
      ],
      times: 1,
    },
    { when: "", steps: [fixSum()] },
  ],
};

interface Busy {
  number: number;
  /** The agent's child: gone when nothing of the job runs any more. */
  runs: () => boolean;
  work: string;
}

async function startBusy(ao: Ao): Promise<Busy> {
  await ao.script(busyOnce);
  const number = await ao.openIssue("sum subtracts");
  await ao.github.as("mira").label(REPOSITORY, number, "ao");
  const { workspace } = await ao.untilState(number, "working");
  const work = path.join(ao.directory, "attic-1", "work", workspace);
  const file = path.join(work, ".git", "child.pid");
  await ao.until(() => existsSync(file));
  const pid = await readFile(file, "utf8");
  return { number, work, runs: () => existsSync(`/proc/${pid}`) };
}

async function untilParked(ao: Ao, busy: Busy, reason: string): Promise<void> {
  await ao.until(() => !busy.runs(), 10_000);
  const item = await ao.untilState(busy.number, "waiting");
  expect(item.state).toMatchObject({ for: "repository", reason });
}

test("the repository is archived → the agent is gone within 10 s, and it goes on by itself afterwards", async () => {
  await story(async (ao) => {
    const busy = await startBusy(ao);
    const settings = ao.github.settings(REPOSITORY);

    settings.archive();
    await untilParked(ao, busy, "archived");
    expect(existsSync(path.join(busy.work, "half.txt"))).toBe(true);
    settings.unarchive();

    const item = await ao.untilState(busy.number, "in_review", 40_000);
    expect(item.trail.map((one) => one.why).join()).not.toContain("AO could not do");
  });
});

test("the webhooks of the archive are lost → the next look at GitHub parks it, and the one after goes on", async () => {
  await story(async (ao) => {
    const busy = await startBusy(ao);
    const settings = ao.github.settings(REPOSITORY);

    ao.github.faults.dropDeliveries(({ event }) => event === "repository");
    settings.archive();
    await sweep(ao.app.parts);
    await untilParked(ao, busy, "archived");
    settings.unarchive();
    await sweep(ao.app.parts);

    await ao.untilState(busy.number, "in_review", 40_000);
  });
});

test("archived without a word, and a call is refused → parked, no fault of AO's, and done later", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [{ when: "", steps: [{ do: "sleep", ms: 1_000 }, fixSum()] }],
    });
    const number = await ao.openIssue("sum subtracts");
    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.untilState(number, "working");
    const settings = ao.github.settings(REPOSITORY);

    ao.github.faults.dropDeliveries(({ event }) => event === "repository");
    settings.archive();
    const item = await ao.untilState(number, "waiting");
    expect(item.state).toMatchObject({ for: "repository", reason: "archived" });
    ao.github.faults.calm();
    settings.unarchive();

    await ao.untilState(number, "in_review", 40_000);
  });
});

test("the repository is renamed while the agent works → nothing changes but the name", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [{ when: "", steps: [{ do: "sleep", ms: 2_000 }, fixSum()] }],
    });
    const number = await ao.openIssue("sum subtracts");
    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.untilState(number, "working");

    ao.github.settings(REPOSITORY).rename("site");

    const item = await ao.untilState(number, "in_review", 40_000);
    expect(item.repository.name).toBe("acme/site");
    expect(ao.github.pulls("acme/site")).toHaveLength(1);
  });
});

test("the webhook of the new name is lost → the next look at GitHub follows", async () => {
  await story(async (ao) => {
    const { number } = await startBusy(ao);

    ao.github.faults.dropDeliveries(({ event }) => event === "repository");
    ao.github.settings(REPOSITORY).rename("site");
    await sweep(ao.app.parts);

    expect((await ao.item(number))?.repository.name).toBe("acme/site");
  });
});

test("a private repository is made public → the agent is gone, one person is asked, and no runner is named", async () => {
  await story(
    async (ao) => {
      const busy = await startBusy(ao);
      const { number } = busy;

      ao.github.settings(REPOSITORY).publicize();
      await ao.until(() => !busy.runs(), 10_000);
      const asks = () => ao.issue(number).comments.filter((one) => one.body.startsWith("@mira "));
      await ao.until(() => asks().length === 1);
      expect(asks()[0]?.body).toContain("is public now. Go on here?");
      await ao.github.as("mira").comment(REPOSITORY, number, "/ao why");
      await ao.until(() => ao.issue(number).comments.some((one) => one.body.startsWith("**Why")));
      await ao.until(() => ao.issue(number).comments.every((one) => !one.body.includes("attic")));
      await ao.github.as("mira").comment(REPOSITORY, number, "/ao retry");

      await ao.untilState(number, "in_review", 40_000);
    },
    { private: true },
  );
});

test("AO is suspended → the agent is gone, the log names the work, and it goes on by itself when it is back", async () => {
  const log: string[] = [];
  await story(
    async (ao) => {
      const busy = await startBusy(ao);

      ao.github.installation.suspend();
      await untilParked(ao, busy, "suspended");
      const [warning] = log.filter((line) => line.includes("the work waits"));
      expect(warning).toContain(`acme/web#${busy.number}`);
      ao.github.installation.unsuspend();

      await ao.untilState(busy.number, "in_review", 40_000);
    },
    { onLog: (line) => void log.push(line) },
  );
});

test("the repository is deselected, then selected again → the same, and nothing is lost", async () => {
  await story(async (ao) => {
    const busy = await startBusy(ao);

    ao.github.installation.remove(REPOSITORY);
    await untilParked(ao, busy, "deselected");
    ao.github.installation.add(REPOSITORY);

    await ao.untilState(busy.number, "in_review", 40_000);
  });
});

test("the webhooks of the installation are lost → the next look at GitHub finds where AO may not work", async () => {
  await story(async (ao) => {
    const busy = await startBusy(ao);

    ao.github.faults.dropDeliveries(({ event }) => event.startsWith("installation"));
    ao.github.installation.suspend();
    await sweep(ao.app.parts);
    await untilParked(ao, busy, "suspended");
    ao.github.installation.unsuspend();
    await sweep(ao.app.parts);

    await ao.untilState(busy.number, "in_review", 40_000);
  });
});

test("AO is uninstalled → the agent is gone, its edits are kept on the runner, the log names the work", async () => {
  const log: string[] = [];
  await story(
    async (ao) => {
      const busy = await startBusy(ao);

      ao.github.installation.uninstall();

      await untilParked(ao, busy, "uninstalled");
      expect(existsSync(path.join(busy.work, "half.txt"))).toBe(true);
      const [warning] = log.filter((line) => line.includes("the work waits"));
      expect(warning).toContain(`acme/web#${busy.number}`);
    },
    { onLog: (line) => void log.push(line) },
  );
});

test("a permission is missing → it is named to one person, and once an owner accepts it goes on by itself", async () => {
  await story(async (ao) => {
    await ao.script({
      turns: [
        { when: "", steps: [fixSum()], times: 1 },
        { when: "", steps: [{ do: "say", text: "It is done already." }] },
      ],
    });
    const permissions = ao.github.installation.permissions();
    const number = await ao.openIssue("sum subtracts");
    ao.github.installation.reducePermissions({ ...permissions, contents: "read" });

    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.untilState(number, "waiting");
    const asks = () => ao.issue(number).comments.filter((one) => one.body.startsWith("@mira "));
    await ao.until(() => asks().length === 1);
    expect(asks()[0]?.body).toContain("`contents: write`");
    expect(asks()[0]?.body).not.toContain("fault");
    ao.github.installation.acceptPermissions(permissions);

    await ao.untilState(number, "in_review", 40_000);
  });
});

test("AO may not comment when it has to ask → once an owner accepts that, the question is asked", async () => {
  await story(async (ao) => {
    await ao.script({ turns: [{ when: "", steps: [{ do: "say", text: "Nothing to do." }] }] });
    const permissions = ao.github.installation.permissions();
    const number = await ao.openIssue("sum subtracts");
    const reading = { ...permissions, issues: "read", pull_requests: "read" } as const;
    ao.github.installation.reducePermissions(reading);

    await ao.github.as("mira").label(REPOSITORY, number, "ao");
    await ao.until(async () => {
      const item = await ao.item(number);
      expect(item?.state).toHaveProperty("unsaid");
    });
    expect(ao.issue(number).comments).toEqual([]);
    ao.github.installation.acceptPermissions(permissions);

    const asks = () => ao.issue(number).comments.filter((one) => one.body.startsWith("@mira "));
    await ao.until(() => asks().length === 1);
    await ao.until(() => ao.issue(number).labels.includes("ao:needs-you"));
  });
});
