import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { realClock } from "../../runners/clock.ts";
import type { Step } from "../support/agent.ts";
import { type Bench, isAlive, makeBench, until } from "./bench.ts";

/** A grandchild in a session of its own, and an unfinished edit; then the agent hangs. */
const busy = (deaf: boolean): Step[] => [
  { do: "write", path: "sum.js", text: "half\n" },
  { do: "spawn", pid: "pid" },
  { do: "hang", deaf },
];

async function grandchild(bench: Bench): Promise<number> {
  return until(
    async () =>
      Number(await readFile(path.join(bench.work(), "pid"), "utf8").catch(() => "")) || null,
  );
}

test.each([false, true])(
  "a cancel ends everything within 10 s and keeps the edits (agent deaf: %s)",
  async (deaf) => {
    const bench = await makeBench({ turns: [{ when: "", steps: busy(deaf) }] });
    bench.start();
    const order = bench.order();
    const reported = bench.app.offer(order);
    const pid = await grandchild(bench);
    expect(await isAlive(pid)).toBe(true);

    const startedMs = Date.now();
    bench.app.tell(order.jobId, { kind: "cancel", id: "c1", why: "/ao stop" });
    const report = await reported;

    expect(report.outcome).toMatchObject({ kind: "cancelled", keptEdits: true });
    expect(report.heard).toEqual(["c1"]);
    expect(Date.now() - startedMs).toBeLessThan(10_000);
    expect(await isAlive(pid)).toBe(false);
    expect(await readFile(path.join(bench.work(), "sum.js"), "utf8")).toBe("half\n");
  },
);

test("a cancel before anything was changed says that there is nothing to keep", async () => {
  const bench = await makeBench({
    turns: [{ when: "", steps: [{ do: "tool", title: "Look" }, { do: "hang" }] }],
  });
  bench.start();
  const order = bench.order();
  const reported = bench.app.offer(order);
  await until(() =>
    bench.app.job(order.jobId).beats.some((beat) => beat.progress?.toolCalls === 1),
  );

  bench.app.tell(order.jobId, { kind: "cancel", id: "c1", why: "/ao stop" });

  expect((await reported).outcome).toMatchObject({ kind: "cancelled", keptEdits: false });
});

test("after a cancel the same conversation finds its edits again", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "go on",
        steps: [{ do: "run", command: ["git", "commit", "--all", "--message", "Whole"] }],
      },
      { when: "", steps: [{ do: "write", path: "sum.js", text: "half\n" }, { do: "hang" }] },
    ],
  });
  bench.start();
  const order = bench.order();
  const reported = bench.app.offer(order);
  await until(() =>
    readFile(path.join(bench.work(), "sum.js"), "utf8").then(
      (text) => text === "half\n",
      () => false,
    ),
  );
  bench.app.tell(order.jobId, { kind: "cancel", id: "c1", why: "/ao pause" });
  const { session } = await reported;

  const report = await bench.app.offer(bench.order({ session, brief: "go on" }));

  expect(report.outcome).toMatchObject({ kind: "commits", count: 1 });
});

test("a cancel while setup runs ends setup and its children", async () => {
  const bench = await makeBench({ turns: [] });
  bench.start();
  const order = bench.order({ setup: "setsid sleep 300 & echo $! > pid; sleep 300" });
  const reported = bench.app.offer(order);
  const pid = await grandchild(bench);

  bench.app.tell(order.jobId, { kind: "cancel", id: "c1", why: "/ao stop" });
  const report = await reported;

  expect(report.outcome).toMatchObject({ kind: "cancelled" });
  expect(await isAlive(pid)).toBe(false);
});

test("a lost lease kills the agent at once and reports nothing", async () => {
  const bench = await makeBench({ turns: [{ when: "", steps: busy(true) }] });
  bench.start();
  const order = bench.order();
  let reported = false;
  const note = () => {
    reported = true;
  };
  void bench.app.offer(order).finally(note);
  const pid = await grandchild(bench);

  const startedMs = Date.now();
  bench.app.lose(order.jobId);
  await until(async () => !(await isAlive(pid)));

  expect(Date.now() - startedMs).toBeLessThan(2_000);
  await until(() => bench.log.some((line) => line.startsWith("lease lost")));
  expect(reported).toBe(false);
});

test("when the app hangs, the watchdog kills the agent before the lease is over", async () => {
  const bench = await makeBench({ turns: [{ when: "", steps: busy(true) }] });
  bench.start();
  const order = bench.order({ lease: { ttlMs: 3_000, beatMs: 300 } });
  void bench.app.offer(order);
  const pid = await grandchild(bench);

  bench.app.hang("all");
  await new Promise((done) => setTimeout(done, 100));
  const lastBeatMs = bench.app.job(order.jobId).beats.at(-1)?.atMs ?? 0;
  await until(async () => !(await isAlive(pid)));

  const heldMs = Date.now() - lastBeatMs;
  expect(heldMs).toBeLessThan(3_000);
  expect(heldMs).toBeGreaterThan(1_500);
});

test("nothing is started under a lease that the app has not confirmed again", async () => {
  const bench = await makeBench({ turns: [] });
  bench.app.hang("beats");
  bench.start();
  void bench.app.offer(bench.order({ lease: { ttlMs: 1_500, beatMs: 300 } }));

  await until(() => bench.log.some((line) => line.startsWith("lease lost")));

  expect(bench.app.received.filter((body) => body.includes("epoch"))).not.toEqual([]);
  expect(await readdir(path.join(bench.directory, "mirrors"))).toEqual([]);
});

test("a drained runner lets a short job end, takes no other, and cancels a long one", async () => {
  const bench = await makeBench({
    turns: [
      { when: "long", steps: busy(true) },
      {
        when: "",
        steps: [
          { do: "sleep", ms: 500 },
          { do: "commit", message: "1", files: { a: "1" } },
        ],
      },
    ],
  });
  bench.config.parallel = 2;
  bench.config.drainMs = 3_000;
  const runner = bench.start();
  const short = bench.order({ itemId: "item2" });
  const reports = Promise.all([
    bench.app.offer(bench.order({ brief: "long" })),
    bench.app.offer(short),
  ]);
  const pid = await grandchild(bench);

  const late = bench.order({ itemId: "item3" });
  const stopping = runner.stop({ drain: true });
  void bench.app.offer(late);
  const [longReport, shortReport] = await reports;
  await stopping;

  expect(shortReport.outcome).toMatchObject({ kind: "commits" });
  expect(longReport.outcome).toMatchObject({ kind: "cancelled", keptEdits: true });
  expect(await isAlive(pid)).toBe(false);
  expect(bench.app.job(late.jobId).leased).toBe(false);
});

test("a beat that the app asks to send later is not sent sooner, and the lease outlives it", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          { do: "sleep", ms: 2_500 },
          { do: "say", text: "ok" },
        ],
      },
    ],
  });
  const slept: number[] = [];
  bench.parts.clock = {
    ...realClock,
    sleep: (ms, signal) => {
      slept.push(ms);
      return realClock.sleep(ms, signal);
    },
  };
  bench.start();
  const order = bench.order({ lease: { ttlMs: 9_000, beatMs: 1_000 } });
  const reported = bench.app.offer(order);
  await until(() => bench.app.job(order.jobId).beats.length > 0);
  bench.app.fail(2, 503, "1");

  expect((await reported).outcome).toEqual({ kind: "nothing", says: "ok" });
  expect(slept.some((ms) => ms >= 1_000)).toBe(true);
});
