import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

let directory: string;
const running: ChildProcess[] = [];

beforeEach(async () => {
  directory = await realpath(await mkdtemp(path.join(tmpdir(), "ao-demo-test-")));
});

afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  for (const pid of await findProcesses()) process.kill(pid, "SIGKILL");
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test("the journey is told line by line, ends with the threads, and leaves nothing", async () => {
  const demo = start(["--agent", "scripted"]);

  expect(await demo.exited).toBe(0);

  expectStory(demo.output(), [
    / s {2}mira opens acme\/web#1: Invoices are due a day early/,
    / s {2}mira puts the label ao on it/,
    / s {2}👀 on the issue/,
    / s {2}dispatched to runner demo: a scripted agent works on ao\/1-/,
    /✔ Take the day in UTC/,
    / s {2}the agent is done: 1 commit; node --test passed on the runner/,
    / s {2}pushed [0-9a-f]{7} to ao\/1-/,
    / s {2}opened pull request #2, a draft/,
    / s {2}check test \(America\/New_York\) is red on/,
    / s {2}the telling lines of the log go back into the same conversation:/,
    /AssertionError/,
    /1 February 2026/,
    /✔ Take month and year in UTC as well/,
    / s {2}fixed in the same conversation: 1 commit/,
    / s {2}check test \(America\/New_York\) is green on/,
    / s {2}green on [0-9a-f]{7} after one red try: ready, mira is asked to review/,
    /^── Issue #1 · Invoices are due .*\[ao\] \[ao:ready\]/,
    /^── Pull request #2 · Invoices are due/,
    /Fixes #1/,
    / s {2}the pull request is green and ready/,
  ]);
  expect(demo.output()).toBe(stripVTControlCharacters(demo.output()));
  expect(demo.output()).not.toContain("<!--");
  await expectNothingLeft();
});

test("app or runner killed in the second turn → the same conversation, one pull request, no comment twice", async () => {
  const app = start(["--agent", "scripted", "--crash", "app"]);
  const runner = start(["--agent", "scripted", "--crash", "runner"]);

  expect([await app.exited, await runner.exited]).toEqual([0, 0]);

  expectStory(app.output(), [
    / s {2}SIGKILL for the app, in the agent's second turn, conversation [0-9a-f]{7}$/,
    / s {2}the app is started again on the same database/,
    ...SAME_END,
  ]);
  expectStory(runner.output(), [
    / s {2}SIGKILL for the runner, in the agent's second turn, conversation [0-9a-f]{7}$/,
    / s {2}the runner is started again; /,
    / s {2}the runner was silent for \d+ s; the work is offered again/,
    / s {2}runner demo goes on, in conversation [0-9a-f]{7}$/,
    ...SAME_END,
  ]);
  for (const demo of [app, runner]) {
    const conversations = demo.output().match(/(?<=conversation )[0-9a-f]{7}/g) ?? [];
    expect(conversations.length).toBeGreaterThan(1);
    expect(new Set(conversations).size).toBe(1);
  }
  await expectNothingLeft();
});

const SAME_END = [
  / s {2}fixed in the same conversation: 1 commit/,
  / s {2}green on [0-9a-f]{7} after one red try: ready/,
  / s {2}the crash left no trace: one pull request, \d comments and none of them twice/,
  / s {2}the pull request is green and ready/,
];

test("Ctrl-C in the middle of the agent's work leaves nothing", async () => {
  const demo = start(["--agent", "scripted"]);
  await demo.says(/✔ Find where the due day is formatted/);

  demo.interrupt();
  demo.interrupt();

  expect(await demo.exited).toBe(130);
  expect(demo.output()).toContain("stopped by SIGINT");
  await expectNothingLeft();
});

test("an app that dies is the reason, and what was kept is readable until Ctrl-C", async () => {
  const demo = start(["--agent", "scripted", "--keep"]);
  await demo.says(/dispatched to runner/);

  for (const pid of await findProcesses("app.ts")) process.kill(pid, "SIGKILL");

  await demo.says(/until Ctrl-C:\n(?:.*\n)*.*issues\/1\n/);
  expect(demo.output()).toMatch(/^Not green\. the app ended \(SIGKILL\)/m);
  const address = /http:\/\/127\.0\.0\.1:\d+\/acme\/web\/issues\/1/.exec(demo.output())?.[0];
  const page = await fetch(address ?? "");
  expect(await page.text()).toContain("Invoices are due a day early in New York");
  expect(await findProcesses("daemon.ts")).toEqual([]);

  demo.interrupt();

  expect(await demo.exited).toBe(1);
  await expectNothingLeft();
});

test("a wrong command line is answered with one line and exit code 2", async () => {
  const demo = start(["--speed", "9"]);

  expect(await demo.exited).toBe(2);
  expect(demo.output()).toMatch(/^demo: Unknown option '--speed'.*\n$/);
});

test("an agent without a login here is refused before anything starts", async () => {
  const demo = start(["--agent", "claude"]);

  expect(await demo.exited).toBe(1);
  expect(demo.output()).toMatch(/claude has no login here\. Set one of ANTHROPIC_API_KEY/);
  await expectNothingLeft();
});

interface Demo {
  /** Resolves with the exit code. */ exited: Promise<number | null>;
  output(): string;
  says(pattern: RegExp): Promise<void>;
  interrupt(): void;
}

/** The temporary directory marks everything it starts. No login of this machine is seen. */
function start(args: readonly string[]): Demo {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env["PATH"], HOME: directory, TMPDIR: directory },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return {
    exited: once(child, "close").then(() => child.exitCode),
    output: () => output,
    interrupt: () => void child.kill("SIGINT"),
    says: async (pattern) => {
      for (const giveUpAt = performance.now() + 40_000; !pattern.test(output);) {
        if (performance.now() > giveUpAt) throw new Error(`${pattern} was not said:\n${output}`);
        await sleep(20);
      }
    },
  };
}

/** Each line comes after the one before. */
function expectStory(output: string, story: readonly RegExp[]): void {
  const lines = output.split("\n");
  let from = 0;
  for (const pattern of story) {
    const found = lines.findIndex((line, at) => at >= from && pattern.test(line));
    expect(found, `${pattern} after line ${from} of\n${output}`).toBeGreaterThanOrEqual(0);
    from = found;
  }
}

async function expectNothingLeft(): Promise<void> {
  expect(await findProcesses()).toEqual([]);
  expect(await readdir(directory)).toEqual([]);
}

/** The demo's processes by the temporary directory in their environment, and by a word of their command line. */
async function findProcesses(word = ""): Promise<number[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const environ = await readFile(`/proc/${name}/environ`, "latin1").catch(() => "");
      const command = await readFile(`/proc/${name}/cmdline`, "latin1").catch(() => "");
      return environ.includes(directory) && command.includes(word) ? Number(name) : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}
