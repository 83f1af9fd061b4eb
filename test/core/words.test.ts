/** What people say to the agent: where it goes in every state, and when it counts as read. */
import { describe, expect, test } from "vitest";
import type { State, WorkItem } from "../../src/core/work-item.ts";
import {
  comment,
  done,
  entry,
  HEAD,
  inReview,
  NOW,
  queued,
  waiting,
  watching,
  words,
  workItem,
  working,
} from "../support/builders.ts";
import { commentsOf, decideAll, effectsOf } from "../support/decide-all.ts";
import {
  admitted,
  commits,
  jobEnded,
  jobLeased,
  permissionRead,
  pushed,
} from "../support/fact-builders.ts";

const nothing = { kind: "nothing", says: "Done already." } as const;

/** Mira's words arrive in `state`. */
function wordsIn(state: State, given: Partial<WorkItem> = {}): ReturnType<typeof decideAll> {
  return decideAll(workItem({ state, inbox: [entry()], ...given }), [permissionRead()]);
}

describe("words arrive", () => {
  test.each<[string, State]>([
    ["before the start", { name: "requested" }],
    ["in the queue", queued()],
    ["while the job is offered", working({ job: { stage: "offered" } })],
  ])("%s → the agent's first brief will carry them", (_where, state) => {
    const told = wordsIn(state);

    expect(told.state).toEqual(state);
    expect(told.item.words).toMatchObject([{ by: "mira", text: "keep the old name" }]);
    expect(told.effects).toEqual([{ type: "show" }]);
    expect(told.why).toBe("mira wrote to the agent; it reads that when it starts.");
  });

  test("while the agent works → its runner is told, and it reads them when its turn ends", () => {
    const told = wordsIn(working());

    expect(effectsOf(told, "tell_job")).toMatchObject([
      { jobId: "job-1", words: { text: "keep the old name" } },
    ]);
    expect(told.state.name).toBe("working");
  });

  test("while its work is being published → a turn of their own follows the push", () => {
    const told = wordsIn(working({ job: { stage: "publishing" } }));
    const after = decideAll(told.item, [pushed()]);

    expect(effectsOf(told, "tell_job")).toEqual([]);
    expect(after.state).toMatchObject({ name: "queued", front: true, turn: { kind: "words" } });
    expect(after.item.head).toBe(HEAD);
    expect(effectsOf(after, "open_pull_request")).toHaveLength(1);
  });

  test.each<[string, State]>([
    ["while the checks are watched", watching()],
    ["in review", inReview()],
    ["while a person is asked", waiting()],
  ])(
    "%s → the agent goes on with them at once, before those who never held a slot",
    (_where, state) => {
      const told = wordsIn(state);

      expect(told.state).toMatchObject({ name: "queued", front: true, turn: { kind: "words" } });
      expect(told.item.words).toHaveLength(1);
    },
  );

  test("after the end → no agent reads them, and their author is told how to begin again", () => {
    const told = wordsIn(done());

    expect(told.item.words).toEqual([]);
    expect(commentsOf(told)[0]).toContain("no agent reads that");
  });

  test("two while a person is asked → one turn with both", () => {
    const two = [entry({ id: "entry-1", permission: "write" }), entry({ id: "entry-2" })];
    const told = decideAll(workItem({ state: waiting(), inbox: two.toReversed() }), [
      permissionRead({ entryId: "entry-2" }),
    ]);

    expect(told.state).toMatchObject({ name: "queued", turn: { kind: "words" } });
    expect(told.item.words).toHaveLength(2);
  });
});

describe("words are read", () => {
  const reply = comment({ id: 77 });
  const waits = words({ comment: reply });
  const rocket = { type: "react", to: reply, content: "rocket" };

  test("in a brief: they show 🚀 when that turn ends, and start no second one", () => {
    const offered = workItem({ state: working({ job: { stage: "offered" } }), words: [waits] });
    const told = decideAll(offered, [jobLeased(), jobEnded(), pushed()]);

    expect(effectsOf(told, "react")).toEqual([rocket]);
    expect(told.item.words).toEqual([]);
    expect(told.state.name).toBe("watching");
  });

  test("in the middle of a job: the runner says which the agent has heard", () => {
    const item = workItem({ state: working(), words: [waits, words({ id: "words-2" })] });
    const told = decideAll(item, [jobEnded(commits(), { report: { heard: ["words-1"] } })]);

    expect(effectsOf(told, "react")).toEqual([rocket]);
    expect(told.item.words).toMatchObject([{ id: "words-2" }]);
  });

  test("too late for this turn: the next one is theirs, also when this one did nothing", () => {
    const item = workItem({ state: working(), words: [waits] });
    const told = decideAll(item, [jobEnded(nothing)]);

    expect(told.state).toEqual({
      name: "queued",
      turn: { kind: "words" },
      front: true,
      since: NOW,
    });
    expect(commentsOf(told)).toEqual([]);
  });

  test("and that next turn ends the matter, so that they never go round", () => {
    const item = workItem({ state: working(), words: [waits] });
    const told = decideAll(item, [
      jobEnded(nothing),
      admitted({ id: "job-2" }),
      jobLeased({ jobId: "job-2" }),
      jobEnded(nothing, { jobId: "job-2" }),
    ]);

    expect(told.item.words).toEqual([]);
    expect(told.state).toMatchObject({ name: "waiting", question: { kind: "nothing_done" } });
  });
});
