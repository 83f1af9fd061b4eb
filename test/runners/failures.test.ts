import { execa } from "execa";
import { expect, test } from "vitest";
import type { Script, Step } from "../support/agent.ts";
import { realClock } from "../../runners/clock.ts";
import { makeBench } from "./bench.ts";

/** The diagnosis of a job whose agent does `steps`. */
async function diagnosisOf(steps: Step[], start: Script["start"] = {}) {
  const bench = await makeBench({ start, turns: [{ when: "", steps }] });
  bench.start();
  const order = bench.order();
  order.limits.silenceMs = 600;
  const { outcome } = await bench.app.offer(order);
  if (outcome.kind !== "crashed") throw new Error(JSON.stringify(outcome));
  return outcome.diagnosis;
}

test("an agent that exits leaves its exit code and its last words", async () => {
  const diagnosis = await diagnosisOf([{ do: "exit", code: 3, stderr: "out of memory" }]);

  expect(diagnosis).toMatchObject({ what: "exited", exitCode: 3, signal: null });
  expect(diagnosis.says).toBe("scripted exited with code 3 in the middle of its turn.");
  expect(diagnosis.lastOutput).toContain("out of memory");
  expect(diagnosis.checked).toContain("its exit code and signal");
});

test("an agent that is killed leaves the signal", async () => {
  expect(await diagnosisOf([{ do: "die" }])).toMatchObject({
    what: "exited",
    exitCode: null,
    signal: "SIGKILL",
  });
});

test("a silent agent is asked to cancel, then stopped", async () => {
  const diagnosis = await diagnosisOf([{ do: "hang", deaf: true }]);

  expect(diagnosis.what).toBe("silent");
  expect(diagnosis.checked).toContain("sent session/cancel: no answer in 2 s");
  expect(diagnosis.checked.join("\n")).toMatch(/process \d+: S/);
});

test("an agent that keeps talking is not silent", async () => {
  const talk: Step[] = [1, 2, 3, 4].flatMap((): Step[] => [
    { do: "sleep", ms: 300 },
    { do: "think", text: "hm" },
  ]);
  const bench = await makeBench({
    turns: [{ when: "", steps: [...talk, { do: "say", text: "ok" }] }],
  });
  bench.start();
  const order = bench.order();
  order.limits.silenceMs = 600;

  expect((await bench.app.offer(order)).outcome).toEqual({ kind: "nothing", says: "ok" });
});

test("an agent that only writes garbage speaks no protocol", async () => {
  const diagnosis = await diagnosisOf([
    { do: "garbage", text: "panic: runtime error" },
    { do: "hang" },
  ]);

  expect(diagnosis.what).toBe("protocol");
  expect(diagnosis.checked).toContain("stdout: 1 lines that are no ACP");
});

test.each<[string, Step[], RegExp]>([
  [
    "a JSON-RPC error",
    [{ do: "fail", message: "Internal error", data: { details: "429 Too Many Requests" } }],
    /429 Too Many Requests/,
  ],
  [
    "a missing login",
    [{ do: "fail", code: -32000, message: "Authentication required" }],
    /not logged in/,
  ],
  ["a typed failure", [{ do: "session_failure", category: "limit", title: "429" }], /limit.*429/],
  ["a refusal", [{ do: "stop", reason: "refusal" }], /refused/],
  ["an end without a word", [], /without a word/],
  ["an error as last words", [{ do: "say", text: "Error: 401 Unauthorized" }], /error message/],
])("%s means that the model failed", async (_title, steps, says) => {
  const diagnosis = await diagnosisOf(steps);

  expect(diagnosis.what).toBe("model_failed");
  expect(diagnosis.says).toMatch(says);
});

test("an agent that is not logged in cannot open a conversation", async () => {
  const diagnosis = await diagnosisOf([], {
    newSession: { code: -32000, message: "Authentication required" },
  });

  expect(diagnosis).toMatchObject({ what: "start_failed" });
  expect(diagnosis.says).toMatch(/refused session\/new: it is not logged in/);
});

test("an agent that cannot start keeps the runner from taking work, and the log says why", async () => {
  const bench = await makeBench(
    {
      start: { exit: { code: 1, stderr: "no such model" } },
      turns: [],
    },
    { preflight: true },
  );
  const runner = bench.start();
  await expect
    .poll(() => bench.log.join("\n"))
    .toMatch(/not able to work.*exited with code 1 before it answered initialize.*no such model/);

  await runner.stop({ drain: false });

  expect(bench.app.leases).toEqual([]);
});

test("an agent that breaks after the runner started ends the job with what happened", async () => {
  const bench = await makeBench({ turns: [] });
  bench.start();
  await expect.poll(() => bench.app.leases.length).toBe(1);
  await bench.rewrite({ start: { protocolVersion: 99 }, turns: [] });

  const report = await bench.app.offer(bench.order());

  expect(report.outcome).toMatchObject({ kind: "crashed", diagnosis: { what: "protocol" } });
});

test("an agent that never answers is given up", async () => {
  const bench = await makeBench({ turns: [] });
  bench.parts.clock = {
    ...realClock,
    setTimer: (ms, ring) => realClock.setTimer(ms === 45_000 ? 700 : ms, ring),
  };
  bench.start();
  await expect.poll(() => bench.app.leases.length).toBe(1);
  await bench.rewrite({ start: { mute: true }, turns: [] });

  const report = await bench.app.offer(bench.order());

  expect(report.outcome).toMatchObject({ kind: "crashed", diagnosis: { what: "start_failed" } });
});

test("a program that is not there is named", async () => {
  const bench = await makeBench({ turns: [] }, { preflight: true });
  bench.config.agents = [{ name: "ghost", command: ["/nowhere/ghost-agent"], env: [] }];
  const runner = bench.start();

  await expect.poll(() => bench.log.join("\n")).toMatch(/ghost could not be started.*ENOENT/);
  await runner.stop({ drain: false });
});

test("commits of a turn that then crashes wait in the worktree for the next one", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "go on",
        after: "fix the sum",
        steps: [{ do: "commit", message: "Two", files: { b: "2" } }],
      },
      {
        when: "fix the sum",
        steps: [
          { do: "commit", message: "One", files: { a: "1" } },
          { do: "write", path: "c", text: "half" },
          { do: "die" },
        ],
      },
    ],
  });
  bench.start();
  const first = await bench.app.offer(bench.order());

  const second = await bench.app.offer(bench.order({ session: first.session, brief: "go on" }));

  expect(first.outcome).toMatchObject({ kind: "crashed" });
  expect(second.outcome).toMatchObject({ kind: "commits", count: 2 });
  const { stdout } = await execa("git", ["show", "--format=", "--name-only", "HEAD", "HEAD^"], {
    cwd: bench.work(),
  });
  expect(stdout.split("\n").filter(Boolean).toSorted()).toEqual(["a", "b", "c"]);
});

test("a pack that is too large is refused here, and says so", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          { do: "run", command: ["dd", "if=/dev/urandom", "of=big", "bs=1000", "count=500"] },
          { do: "commit", message: "Big" },
        ],
      },
    ],
  });
  bench.start();
  const order = bench.order();
  order.limits.packBytes = 100_000;

  const { outcome } = await bench.app.offer(order);

  expect(outcome).toMatchObject({ kind: "crashed", diagnosis: { what: "workspace" } });
  expect(bench.app.job(order.jobId).packs.size).toBe(0);
});

test("a job that takes too long as a whole is stopped", async () => {
  const bench = await makeBench({
    turns: [{ when: "", steps: [{ do: "hang" }] }],
  });
  bench.start();
  const order = bench.order();
  order.limits.jobMs = 1_500;

  const { outcome } = await bench.app.offer(order);

  expect(outcome).toMatchObject({
    kind: "crashed",
    diagnosis: { says: expect.stringContaining("took longer than") },
  });
});
