import { access, readFile, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { realClock } from "../../runners/clock.ts";
import { makeMachine } from "../../runners/machine.ts";
import { type Bench, makeBench, until } from "./bench.ts";

const DAY_MS = 24 * 3_600_000;
const idle = { turns: [{ when: "", steps: [{ do: "say" as const, text: "ok" }] }] };
const mirror = (bench: Bench) => path.join(bench.directory, "mirrors", "7.git");
const git = async (cwd: string, ...args: string[]) => (await execa("git", args, { cwd })).stdout;
const rescued = (bench: Bench) =>
  git(mirror(bench), "for-each-ref", "--format=%(refname)", "refs/ao/rescue");
const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** The clock that a runner started from now on goes by. */
function goForward(bench: Bench, days: number): void {
  bench.parts.clock = { ...realClock, now: () => Date.now() + days * DAY_MS };
}

/** What a runner does at its start and once a day. */
async function tidy(bench: Bench): Promise<void> {
  await makeMachine(bench.config, bench.parts).removeExpired();
}

async function leaveEdits(bench: Bench): Promise<void> {
  const runner = bench.start();
  await bench.app.offer(bench.order());
  await runner.stop({ drain: false });
  await writeFile(path.join(bench.work(), "notes.txt"), "unfinished\n");
}

test("a tree that rested for 30 days goes, and its unfinished edits are rescued first", async () => {
  const bench = await makeBench(idle);
  await leaveEdits(bench);
  goForward(bench, 31);

  const runner = bench.start();
  await until(() => bench.log.some((line) => line.includes("rested for 30 days")));
  await runner.stop({ drain: false });

  expect(await isThere(bench.work())).toBe(false);
  expect(await isThere(bench.home())).toBe(false);
  const ref = await rescued(bench);
  expect(ref).toMatch(/^refs\/ao\/rescue\/item1\/\d{4}-\d\d-\d\d-[0-9a-f]{12}$/);
  expect(await git(mirror(bench), "show", `${ref}:notes.txt`)).toBe("unfinished");
});

test("a tree that rested for 29 days stays", async () => {
  const bench = await makeBench(idle);
  await leaveEdits(bench);
  goForward(bench, 29);

  await tidy(bench);

  expect(await readFile(path.join(bench.work(), "notes.txt"), "utf8")).toBe("unfinished\n");
});

test("what was rescued stays for 30 days more, then it goes", async () => {
  const bench = await makeBench(idle);
  await leaveEdits(bench);
  goForward(bench, 31);
  await tidy(bench);
  goForward(bench, 60);
  await tidy(bench);
  expect(await rescued(bench)).not.toBe("");
  goForward(bench, 63);

  await tidy(bench);

  expect(await rescued(bench)).toBe("");
});

test("a tree that can't be rescued stays, however old it is", async () => {
  const bench = await makeBench(idle);
  await leaveEdits(bench);
  await writeFile(path.join(bench.work(), ".git", "HEAD"), "nonsense");
  goForward(bench, 400);

  await tidy(bench);

  expect(await readFile(path.join(bench.work(), "notes.txt"), "utf8")).toBe("unfinished\n");
});

test("a tree that was set aside is kept for 30 days", async () => {
  const bench = await makeBench(idle);
  await leaveEdits(bench);
  await writeFile(path.join(bench.work(), ".git", "HEAD"), "nonsense");
  const runner = bench.start();
  const order = bench.order();
  await bench.app.offer(order);
  await runner.stop({ drain: false });
  const aside = path.join(bench.directory, "aside", `item1-${order.jobId}`);
  goForward(bench, 29);
  await tidy(bench);
  expect(await readFile(path.join(aside, "notes.txt"), "utf8")).toBe("unfinished\n");
  goForward(bench, 31);

  await tidy(bench);

  expect(await isThere(aside)).toBe(false);
});

test("an agent that dates its own folders far back loses nothing by it", async () => {
  const bench = await makeBench(idle);
  await leaveEdits(bench);
  const longAgo = new Date(0);
  await utimes(bench.work(), longAgo, longAgo);
  await utimes(bench.home(), longAgo, longAgo);

  await tidy(bench);

  expect(await readFile(path.join(bench.work(), "notes.txt"), "utf8")).toBe("unfinished\n");
});
