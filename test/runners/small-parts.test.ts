import { expect, test } from "vitest";
import { backOffMs } from "../../runners/ao-server.ts";
import { judgeTurn } from "../../runners/agents/judge.ts";
import { makeUpdateLog, SessionUpdate } from "../../runners/agents/updates.ts";
import type { Clock } from "../../runners/clock.ts";
import { itemFolders, makeEnvironment, secretValues } from "../../runners/environment.ts";
import { marginMs, startWatchdog } from "../../runners/watchdog.ts";

/** A clock that only a test moves. */
function makeFakeClock() {
  let nowMs = 0;
  const timers = new Map<symbol, { atMs: number; ring: () => void }>();
  const clock: Clock = {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: async () => {},
    setTimer: (ms, ring) => {
      const id = Symbol("timer");
      timers.set(id, { atMs: nowMs + ms, ring });
      return () => timers.delete(id);
    },
  };
  const pass = (ms: number) => {
    nowMs += ms;
    for (const [id, { atMs, ring }] of timers) {
      if (atMs <= nowMs) {
        timers.delete(id);
        ring();
      }
    }
  };
  return { clock, pass };
}

test("the watchdog rings before the lease is over, and each acknowledged beat puts it off", () => {
  const { clock, pass } = makeFakeClock();
  const rung: number[] = [];
  const watchdog = startWatchdog(clock, { sentMs: 0, ttlMs: 30_000 }, () =>
    rung.push(clock.monotonicMs()),
  );

  pass(15_000);
  watchdog.renew(15_000, 30_000);
  pass(5_000);
  watchdog.renew(2_000, 30_000);
  pass(14_999);
  expect(rung).toEqual([]);
  pass(1);

  expect(rung).toEqual([35_000]);
  expect(marginMs(30_000)).toBe(10_000);
});

test("a stopped watchdog does not ring, one that slept too long rings at once", () => {
  const { clock, pass } = makeFakeClock();
  let rung = 0;
  const ring = () => {
    rung += 1;
  };
  startWatchdog(clock, { sentMs: 0, ttlMs: 3_000 }, ring).stop();
  pass(60_000);
  expect(rung).toBe(0);

  startWatchdog(clock, { sentMs: 0, ttlMs: 3_000 }, ring);
  expect(rung).toBe(1);
});

test("waiting grows to half a minute, is spread, and never undercuts what the app asked for", () => {
  const full = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((attempt) => backOffMs(attempt, null, 0.999_999));

  expect(full).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  expect(backOffMs(3, null, 0)).toBe(1_000);
  expect(backOffMs(1, 90_000, 0.5)).toBe(90_000);
});

/** A log that has taken these updates, as they come over the wire. */
function logOf(updates: Record<string, unknown>[], costBeforeUsd = 0) {
  const log = makeUpdateLog({ usage: "turn", costBeforeUsd });
  log.beginTurn();
  for (const update of updates) {
    const read = SessionUpdate.safeParse({ sessionId: "s", update });
    if (read.success) log.take(read.data.update);
  }
  return log;
}

test("the same tool call counts once, however it is announced", () => {
  const log = logOf([
    { sessionUpdate: "tool_call", toolCallId: "1", title: "Edit" },
    { sessionUpdate: "tool_call", toolCallId: "1", title: "Edit sum.js" },
    { sessionUpdate: "tool_call_update", toolCallId: "1", status: "completed" },
    { sessionUpdate: "tool_call_update", toolCallId: "2", title: "Only seen at its end" },
  ]);
  log.takeTool("3", "Only in a permission request");

  expect(log.state()).toMatchObject({ toolCalls: 3, lastTool: "Only in a permission request" });
});

test("a to-do list of a tool stands in for a plan; an empty plan does not wipe it", () => {
  const todos = [
    { content: "a", status: "completed", priority: "high" },
    { content: "b", status: "cancelled" },
  ];
  const log = logOf([
    { sessionUpdate: "tool_call", toolCallId: "1", title: "todowrite", rawInput: { todos } },
    { sessionUpdate: "plan", entries: [] },
  ]);

  expect(log.state().plan).toEqual([
    { content: "a", status: "completed" },
    { content: "b", status: "pending" },
  ]);
});

test.each([
  ["goes on from what it had cost", 1, [1.5, 2], 1],
  ["starts from zero again", 1, [0.25], 0.25],
  ["is not in dollars", 0, [], null],
])("the cost of a conversation that %s", (_title, before, amounts, cost) => {
  const log = logOf(
    [
      { sessionUpdate: "usage_update", used: 1, size: 2, cost: { amount: 9, currency: "EUR" } },
      ...amounts.map((amount) => ({
        sessionUpdate: "usage_update",
        used: 1,
        size: 2,
        cost: { amount, currency: "USD" },
      })),
    ],
    before,
  );

  expect(log.state().costUsd).toBe(cost);
});

test("tokens are added up or not, as the agent counts", () => {
  const logs = (["turn", "session", "none"] as const).map((usage) =>
    makeUpdateLog({ usage, costBeforeUsd: 0 }),
  );
  for (const log of logs) {
    log.countTokens(100);
    log.countTokens(150);
  }

  expect(logs.map((log) => log.state().tokens)).toEqual([250, 150, null]);
});

/** What a turn is judged to be that sent this update and nothing else. */
function judge(meta: Record<string, unknown>) {
  const log = logOf([{ sessionUpdate: "session_info_update", _meta: meta }]);
  return judgeTurn({ stopReason: "end_turn" }, log.turn(), "x");
}

const air = (severity: string) => ({
  jetbrains: { air: { sessionFailure: { category: "limit", title: "429", severity } } },
});

test("a typed failure inside an update counts, a warning about a retry does not", () => {
  const codex = { threadStatus: { type: "systemError" }, error: { message: "401" } };

  expect(() => judge(air("error"))).toThrow("limit): 429");
  expect(() => judge({ codex })).toThrow("401");
  expect(judge(air("warning"))).toMatchObject({ empty: true });
});

test("an item's folders can't be left by its id", () => {
  expect(() => itemFolders("/srv/ao", "../../etc")).toThrow(RangeError);
  expect(() => itemFolders("/srv/ao", ".")).toThrow(RangeError);
  expect(itemFolders("/srv/ao", "01JD").work).toBe("/srv/ao/work/01JD");
});

test("an agent gets its own row's variables, and no other's", () => {
  const daemon = {
    PATH: "/bin",
    HOME: "/home/mira",
    ANTHROPIC_API_KEY: "sk-ant-1234567890",
    OPENAI_API_KEY: "sk-openai-1234567890",
    EXTRA: "yes",
  };
  const agent = { name: "claude", command: null, env: ["EXTRA"] };
  const environment = makeEnvironment(agent, itemFolders("/srv/ao", "01JD"), {
    marks: { AO_JOB: "j" },
    daemon,
  });

  expect(environment).toMatchObject({
    PATH: "/bin",
    HOME: "/srv/ao/homes/01JD",
    TMPDIR: "/srv/ao/tmp/01JD",
    ANTHROPIC_API_KEY: "sk-ant-1234567890",
    EXTRA: "yes",
    AO_JOB: "j",
    GIT_TERMINAL_PROMPT: "0",
  });
  expect(environment).not.toHaveProperty("OPENAI_API_KEY");
  expect(secretValues([agent], daemon)).toEqual(["sk-ant-1234567890"]);
});
