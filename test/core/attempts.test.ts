/** The ledger of tries at red checks, and the restarts after a crash: both end with exactly one person asked. */
import { describe, expect, test } from "vitest";
import { charge, chargedTries } from "../../src/core/attempts.ts";
import { defaultLimits } from "../../src/core/policy.ts";
import type { Fact, Turn, WorkItem } from "../../src/core/work-item.ts";
import {
  attempt,
  attempts,
  diagnosis,
  entry,
  HEAD,
  evidence,
  log,
  MINUTE,
  NOW,
  OLD_HEAD,
  red,
  rules,
  waiting,
  watching,
  words,
  workItem,
  working,
} from "../support/builders.ts";
import { commentsOf, decideAll, effectsOf } from "../support/decide-all.ts";
import {
  admitted,
  checksRead,
  commits,
  jobEnded,
  jobLeased,
  leaseLost,
  logsRead,
  permissionRead,
  pushed,
  said,
} from "../support/fact-builders.ts";

/** Pushed `head`: its check is red, stays so until it counts, and its log is read. */
function redOn(headSha: string): Fact[] {
  const snapshot = { ...red, headSha };
  return [
    checksRead({ snapshot, at: NOW + MINUTE }),
    checksRead({ snapshot, at: NOW + 2 * MINUTE }),
    logsRead({
      headSha,
      evidence: [evidence({ log: log({ fingerprint: `f-${headSha.slice(0, 2)}` }) })],
    }),
  ];
}

/** The agent gets the turn and hands over `newHead`, which is pushed. */
function triesWith(newHead: string, job: string): Fact[] {
  return [
    admitted({ id: job }),
    jobLeased({ jobId: job }),
    jobEnded(commits({ head: newHead }), { jobId: job }),
    pushed({ jobId: job, head: newHead }),
  ];
}

function head(nth: number): string {
  return `${nth}`.repeat(40).slice(0, 40);
}

/** Red, mended, red again, `times` times, then red once more. */
function redForEver(times: number): Fact[] {
  const rounds = Array.from({ length: times }, (_unused, at) => [
    ...redOn(head(at + 1)),
    ...triesWith(head(at + 2), `job-${at}`),
  ]);
  return [...rounds.flat(), ...redOn(head(times + 1))];
}

const first = workItem({ state: watching({ headSha: head(1) }), head: head(1) });

describe("a check that stays red", () => {
  test("the log goes back to the same conversation, and the ledger keeps what it said", () => {
    const told = decideAll(first, redOn(head(1)));

    expect(told.state).toMatchObject({
      name: "queued",
      front: true,
      turn: { kind: "fix_checks", headSha: head(1), logs: [{ check: "test" }] },
    });
    expect(told.item.session).toEqual(first.session);
    expect(told.item.attempts).toEqual([
      {
        headSha: head(1),
        checks: ["test"],
        fingerprint: "f-11",
        says: "AssertionError [ERR_ASSERTION]: sum(1, 2)",
        at: NOW,
      },
    ]);
  });

  test("five tries, then one person is asked with one mention, and the agent is not started again", () => {
    const told = decideAll(first, redForEver(5));

    expect(told.state).toMatchObject({ name: "waiting", question: { kind: "still_red" } });
    expect(told.item.attempts).toHaveLength(5);
    expect(commentsOf(told).filter((body) => body.includes("@mira"))).toHaveLength(1);
    expect(told.why).toBe("`test` still red after 5 tries; a person is asked.");
  });

  test("the operator's limit counts, whatever it is", () => {
    const two = rules({ limits: { ...defaultLimits, attempts: 2 } });
    const told = decideAll(first, redForEver(2), two);

    expect(told.state).toMatchObject({ name: "waiting", question: { kind: "still_red" } });
  });

  test.each(["/ao mock the clock", "/ao retry"])(
    "%s → five more, the first at this very head",
    (line) => {
      const asking = decideAll(first, redForEver(5)).item;
      const inbox = [entry({ said: said(line) })];
      const told = decideAll({ ...asking, inbox }, [permissionRead()]);

      expect(told.state).toMatchObject({
        name: "queued",
        turn: { kind: "fix_checks", headSha: head(6) },
      });
      expect(told.item.forgiven).toBe(5);
      expect(chargedTries(told.item)).toMatchObject([{ headSha: head(6) }]);
    },
  );

  test("a stranger's word forgives nothing", () => {
    const asking = decideAll(first, redForEver(5)).item;
    const told = decideAll({ ...asking, inbox: [entry()] }, [
      permissionRead({ permission: "read" }),
    ]);

    expect(told.state).toEqual(asking.state);
    expect(told.item.forgiven).toBe(0);
  });

  test("words said while it works forgive nothing: only an answer to a question does", () => {
    const item = workItem({ state: working(), attempts: attempts(3), inbox: [entry()] });

    expect(decideAll(item, [permissionRead()]).item.forgiven).toBe(0);
  });
});

describe("one row of the ledger", () => {
  const turn: Extract<Turn, { kind: "fix_checks" }> = {
    kind: "fix_checks",
    headSha: HEAD,
    logs: [log({ fingerprint: "f1" }), log({ check: "lint", fingerprint: "f2" })],
  };
  const charged = charge(workItem(), turn, NOW);

  test("is one red head with one failure, of as many checks as failed", () => {
    expect(charged.attempts).toMatchObject([{ checks: ["test", "lint"], fingerprint: "f1+f2" }]);
    expect(charge(charged, turn, NOW + MINUTE)).toBe(charged);
  });

  test("another failure on the same head is another try, and so is the same one on another head", () => {
    const other = charge(charged, { ...turn, logs: [log({ fingerprint: "f3" })] }, NOW);
    const moved = charge(other, { ...turn, headSha: OLD_HEAD }, NOW);

    expect(moved.attempts.map((one) => one.fingerprint)).toEqual(["f1+f2", "f3", "f1+f2"]);
  });

  test("what was forgiven may be tried again", () => {
    const forgiven: WorkItem = { ...charged, forgiven: 1 };

    expect(charge(forgiven, turn, NOW).attempts).toHaveLength(2);
  });

  test("is never lost by a restart, a stop or a new beginning", () => {
    const item = workItem({ state: working(), attempts: attempts(2) });
    const told = decideAll(item, [leaseLost(), admitted({ id: "job-2" })]);

    expect(told.item.attempts).toEqual(item.attempts);
  });
});

describe("an agent that dies", () => {
  const crash = { kind: "crashed", diagnosis: diagnosis() } as const;
  const turn: Turn = { kind: "fix_checks", headSha: OLD_HEAD, logs: [log()] };
  const item = workItem({
    state: working({ turn, job: { from: OLD_HEAD } }),
    head: OLD_HEAD,
    attempts: [attempt()],
  });

  function crashes(times: number): Fact[] {
    return Array.from({ length: times }, (_unused, at) => [
      admitted({ id: `job-${at}` }),
      jobLeased({ jobId: `job-${at}` }),
      jobEnded(crash, { jobId: `job-${at}` }),
    ]).flat();
  }

  test("is started again with the same turn, in front of the queue, in the same conversation", () => {
    const told = decideAll(item, [jobEnded(crash)]);

    expect(told.state).toMatchObject({ name: "queued", front: true, turn });
    expect(told.item).toMatchObject({ restarts: 1, session: { id: "session-1" } });
  });

  test("twice; the third time one person is asked, with its last words", () => {
    const told = decideAll(item, [jobEnded(crash), ...crashes(2)]);

    expect(told.state).toMatchObject({
      name: "waiting",
      question: { kind: "crashed" },
      onwards: turn,
    });
    const [body] = commentsOf(told);
    expect(commentsOf(told)).toHaveLength(1);
    expect(body).toContain("out of memory");
  });

  test("`/ao retry` then begins the very turn that failed, with two restarts again", () => {
    const asking = decideAll(item, [jobEnded(crash), ...crashes(2)]).item;
    const inbox = [entry({ said: said("/ao retry") })];
    const told = decideAll({ ...asking, inbox }, [permissionRead(), ...crashes(2)]);

    expect(told.state).toMatchObject({ name: "queued", turn });
    expect(told.item.restarts).toBe(2);
  });

  test("a lost lease and a runner that shuts down count the same", () => {
    const told = decideAll(item, [
      leaseLost(),
      admitted({ id: "job-2" }),
      jobLeased({ jobId: "job-2" }),
      jobEnded({ kind: "cancelled", killedAfterMs: 1, keptEdits: true }, { jobId: "job-2" }),
    ]);

    expect(told.item.restarts).toBe(2);
  });

  test.each([
    ["commits", commits()],
    ["words that wait", { kind: "nothing", says: "" } as const],
  ])("a turn that ends well (%s) makes them good", (_name, outcome) => {
    const crashed = workItem({ state: working(), restarts: 2, words: [words()] });

    expect(decideAll(crashed, [jobEnded(outcome)]).item.restarts).toBe(0);
  });

  test("its words stay unread until a turn ends well, so that none is lost", () => {
    const carrying = working({ job: { carries: ["words-1"] } });
    const told = decideAll(workItem({ state: carrying, words: [words()] }), [jobEnded(crash)]);

    expect(told.item.words).toHaveLength(1);
    expect(effectsOf(told, "react")).toEqual([]);
  });
});

describe("a turn without a commit", () => {
  test("is no success: a person is asked, with the agent's last words", () => {
    const item = workItem({ state: working() });
    const told = decideAll(item, [jobEnded({ kind: "nothing", says: "Where is `sum` used?" })]);

    expect(told.state).toMatchObject({ name: "waiting", question: { kind: "nothing_done" } });
    expect(commentsOf(told)[0]).toMatch(/^> Where is .*sum.* used\?$/m);
  });

  test("handing over what was pushed before is none either, so that no red check goes round for ever", () => {
    const item = workItem({ state: working({ job: { from: HEAD } }), head: HEAD });
    const told = decideAll(item, [jobEnded(commits({ head: HEAD }))]);

    expect(told.state).toMatchObject({ name: "waiting", question: { kind: "nothing_done" } });
    expect(effectsOf(told, "push")).toEqual([]);
    expect(commentsOf(told)[0]).toContain("It subtracted; now it adds.");
  });

  test("`/ao retry` repeats the turn, and words begin one of their own", () => {
    const asking = workItem({ state: waiting({ onwards: { kind: "words" } }) });
    const again = decideAll({ ...asking, inbox: [entry({ said: said("/ao retry") })] }, [
      permissionRead(),
    ]);
    const heard = decideAll({ ...asking, inbox: [entry()] }, [permissionRead()]);

    expect(again.state).toMatchObject({ name: "queued", turn: { kind: "words" } });
    expect(heard.state).toMatchObject({ name: "queued", turn: { kind: "words" } });
  });
});

test("what a job leaves behind is kept and added up, even when it crashed", () => {
  const item = workItem({ state: working() });
  const crash = { kind: "crashed", diagnosis: diagnosis() } as const;
  const told = decideAll(item, [
    jobEnded(crash),
    admitted({ id: "job-2" }),
    jobLeased({ jobId: "job-2", runner: "cellar" }),
    jobEnded(commits(), { jobId: "job-2", report: { costUsd: null, tokens: null, session: null } }),
  ]);

  expect(told.item.spent).toEqual({ usd: 0.5, tokens: 50_000, activeMs: 240_000, jobs: 2 });
  expect(told.item.session).toEqual({ id: "session-1", agent: "claude" });
  expect(told.item.lastJob).toMatchObject({ runner: "cellar", agent: null });
});
