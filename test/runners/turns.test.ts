import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { readConversations } from "../support/agent.ts";
import { makeBench, unpack, until } from "./bench.ts";

test("edits that are in no commit are asked about once, and the agent commits them", async () => {
  const bench = await makeBench({
    turns: [
      { when: "in no commit", steps: [{ do: "commit", message: "Now it is in" }] },
      {
        when: "fix the sum",
        steps: [
          { do: "write", path: "sum.js", text: "a\n" },
          { do: "say", text: "Fixed it." },
        ],
      },
    ],
  });
  bench.start();
  const order = bench.order();

  const report = await bench.app.offer(order);

  if (report.outcome.kind !== "commits") throw new Error(JSON.stringify(report.outcome));
  const git = await unpack(bench, order, report.outcome);
  expect(await git("log", "-1", "--format=%s", "refs/ao/in")).toBe("Now it is in");
  expect(report.summary).toBe("Fixed it.");
});

test("an agent that still does not commit has its work saved for it, new files included", async () => {
  const bench = await makeBench({
    turns: [
      { when: "in no commit", steps: [{ do: "say", text: "No." }] },
      {
        when: "",
        steps: [
          { do: "write", path: "sum.js", text: "a\n" },
          { do: "write", path: "new dir/ü.txt", text: "b\n" },
        ],
      },
    ],
  });
  bench.start();
  const order = bench.order();

  const report = await bench.app.offer(order);

  if (report.outcome.kind !== "commits") throw new Error(JSON.stringify(report.outcome));
  const git = await unpack(bench, order, report.outcome);
  expect(await git("log", "-1", "--format=%s", "refs/ao/in")).toBe(
    "Save the agent's uncommitted work",
  );
  expect(await git("show", "refs/ao/in:new dir/ü.txt")).toBe("b");
});

test("a turn that ends without a commit is `nothing`, with the agent's closing words", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          { do: "say", text: "Let me look." },
          { do: "tool", title: "Read sum.js", kind: "read" },
          { do: "say", text: "It is right " },
          { do: "say", text: "as it is." },
        ],
      },
    ],
  });
  bench.start();

  const report = await bench.app.offer(bench.order());

  expect(report.outcome).toEqual({ kind: "nothing", says: "It is right as it is." });
});

test("words are read when the turn ends, in the same conversation and job", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "use a bigint",
        after: "fix the sum",
        steps: [{ do: "commit", message: "Bigint", files: { "sum.js": "n\n" } }],
      },
      {
        when: "fix the sum",
        steps: [
          { do: "sleep", ms: 700 },
          { do: "commit", message: "Plus", files: { "sum.js": "+\n" } },
        ],
      },
    ],
  });
  bench.start();
  const order = bench.order();
  const reported = bench.app.offer(order);
  await until(async () => (await readConversations(bench.home()))[0]?.prompts.length === 1);

  bench.app.tell(order.jobId, { kind: "words", id: "w1", brief: "Please use a bigint." });
  const report = await reported;

  expect(report.outcome).toMatchObject({ kind: "commits", count: 2 });
  expect(report.heard).toEqual(["w1"]);
  const [conversation] = await readConversations(bench.home());
  expect(conversation?.prompts.map((one) => one.text)).toEqual([
    "Please fix the sum.",
    "Please use a bigint.",
  ]);
});

test("a failing verify is shown to the agent once, and reported as it then is", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "failed with exit code 3",
        steps: [{ do: "commit", message: "Again", files: { "sum.js": "2\n" } }],
      },
      {
        when: "fix the sum",
        steps: [{ do: "commit", message: "Once", files: { "sum.js": "1\n" } }],
      },
    ],
  });
  bench.start();

  const verify = "echo expected 4, got 0 >&2; touch coverage.xml; exit 3";
  const report = await bench.app.offer(bench.order({ verify }));

  expect(report.outcome).toMatchObject({ kind: "commits", count: 2 });
  expect(report.verify).toMatchObject({ command: verify, exitCode: 3, timedOut: false });
  expect(report.verify?.output).toContain("expected 4, got 0");
  const [conversation] = await readConversations(bench.home());
  expect(conversation?.prompts).toHaveLength(2);
  expect(conversation?.prompts[1]?.text).toMatch(/\[\[untrusted \w{24}: output of the verify/);
  expect(conversation?.prompts[1]?.text).toContain("expected 4, got 0");
});

test("a passing verify is evidence, and what it left lying about is nobody's work", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "fix the sum",
        steps: [{ do: "commit", message: "Once", files: { "sum.js": "1\n" } }],
      },
      { when: "again", steps: [{ do: "say", text: "Nothing to do." }] },
    ],
  });
  bench.start();
  const changes = { setup: "touch from-setup", verify: "touch from-verify; cat sum.js" };

  const first = await bench.app.offer(bench.order(changes));
  if (first.outcome.kind !== "commits") throw new Error(JSON.stringify(first.outcome));
  const from = first.outcome.head;
  const second = await bench.app.offer(
    bench.order({ ...changes, from, session: first.session, brief: "again" }),
  );

  expect(first.setup).toMatchObject({ exitCode: 0 });
  expect(first.verify).toMatchObject({ exitCode: 0, output: "1\n" });
  expect(second.outcome).toEqual({ kind: "nothing", says: "Nothing to do." });
});

test("a failing setup ends the job before any agent is started", async () => {
  const bench = await makeBench({ turns: [] });
  bench.start();

  const report = await bench.app.offer(bench.order({ setup: "echo no such lock file; exit 7" }));

  expect(report.outcome).toMatchObject({
    kind: "crashed",
    diagnosis: { what: "setup_failed", exitCode: 7, lastOutput: "no such lock file\n" },
  });
  expect(report.setup).toMatchObject({ exitCode: 7 });
  expect(await readConversations(bench.home())).toEqual([]);
});

test("a verify that takes too long is stopped, with its background children", async () => {
  const bench = await makeBench({
    turns: [{ when: "", steps: [{ do: "commit", message: "Once", files: { "sum.js": "1\n" } }] }],
  });
  bench.start();
  const order = bench.order({ verify: "sleep 300 & echo started; sleep 300" });
  order.limits.commandMs = 500;

  const report = await bench.app.offer(order);

  expect(report.verify).toMatchObject({ timedOut: true, exitCode: null, signal: "SIGKILL" });
  expect(report.verify?.output).toBe("started\n");
});

test("a permission is given once, never for always", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          {
            do: "ask",
            title: "Run npm test",
            offers: ["allow_always", "allow_once", "reject_once"],
            answers: {
              allow_once: [{ do: "commit", message: "Allowed", files: { "sum.js": "1\n" } }],
            },
          },
          { do: "ask", title: "For ever?", offers: ["allow_always", "reject_once"] },
          { do: "say", text: "Done." },
        ],
      },
    ],
  });
  bench.start();

  const report = await bench.app.offer(bench.order());

  expect(report.outcome).toMatchObject({ kind: "commits", count: 1 });
  expect(report.summary).toBe("Done.");
});

test("what the client does not offer is refused, and the agent goes on", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          { do: "call", method: "fs/write_text_file", params: { path: "/x", content: "" } },
          { do: "garbage", text: "Debugger attached." },
          { do: "update", update: { sessionUpdate: "nobody_knows_this", x: 1 } },
          { do: "update", update: { sessionUpdate: "plan", entries: "none" } },
        ],
      },
    ],
  });
  bench.start();

  const report = await bench.app.offer(bench.order());

  expect(report.outcome).toMatchObject({ kind: "nothing" });
  expect(report.summary).toMatch(/fs\/write_text_file refused:.*Method not found/);
});

test("history that was pushed is never rewritten: the work is put on top of it", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "do better",
        steps: [
          { do: "write", path: "sum.js", text: "better\n" },
          { do: "run", command: ["git", "commit", "--all", "--amend", "--message", "Better"] },
        ],
      },
      { when: "", steps: [{ do: "commit", message: "First", files: { "sum.js": "1\n" } }] },
    ],
  });
  bench.start();
  const first = await bench.app.offer(bench.order());
  if (first.outcome.kind !== "commits") throw new Error(JSON.stringify(first.outcome));
  const from = first.outcome.head;

  const order = bench.order({ from, session: first.session, brief: "do better" });
  const second = await bench.app.offer(order);

  if (second.outcome.kind !== "commits") throw new Error(JSON.stringify(second.outcome));
  const mirror = path.join(bench.directory, "mirrors", "7.git");
  const { execa } = await import("execa");
  const log = await execa("git", ["log", "--format=%s", second.outcome.head], { cwd: mirror });
  expect(log.stdout.split("\n")).toEqual(["Better", "First", "On main"]);
  expect(await readFile(path.join(bench.work(), "sum.js"), "utf8")).toBe("better\n");
});

test("an agent that lost the conversation is told so and starts a new one", async () => {
  const bench = await makeBench({
    start: { forgetful: true },
    turns: [
      {
        when: "is not available on this machine",
        steps: [{ do: "commit", message: "Anew", files: { "sum.js": "1\n" } }],
      },
    ],
  });
  bench.start();

  const session = { id: "long-gone", agent: "scripted" };
  const report = await bench.app.offer(bench.order({ session }));

  expect(report.outcome).toMatchObject({ kind: "commits" });
  expect(report.session?.id).not.toBe("long-gone");
});

test("an agent that can only load replays the conversation, and the replay counts for nothing", async () => {
  const bench = await makeBench({
    start: { resume: false },
    turns: [
      { when: "and now", after: "fix the sum", steps: [{ do: "tool", title: "Think" }] },
      { when: "fix the sum", steps: [{ do: "say", text: "Old words." }] },
    ],
  });
  bench.start();
  const first = await bench.app.offer(bench.order());

  const second = await bench.app.offer(bench.order({ session: first.session, brief: "and now" }));

  expect(first.outcome).toEqual({ kind: "nothing", says: "Old words." });
  expect(second.outcome).toEqual({ kind: "nothing", says: "" });
  const [conversation] = await readConversations(bench.home());
  expect(conversation?.openings.map((one) => one.how)).toEqual(["new", "load"]);
});

test("the cost of a job is what it added to the conversation's", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "second",
        steps: [
          { do: "usage", costUsd: 0.75 },
          { do: "say", text: "2" },
        ],
      },
      {
        when: "",
        steps: [
          { do: "usage", costUsd: 0.5 },
          { do: "say", text: "1" },
        ],
      },
    ],
  });
  bench.start();
  const first = await bench.app.offer(bench.order());

  const second = await bench.app.offer(bench.order({ session: first.session, brief: "second" }));

  expect([first.costUsd, second.costUsd]).toEqual([0.5, 0.25]);
});

test("progress travels with the beats, numbered, and only when something is new", async () => {
  const bench = await makeBench({
    turns: [
      {
        when: "",
        steps: [
          { do: "tool", title: "Run npm test", kind: "execute" },
          { do: "sleep", ms: 1_000 },
          { do: "say", text: "ok" },
        ],
      },
    ],
  });
  bench.start();
  const order = bench.order();

  await bench.app.offer(order);

  const beats = bench.app.job(order.jobId).beats;
  const sent = beats.map((beat) => beat.progress).filter((progress) => progress !== null);
  const seqs = sent.map((progress) => progress.seq);
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
  expect(sent.at(-1)).toMatchObject({ phase: "agent", lastTool: "Run npm test", toolCalls: 1 });
  expect(beats.some((beat) => beat.progress === null)).toBe(true);
});
