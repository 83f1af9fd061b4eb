/** The status comment: on a phone it says what goes on, what it has cost, and what one can do (promise 8). */
import { describe, expect, test } from "vitest";
import { movedText, statusReply, statusText } from "../../../src/core/say/status.ts";
import type { Live } from "../../../src/core/say/status.ts";
import type { DoneReason, State, Turn, WorkItem } from "../../../src/core/work-item.ts";
import type { Progress } from "../../../src/protocol/words.ts";
import {
  attempts,
  done,
  failedCheck,
  HEAD,
  inReview,
  jobSummary,
  log,
  parked,
  queued,
  repository,
  rules,
  states,
  waiting,
  watching,
  words,
  workItem,
  working,
} from "../../support/builders.ts";
import { factsOf } from "../../support/markdown-facts.ts";
import { HOSTILE } from "./hostile.ts";

const fixing: Turn = { kind: "fix_checks", headSha: HEAD, logs: [log()] };

function show(given: Partial<WorkItem>, live?: Live): string {
  return statusText(workItem(given), rules(), live);
}

function progress(given: Partial<Progress> = {}): Live {
  const body: Progress = {
    seq: 1,
    phase: "agent",
    plan: [],
    lastTool: null,
    toolCalls: 0,
    tokens: null,
    costUsd: null,
    ...given,
  };
  return { progress: body, position: null };
}

describe("the first line, which a lock screen shows", () => {
  test.each<[string, Partial<WorkItem>, Live?]>([
    ["**Asked: looking at the request**", { state: { name: "requested" } }],
    ["**Queued: next in line**", { state: queued() }],
    ["**Queued: next in line**", { state: queued() }, { progress: null, position: 1 }],
    ["**Queued: number 3 in line**", { state: queued() }, { progress: null, position: 3 }],
    ["**Waiting for a runner**", { state: working({ job: { stage: "offered" } }) }],
    ["**Working**", { state: working() }],
    ["**Working: preparing the worktree**", { state: working() }, progress({ phase: "preparing" })],
    ["**Working: running `setup`**", { state: working() }, progress({ phase: "setup" })],
    ["**Working**", { state: working() }, progress({ phase: "agent" })],
    ["**Working: running `verify`**", { state: working() }, progress({ phase: "verify" })],
    ["**Working: handing over**", { state: working() }, progress({ phase: "packing" })],
    ["**Working on what you wrote**", { state: working({ turn: { kind: "words" } }) }],
    [
      "**Mending what could not be pushed**",
      { state: working({ turn: { kind: "push_refused", says: "" } }) },
    ],
    [
      "**Putting its work on top of what was pushed meanwhile**",
      { state: working({ turn: { kind: "head_moved", handed: HEAD } }) },
    ],
    [
      "**Fixing the red check (try 2)**",
      { state: working({ turn: fixing }), attempts: attempts(2) },
    ],
    [
      "**Fixing the red check (try 1)**",
      { state: working({ turn: fixing }), attempts: attempts(6), forgiven: 5 },
    ],
    ["**Merging `main`, which conflicts**", { state: working({ turn: { kind: "merge_base" } }) }],
    ["**Parked: `main` fails `test` too; I go on when it is green**", { state: parked() }],
    ["**Checking and pushing the work**", { state: working({ job: { stage: "publishing" } }) }],
    ["**Looking for the commit that fixed it**", { state: working({ job: { stage: "proving" } }) }],
    ["**Pushed `a1b2c3d`: waiting for its checks**", { state: watching() }],
    ["**Red on `a1b2c3d`: reading the log**", { state: watching({ red: [failedCheck()] }) }],
    ["**Needs you, mira: see the question here**", { state: waiting() }],
    ["**Needs you, mira: see the question in #42**", { state: waiting({ thread: 42 }) }],
    ["**Ready: checks are green on `a1b2c3d`**", { state: inReview() }],
    [
      "**Ready: no CI here, `verify` passed on `a1b2c3d`**",
      { state: inReview({ proof: "verify" }) },
    ],
    ["**Done: merged**", { state: done({ reason: "merged" }) }],
    ["**Ended: the pull request was closed**", { state: done({ reason: "closed" }) }],
    ["**Ended: the issue was closed**", { state: done({ reason: "issue_closed" }) }],
    ["**Stopped**", { state: done({ reason: "stopped" }) }],
    ["**Stopped: the label was taken off**", { state: done({ reason: "unlabelled" }) }],
    ["**Not started**", { state: done({ reason: "refused" }) }],
    ["**Not started: another pull request is open**", { state: done({ reason: "taken" }) }],
  ])("%s", (line, given, live) => {
    expect(factsOf(show(given, live)).firstLine).toBe(line);
  });
});

describe("what it says below", () => {
  test("the plan, ticked off, and what the agent does right now", () => {
    const live = progress({
      plan: [
        { content: "Find the cause", status: "completed" },
        { content: "Mend it", status: "in_progress" },
        { content: "Add a test", status: "pending" },
      ],
      lastTool: "Edit src/sum.js",
    });

    expect(show({ state: working() }, live)).toContain(
      "- [x] Find the cause\n- [ ] **Mend it**\n- [ ] Add a test\n- Now: Edit src/sum.js\n",
    );
  });

  test("a tool without a plan, and the last job's plan once that has ended", () => {
    expect(show({ state: working() }, progress({ lastTool: "Read sum.js" }))).toContain(
      "- Now: Read sum.js",
    );
    const lastJob = jobSummary({ plan: [{ content: "Mend it", status: "completed" }] });
    expect(show({ state: watching(), lastJob })).toContain("- [x] Mend it");
  });

  test("each try since somebody last answered, with its telling line", () => {
    const text = show({ state: watching(), attempts: attempts(3), forgiven: 1 });

    expect(text.match(/^- Try .*$/gm)).toEqual([
      "- Try 1 of 5: `2222222` red, AssertionError: sum(1, 2)",
      "- Try 2 of 5: `3333333` red, AssertionError: sum(1, 2)",
    ]);
  });

  test.each<[string, State, string | null]>([
    ["in the queue", queued(), "- 1 message is read when the agent starts"],
    [
      "offered",
      working({ job: { stage: "offered" } }),
      "- 1 message is read when the agent starts",
    ],
    ["at work", working(), "- 1 message is read when the agent ends its turn"],
    ["in its brief already", working({ job: { carries: ["words-1"] } }), null],
  ])("words that wait, %s", (_where, state, line) => {
    const text = show({ state, words: [words()] });

    expect(text.match(/^- 1 message.*$/m)?.[0] ?? null).toBe(line);
  });

  test("several words that wait", () => {
    const two = [words(), words({ id: "words-2" })];

    expect(show({ state: working(), words: two })).toContain("- 2 messages are read when");
  });

  test("the runner's name, in private repositories only", () => {
    expect(show({ state: working() })).toContain("- Runner `attic`");
    expect(show({ state: working(), repository: repository({ private: false }) })).not.toContain(
      "attic",
    );
    expect(show({ state: working({ job: { stage: "offered" } }) })).not.toContain("Runner");
    expect(show({ state: watching() })).not.toContain("Runner");
  });

  test("the branch, until a pull request names it", () => {
    expect(show({ state: watching(), pullRequest: null })).toContain(
      "- Branch `ao/42-sum-subtracts`",
    );
    expect(show({ state: watching() })).not.toContain("Branch");
    expect(show({ state: queued() })).not.toContain("Branch");
  });

  test("what it has cost, once it has cost anything", () => {
    expect(show({ state: watching() })).toContain("$1.84 · 14 min of agent time");
    expect(show({ state: queued() })).not.toContain("agent time");
  });

  test("what one can do: stop it, ask why, tell it something; at the end, start it again", () => {
    expect(show({ state: watching() })).toMatch(
      /`\/ao stop` · `\/ao why` · `\/ao <tell it something>`$/,
    );
    expect(show({ state: done() })).toMatch(/`\/ao run` in the issue starts again$/);
  });
});

describe.each(Object.entries(states))("%s", (_name, make) => {
  const many = Array.from(
    { length: 50 },
    () => ({ content: `Mend it\n/ao stop\n${HOSTILE}`, status: "in_progress" }) as const,
  );
  const item = workItem({
    state: make(),
    attempts: attempts(5).map((one) => ({ ...one, says: HOSTILE })),
    words: [words({ text: HOSTILE })],
    trail: [{ at: 0, why: HOSTILE }],
  });
  const text = statusText(item, rules(), progress({ plan: many, lastTool: HOSTILE }));

  test("mentions nobody, links and shows nothing that others wrote, and has an end", () => {
    const { mentions, references, foreign } = factsOf(text);

    expect({ mentions, references, foreign }).toEqual({
      mentions: [],
      references: [],
      foreign: [],
    });
    expect(text.length).toBeLessThan(8_000);
    expect(text).not.toMatch(/\n{3}|^\s*\/ao/m);
  });
});

test("`/ao status` answers the same", () => {
  const item = workItem({ state: watching() });

  expect(statusReply(item, rules())).toBe(statusText(item, rules()));
});

describe("the one line on the issue once the pull request has the status", () => {
  const reasons: DoneReason[] = ["merged", "closed", "stopped"];

  test.each<[State, string]>([
    [queued(), "**AO works on this in #43.**"],
    [waiting(), "**AO needs you in #43.**"],
    [waiting({ thread: 42 }), "**AO needs you: see the question here** (#43)."],
    [inReview(), "**Ready for review: #43.**"],
    [parked(), "**Parked, see #43.**"],
  ])("$name", (state, line) => {
    expect(movedText(workItem({ state }), 43)).toBe(line);
  });

  test.each(reasons)("%s", (reason) => {
    expect(movedText(workItem({ state: done({ reason }) }), 43)).toMatch(
      /^\*\*(?:Done|Ended|Stopped).*\*\* \(#43\)\.$/,
    );
  });
});
