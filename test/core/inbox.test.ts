/** What people write is kept on arrival and done in order, never past somebody GitHub has not yet told us about. */
import { describe, expect, test } from "vitest";
import type { WorkItem } from "../../src/core/work-item.ts";
import {
  comment,
  done,
  entry,
  queued,
  repository,
  waiting,
  workItem,
  working,
} from "../support/builders.ts";
import { commentsOf, decideAll, effectsOf } from "../support/decide-all.ts";
import { commanded, effectFailed, permissionRead, said } from "../support/fact-builders.ts";

/** Mira has written each line; GitHub was asked about none of them yet. */
function wrote(...lines: string[]): WorkItem {
  const inbox = lines.map((line, at) => entry({ id: `entry-${at + 1}`, said: said(line) }));
  return workItem({ state: working(), inbox });
}

test("a comment is kept with its number, shows 👀, and GitHub is asked who wrote it", () => {
  const fact = commanded("/ao keep it small", { id: "fact-9", by: "jo" });
  const told = decideAll(workItem({ state: queued() }), [fact]);

  expect(told.item.inbox).toMatchObject([{ id: "fact-9", by: "jo", permission: null }]);
  expect(told.effects).toEqual([
    { type: "react", to: comment(), content: "eyes" },
    { type: "read_permission", entryId: "fact-9", login: "jo" },
  ]);
});

describe("the order", () => {
  test("the second comment's answer comes first → it waits for the first", () => {
    const told = decideAll(wrote("/ao use node 22", "/ao status"), [
      permissionRead({ entryId: "entry-2" }),
    ]);

    expect(told.item.inbox).toHaveLength(2);
    expect(told.effects).toEqual([]);
    expect(told.why).toContain("An earlier comment waits");
  });

  test("then the first one's answer comes → both are done, in the order they were written", () => {
    const told = decideAll(wrote("/ao use node 22", "/ao status"), [
      permissionRead({ entryId: "entry-2" }),
      permissionRead({ entryId: "entry-1" }),
    ]);

    expect(told.item.inbox).toEqual([]);
    expect(told.item.words).toMatchObject([{ text: "use node 22" }]);
    expect(told.effects.map((effect) => effect.type)).toEqual(["tell_job", "show", "comment"]);
    expect(told.why).toBe(
      "mira wrote to the agent; it reads that when its turn ends. mira asked for the status.",
    );
  });

  test("a refused one is passed, and the next is done", () => {
    const told = decideAll(wrote("/ao use node 22", "/ao use node 24"), [
      permissionRead({ entryId: "entry-2" }),
      permissionRead({ entryId: "entry-1", permission: "none" }),
    ]);

    expect(told.item.words).toMatchObject([{ text: "use node 24" }]);
  });

  test("stop jumps it: it never waits for anybody else's answer", () => {
    const told = decideAll(wrote("/ao use node 22", "/ao stop"), [
      permissionRead({ entryId: "entry-2" }),
    ]);

    expect(told.state).toMatchObject({ name: "done", reason: "stopped", by: "mira" });
    expect(told.item.inbox).toMatchObject([{ id: "entry-1" }]);
  });

  test("stop waits for its own sender: nobody unknown stops anything", () => {
    const told = decideAll(wrote("/ao use node 22", "/ao stop"), [
      permissionRead({ entryId: "entry-1" }),
    ]);

    expect(told.state.name).toBe("working");
    expect(told.item.inbox).toMatchObject([{ id: "entry-2" }]);
  });

  test("a stranger's stop does not jump over what it may not do", () => {
    const told = decideAll(wrote("/ao use node 22", "/ao stop"), [
      permissionRead({ entryId: "entry-2", permission: "read" }),
    ]);

    expect(told.state.name).toBe("working");
    expect(told.item.inbox).toMatchObject([{ id: "entry-1" }]);
  });

  test("what was written after a stop is answered as after the end", () => {
    const told = decideAll(wrote("/ao stop", "/ao use node 22"), [
      permissionRead({ entryId: "entry-2" }),
      permissionRead({ entryId: "entry-1" }),
    ]);

    expect(told.item.inbox).toEqual([]);
    expect(told.item.words).toEqual([]);
    expect(commentsOf(told)).toEqual([expect.stringContaining("no agent reads that")]);
  });

  test("an answer about a comment that is gone changes nothing", () => {
    const item = wrote("/ao use node 22");
    const told = decideAll(item, [permissionRead({ entryId: "entry-7" })]);

    expect(told.item).toEqual(item);
  });
});

describe("when GitHub can't be asked who wrote", () => {
  test("what is unanswered is put aside with a word to its author, and what comes after is done", () => {
    const item = wrote("/ao use node 22", "/ao use node 24");
    const told = decideAll(item, [
      permissionRead({ entryId: "entry-2" }),
      effectFailed({ effect: "read_permission" }),
    ]);

    expect(told.item.inbox).toEqual([]);
    expect(told.item.words).toMatchObject([{ text: "use node 24" }]);
    expect(commentsOf(told)).toEqual([expect.stringMatching(/^Sorry, mira: .* write it again\.$/)]);
    expect(told.why).toMatch(/^GitHub could not be asked who wrote.* mira wrote to the agent/);
  });

  test("the same holds for a finished item, so that nobody waits in it for ever", () => {
    const item = workItem({ state: done(), inbox: [entry()] });
    const told = decideAll(item, [effectFailed({ effect: "read_permission" })]);

    expect(told.item.inbox).toEqual([]);
    expect(commentsOf(told)).toHaveLength(1);
  });
});

describe("the answers", () => {
  const where = comment({ id: 901, thread: 43 });

  function says(line: string, item: WorkItem): ReturnType<typeof decideAll> {
    return decideAll({ ...item, inbox: [entry({ said: said(line), comment: where })] }, [
      permissionRead(),
    ]);
  }

  test.each([
    ["/ao status", "**Working**"],
    ["/ao why", "**Why #42 is where it is** (UTC):"],
    ["/ao help", "**What I understand**, at the start of a line:"],
    ["/ao run", "AO is on #42 already. `/ao status` says how far it is."],
    ["/ao run fresh", "AO is on #42 already. To start over: `/ao stop`, then `/ao run fresh`."],
    [
      "/ao retry",
      "Nothing has failed: there is nothing to retry. `/ao status` says how far it is.",
    ],
    ["/ao stauts", "I don't know `/ao` with “stauts”. Did you mean `/ao status`?"],
  ])("%s → one comment where it was written, and nothing else changes", (line, begins) => {
    const item = workItem({ state: working() });
    const told = says(line, item);

    expect(effectsOf(told, "comment")).toEqual([
      {
        type: "comment",
        key: "answer:entry-1",
        thread: 43,
        body: expect.stringMatching(startOf(begins)),
      },
    ]);
    expect(told.item).toEqual(item);
  });

  test("a mistyped verb also shows 😕", () => {
    const told = says("/ao stauts", workItem({ state: working() }));

    expect(effectsOf(told, "react")).toEqual([{ type: "react", to: where, content: "confused" }]);
  });

  test("`/ao run` where an answer is awaited says how to go on", () => {
    expect(commentsOf(says("/ao run", workItem({ state: waiting() })))).toEqual([
      "AO is on #42 and waits for an answer. `/ao retry` tries the same again.",
    ]);
  });

  test.each(["/ao run", "/ao retry", "/ao go on"])(
    "%s after the end says how to begin again",
    (line) => {
      const [body] = commentsOf(says(line, workItem({ state: done() })));

      expect(body).toMatch(/^This work is finished.*Write `\/ao run` in #42 to start it again\.$/);
    },
  );

  test("`/ao stop` after the end says that nothing runs", () => {
    expect(commentsOf(says("/ao stop", workItem({ state: done() })))).toEqual([
      "Nothing of #42 is running.",
    ]);
  });

  test("a refusal names the repository, and is one comment for each person and thread", () => {
    const item = workItem({ state: working(), repository: repository({ private: false }) });
    const entries = [1, 2].map((at) => entry({ id: `entry-${at}`, by: "eve" }));
    const told = decideAll({ ...item, inbox: entries }, [
      permissionRead({ entryId: "entry-1", permission: "read" }),
      permissionRead({ entryId: "entry-2", permission: "read" }),
    ]);

    const keys = effectsOf(told, "comment").map((effect) => effect.key);
    expect(new Set(keys)).toEqual(new Set(["refuse:eve:42"]));
    expect(commentsOf(told)[0]).toContain("write access to `acme/web`");
    expect(told.item.words).toEqual([]);
  });
});

function startOf(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)}`);
}
