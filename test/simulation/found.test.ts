/** What the simulation found, each as the smallest story that shows it. */
import { expect, onTestFinished, test } from "vitest";
import type { Diagnosis } from "../../src/protocol/words.ts";
import type { Fact, WorkItem } from "../../src/core/work-item.ts";
import { removeDoubles } from "../../src/doubles.ts";
import { TransientError } from "../../src/errors.ts";
import type { Comment, GitHub, Issue } from "../../src/github/port.ts";
import type { Parts } from "../../src/parts.ts";
import { sweep } from "../../src/reconcile.ts";
import { completeParts } from "../../src/start.ts";
import { expiredLeases, offeredJobs, renewLease, unheardTells } from "../../src/store/jobs.ts";
import { openDatabase } from "../../src/store/open.ts";
import { leaseEffects, renewEffects } from "../../src/store/outbox.ts";
import { newestItemOf } from "../../src/store/queries.ts";
import { saveShown } from "../../src/store/shown.ts";
import { MINUTE, NOW, repository, SECOND } from "../support/builders.ts";
import * as facts from "../support/fact-builders.ts";
import { CONFIG } from "./app.ts";

const thread = { thread: { repositoryId: repository().id, number: 42 } };

test("an agent crashes where nobody else waits → its item gets its slot again, and is not forgotten", async () => {
  const ao = await begin();
  const { jobId } = await ao.leaseOne();
  await renewLease(ao.parts.database, { jobId, epoch: 1, until: NOW + 30 * SECOND });

  const crashed = { kind: "crashed", diagnosis: exited } as const;
  await ao.tell({ ...facts.jobEnded(crashed), jobId });

  expect((await ao.item())?.state).toMatchObject({ name: "working", job: { stage: "offered" } });
  // Its runner said so itself: nobody waits for the rest of the lease.
  expect(await offeredJobs(ao.parts.database, NOW)).toHaveLength(1);
});

test("the webhook of a label comes when all it asked for is done → nothing begins anew", async () => {
  const ao = await begin();
  await ao.tell(facts.asked({ saidAt: NOW }));
  await ao.tell(facts.requestRead({ permission: "none" }));
  const first = await ao.item();

  await ao.tell(facts.asked({ saidAt: NOW, at: NOW + 9 * MINUTE }));
  expect((await ao.item())?.id).toBe(first?.id);

  await ao.tell(facts.asked({ saidAt: NOW + 10 * MINUTE, at: NOW + 10 * MINUTE }));
  expect((await ao.item())?.id).not.toBe(first?.id);
});

test("an item is stopped → its runner's cancel stands there in the same batch, whatever becomes of the outbox", async () => {
  const ao = await begin();
  const { jobId } = await ao.leaseOne();

  await ao.tell(facts.unlabelled());

  const tells = await unheardTells(ao.parts.database, jobId, []);
  expect(tells).toMatchObject([{ kind: "cancel", id: `cancel:${jobId}` }]);
});

test("it is asked for anew while the stopped agent may still live → nobody begins before that one's end", async () => {
  const ao = await begin();
  const { jobId } = await ao.leaseOne();
  const first = await ao.item();
  await ao.tell(facts.unlabelled());
  await ao.tell(facts.asked({ saidAt: NOW + MINUTE, at: NOW + MINUTE }));
  await ao.tell(facts.requestRead());
  const offered = async (at: number): Promise<number> =>
    (await offeredJobs(ao.parts.database, at)).length;

  expect(await offered(NOW)).toBe(0);

  const gone = { kind: "cancelled", killedAfterMs: 900, keptEdits: false } as const;
  await ao.tellItem(first?.id ?? "", { ...facts.jobEnded(gone), jobId });
  expect(await offered(NOW)).toBe(1);
});

test("the runner never says that it is gone → the lease it may still believe in is waited for", async () => {
  const ao = await begin();
  const { jobId } = await ao.leaseOne();
  const first = await ao.item();
  await renewLease(ao.parts.database, { jobId, epoch: 1, until: NOW + 30 * SECOND });
  await ao.tell(facts.unlabelled());
  await ao.tell(facts.asked({ saidAt: NOW + MINUTE, at: NOW + MINUTE }));
  await ao.tell(facts.requestRead());
  await ao.tellItem(first?.id ?? "", facts.deadlinePassed());

  expect(await offeredJobs(ao.parts.database, NOW + 29 * SECOND)).toHaveLength(0);
  expect(await offeredJobs(ao.parts.database, NOW + 31 * SECOND)).toHaveLength(1);
});

test("the report of an earlier job arrives once more → the lease of the one that runs now stays as it is", async () => {
  const ao = await begin();
  const { jobId } = await ao.leaseOne();
  await renewLease(ao.parts.database, { jobId, epoch: 1, until: NOW + 30 * SECOND });

  await ao.tell(facts.jobEnded(facts.commits(), { jobId: "an earlier one" }));

  expect(await expiredLeases(ao.parts.database, NOW + 29 * SECOND)).toEqual([]);
  expect(await expiredLeases(ao.parts.database, NOW + 31 * SECOND)).toMatchObject([{ id: jobId }]);
});

test("GitHub takes longer than a lease → whoever waits for it keeps the effect", async () => {
  const ao = await begin();
  await ao.tell(facts.asked());
  const { database } = ao.parts;
  const mine = await leaseEffects(database, NOW, 8);
  expect(mine.length).toBeGreaterThan(0);

  await renewEffects(database, mine, NOW + 20 * SECOND);

  expect(await leaseEffects(database, NOW + 40 * SECOND, 8)).toEqual([]);
  expect(await leaseEffects(database, NOW + 60 * SECOND, 8)).toHaveLength(mine.length);
});

test("GitHub said no and posted all the same → one comment stays, the one that is edited further", async () => {
  const comments: Comment[] = [
    { id: 1, mine: true, body: "Status\n\n<!-- ao:status:1 -->" },
    { id: 2, mine: true, body: "Newer status\n\n<!-- ao:status:1 -->" },
    { id: 3, mine: true, body: "Question\n\n<!-- ao:ask:1 -->" },
    { id: 4, mine: true, body: "Question\n\n<!-- ao:ask:1 -->" },
    { id: 5, mine: false, body: "Question\n\n<!-- ao:ask:1 -->" },
    { id: 6, mine: true, body: "No key" },
    { id: 7, mine: true, body: "No key" },
  ];
  const removed: number[] = [];
  const ao = await begin({
    comments: async () => comments,
    deleteComment: async (_repository, id) => void removed.push(id),
  });
  await ao.tell(facts.asked());
  const item = await ao.item();
  if (item === null) throw new Error("no item");
  const shown = { itemId: item.id, slot: "comment:42", remoteId: 2, text: "", at: NOW };
  await saveShown(ao.parts.database, shown);

  await removeDoubles(ao.parts, item);

  expect(removed).toEqual([1, 4]);
});

test("one part of the look at GitHub fails → the rest is looked at all the same", async () => {
  const ao = await begin({
    failedDeliveries: async () => {
      throw new TransientError("502");
    },
    labelledIssues: async () => [issue({ labels: ["ao"] })],
  });

  await sweep(ao.parts);

  expect((await ao.item())?.state.name).toBe("requested");
});

test("the label is taken off and its webhook never comes → the work stops within the next look at GitHub", async () => {
  const ao = await begin({ issue: async () => issue({ labels: [] }), comments: async () => [] });
  await ao.tell(facts.asked({ saidAt: NOW - 2 * MINUTE }));

  await sweep(ao.parts);

  expect((await ao.item())?.state).toMatchObject({ name: "done", reason: "unlabelled" });
});

interface Ao {
  parts: Parts;
  /** To the issue's thread, with an id of its own. */
  tell(fact: Fact): Promise<void>;
  item(): Promise<WorkItem | null>;
  /** To one item, be it finished. */
  tellItem(id: string, fact: Fact): Promise<void>;
  /** From the label to the leased job. */
  leaseOne(): Promise<{ jobId: string }>;
}

/** The real store over a database in memory, at NOW, with as much of GitHub as a test needs. */
async function begin(github: Partial<GitHub> = {}): Promise<Ao> {
  const database = await openDatabase(":memory:");
  onTestFinished(() => database.client.close());
  let last = 0;
  const newId = (): string => `01TEST${String((last += 1)).padStart(20, "0")}`;
  const none: Partial<GitHub> = {
    failedDeliveries: async () => [],
    installations: async () => [{ id: repository().installationId, suspended: false }],
    repositories: async () => [
      { repository: repository(), archived: false, defaultBranch: "main" },
    ],
    labelledIssues: async () => [],
    labelledBy: async () => ({ login: "mira", at: NOW, how: "label" }),
  };
  const parts = completeParts(
    {
      clock: { now: () => NOW, sleep: async () => {}, turn: async () => {} },
      ids: { next: newId },
      random: () => 0.5,
      database,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a verb that is missing is not called
      github: { ...none, ...github } as GitHub,
      log: { info: quiet, warn: quiet, error: quiet },
    },
    CONFIG,
  );
  const tell: Ao["tell"] = async (fact) => {
    await parts.commit({ facts: [{ to: thread, fact: { ...fact, id: newId() } }] });
  };
  const item = async (): Promise<WorkItem | null> => newestItemOf(database, repository().id, 42);
  return {
    parts,
    tell,
    async tellItem(id, fact) {
      await parts.commit({ facts: [{ to: { item: id }, fact: { ...fact, id: newId() } }] });
    },
    item,
    async leaseOne() {
      await tell(facts.asked({ saidAt: NOW }));
      await tell(facts.requestRead());
      const state = (await item())?.state;
      if (state?.name !== "working") throw new Error(`it is ${state?.name}`);
      const jobId = state.job.id;
      await tell(facts.jobLeased({ jobId }));
      return { jobId };
    },
  };
}

function issue(given: Partial<Issue> = {}): Issue {
  return {
    number: 42,
    title: "sum subtracts",
    body: "",
    author: "ann",
    state: "open",
    locked: false,
    labels: ["ao"],
    assignees: [],
    movedTo: null,
    ...given,
  };
}

const exited: Diagnosis = {
  what: "exited",
  exitCode: 1,
  signal: null,
  says: "It ended with exit code 1.",
  lastOutput: "",
  checked: [],
};

function quiet(): void {}
