/** Stop means stop, with and without a running agent; and what is still learned after the end. */
import { describe, expect, test } from "vitest";
import { deadlineOf } from "../../src/core/decide.ts";
import type { State, WorkItem } from "../../src/core/work-item.ts";
import {
  comment,
  done,
  entry,
  inReview,
  NOW,
  queued,
  rules,
  SECOND,
  states,
  waiting,
  watching,
  workItem,
  working,
} from "../support/builders.ts";
import { commentsOf, decideAll, effectsOf } from "../support/decide-all.ts";
import {
  commits,
  deadlinePassed,
  issueClosed,
  jobEnded,
  leaseLost,
  permissionRead,
  pullRequestClosed,
  pullRequestOpened,
  pushed,
  said,
  unlabelled,
} from "../support/fact-builders.ts";

function stopped(state: State, given: Partial<WorkItem> = {}): ReturnType<typeof decideAll> {
  const inbox = [entry({ said: said("/ao stop"), comment: comment({ id: 901, thread: 43 }) })];
  return decideAll(workItem({ state, inbox, ...given }), [permissionRead()]);
}

const gone = jobEnded(
  { kind: "cancelled", killedAfterMs: 900, keptEdits: true },
  { at: NOW + 2 * SECOND, report: { costUsd: 0.25, session: { id: "session-2", agent: "codex" } } },
);

describe("`/ao stop` while nothing runs", () => {
  test.each<[string, State]>([
    ["before the start", { name: "requested" }],
    ["in the queue", queued()],
    ["while the job is offered", working({ job: { stage: "offered" } })],
    ["while its work is being published", working({ job: { stage: "publishing" } })],
    ["while the checks are watched", watching()],
    ["while a person is asked", waiting()],
    ["in review", inReview()],
  ])("%s → it has ended, and the reply in the same thread says so at once", (_where, state) => {
    const told = stopped(state);

    expect(told.state).toEqual({
      name: "done",
      reason: "stopped",
      by: "mira",
      at: NOW,
      ending: null,
    });
    const [reply] = effectsOf(told, "comment");
    expect(reply).toMatchObject({ thread: 43, key: "stopped:entry-1" });
    expect(reply?.body).toContain("Nothing of #42 is running.");
    expect(effectsOf(told, "cancel_job")).toEqual([]);
    expect(deadlineOf(told.state, rules())).toBeNull();
  });
});

describe("`/ao stop` while an agent runs", () => {
  const told = stopped(working());

  test("→ the job is cancelled, and nothing is promised before its runner has spoken", () => {
    expect(told.state).toMatchObject({
      name: "done",
      reason: "stopped",
      ending: { jobId: "job-1", runner: "attic" },
    });
    expect(effectsOf(told, "cancel_job")).toEqual([
      { type: "cancel_job", jobId: "job-1", why: "mira said stop." },
    ]);
    expect(commentsOf(told)).toEqual([]);
    expect(deadlineOf(told.state, rules())).toBe(NOW + 10 * SECOND);
  });

  test("the runner says that the agent is gone → the reply says how fast, what is kept, and the whole cost", () => {
    const after = decideAll(told.item, [gone]);

    expect(after.state).toMatchObject({ name: "done", ending: null });
    const [body] = commentsOf(after);
    expect(body).toContain("Nothing of #42 is running (gone after 2 s).");
    expect(body).toContain("- Unfinished edits are kept on the runner");
    expect(body).toContain("$0.25");
    expect(after.item.session).toEqual({ id: "session-2", agent: "codex" });
  });

  test("the agent was just done → what it hands over is not pushed", () => {
    const after = decideAll(told.item, [jobEnded(commits(), { at: NOW + SECOND })]);

    expect(effectsOf(after, "push")).toEqual([]);
    expect(commentsOf(after)[0]).not.toContain("Unfinished edits");
  });

  test.each([deadlinePassed(), leaseLost()])(
    "no word comes ($type) → the reply says what is certain all the same",
    (fact) => {
      const after = decideAll(told.item, [fact]);

      expect(commentsOf(after)[0]).toContain("The runner has not answered yet");
      expect(deadlineOf(after.state, rules())).toBeNull();
    },
  );

  test("its word comes after all → nobody is told twice", () => {
    const after = decideAll(told.item, [deadlinePassed(), gone]);

    expect(commentsOf(after)).toHaveLength(1);
  });

  test("a report of another job confirms nothing", () => {
    const after = decideAll(told.item, [jobEnded(commits(), { jobId: "job-0" })]);

    expect(after.item).toEqual(told.item);
  });
});

describe("other ends", () => {
  test.each([
    [unlabelled(), { reason: "unlabelled", by: "sam" }],
    [issueClosed(), { reason: "issue_closed", by: "jo" }],
    [pullRequestClosed({ merged: true }), { reason: "merged", by: "jo" }],
    [pullRequestClosed({ merged: false }), { reason: "closed", by: "jo" }],
  ])("$type stops a running agent too", (fact, end) => {
    const told = decideAll(
      workItem({ state: working(), pullRequest: { number: 43, nodeId: "PR_43", draft: true } }),
      [fact],
    );

    expect(told.state).toMatchObject({ name: "done", ...end, ending: { jobId: "job-1" } });
    expect(effectsOf(told, "cancel_job")).toHaveLength(1);
  });

  test.each([
    ["unlabelled", 1],
    ["issue_closed", 0],
    ["merged", 0],
    ["closed", 0],
  ] as const)("%s → when the agent is gone, %i reply", (reason, replies) => {
    const ending = { jobId: "job-1", runner: null };
    const told = decideAll(workItem({ state: done({ reason, ending }) }), [gone]);

    expect(commentsOf(told)).toHaveLength(replies);
    expect(told.why).toBe("The runner says the agent is gone.");
  });

  test.each(Object.keys(states).filter((name) => name !== "done"))(
    "another pull request is closed while it is %s → nothing",
    (name) => {
      const state = Object.values(states)
        .map((make) => make())
        .find((one) => one.name === name);
      const item = workItem({ ...(state && { state }) });

      expect(decideAll(item, [pullRequestClosed({ number: 8 })]).item).toEqual(item);
    },
  );
});

describe("after the end", () => {
  test.each(["stopped", "unlabelled", "issue_closed"] as const)(
    "%s, then its pull request is merged → that is what it came to",
    (reason) => {
      const item = workItem({ state: done({ reason }) });

      expect(decideAll(item, [pullRequestClosed()]).state).toMatchObject({
        reason: "merged",
        by: "jo",
      });
      expect(decideAll(item, [pullRequestClosed({ merged: false })]).state).toMatchObject({
        reason: "closed",
      });
    },
  );

  test("merged stays merged", () => {
    const item = workItem({ state: done({ reason: "merged" }) });

    expect(decideAll(item, [pullRequestClosed({ merged: false })]).item).toEqual(item);
  });

  test("a push and a pull request that were under way are remembered, for whoever asks again", () => {
    const item = workItem({ state: done(), head: null, pullRequest: null });
    const told = decideAll(item, [pushed({ head: "c0ffee" }), pullRequestOpened()]);

    expect(told.item).toMatchObject({ head: "c0ffee", pullRequest: { number: 43 } });
    expect(told.state).toEqual(item.state);
  });
});
