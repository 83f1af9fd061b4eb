/** An agent that ends without a commit and says why: nothing of it is a failure, and the answer goes on in the same conversation. */
import { describe, expect, test } from "vitest";
import { chargedTries } from "../../src/core/attempts.ts";
import type { Result } from "../../src/protocol/outcome-file.ts";
import type { State, Turn, WorkItem } from "../../src/core/work-item.ts";
import {
  attempt,
  comment,
  done,
  entry,
  HEAD,
  log,
  NOW,
  questions,
  results,
  waiting,
  workItem,
  working,
} from "../support/builders.ts";
import { commentsOf, decideAll, effectsOf } from "../support/decide-all.ts";
import {
  admitted,
  commanded,
  commitChecked,
  jobEnded,
  permissionRead,
  requestRead,
  said,
} from "../support/fact-builders.ts";

function reports(result: Result, given: Partial<WorkItem> = {}, state: State = working()) {
  return decideAll(workItem({ state, ...given }), [jobEnded({ kind: "result", result })]);
}

describe("every result", () => {
  test.each(Object.values(results))(
    "$outcome is no failure: no restart, no try, and the conversation is kept",
    (result) => {
      const { item } = reports(result, { restarts: 2 });

      expect(item).toMatchObject({ restarts: 0, attempts: [], session: { id: "session-1" } });
    },
  );

  test("while a red check is mended, the try that began is the only one that counts", () => {
    const turn: Turn = { kind: "fix_checks", headSha: HEAD, logs: [log()] };
    const told = reports(
      results.cannot_reproduce,
      { head: HEAD, attempts: [attempt()] },
      working({ turn }),
    );

    expect(chargedTries(told.item)).toHaveLength(1);
    expect(told.state).toMatchObject({ onwards: turn, question: { kind: "cannot_reproduce" } });
  });
});

describe("already fixed", () => {
  const claimed = reports(results.already_fixed);

  test("→ the runner's word is not enough: GitHub is asked, and nobody is told yet", () => {
    expect(effectsOf(claimed, "check_commit")).toEqual([
      { type: "check_commit", jobId: "job-1", commit: results.already_fixed.commit },
    ]);
    expect(commentsOf(claimed)).toEqual([]);
  });

  test("the base has it → done, one comment on the issue, no mention", () => {
    const after = decideAll(claimed.item, [commitChecked()]);

    expect(after.state).toMatchObject({ name: "done", reason: "already_fixed", ending: null });
    expect(effectsOf(after, "comment")).toMatchObject([{ thread: 42, key: "fixed:item-1" }]);
    expect(commentsOf(after)[0]).not.toContain("@mira");
  });

  test("said what is still wrong → a new item in the same conversation, with these words", () => {
    const fixed = workItem({
      state: done({ reason: "already_fixed" }),
      head: null,
      pullRequest: null,
    });
    const told = decideAll(fixed, [
      commanded("/ao strings are wrong", { id: "item-2", at: NOW + 1, by: "jo" }),
    ]);
    expect(told.item).toMatchObject({ id: "item-2", previous: "item-1", requester: "jo" });

    const after = decideAll(told.item, [requestRead()]);
    expect(after.state).toMatchObject({ name: "queued", turn: { kind: "words" } });
    expect(after.item).toMatchObject({
      session: fixed.session,
      branch: fixed.branch,
      words: [{ by: "jo", text: "strings are wrong", comment: comment() }],
    });
  });

  test("a stranger says so → nothing runs", () => {
    const fixed = workItem({ state: done({ reason: "already_fixed" }) });
    const told = decideAll(fixed, [commanded("/ao it is not", { id: "item-2", by: "eve" })]);
    const after = decideAll(told.item, [requestRead({ permission: "read" })]);

    expect(after.state).toMatchObject({ name: "done", reason: "refused" });
  });
});

describe("a question with options", () => {
  const asked = workItem({
    state: waiting({ question: questions.needs_info, onwards: { kind: "start" } }),
  });
  const answer = (line: string, permission: "write" | "read" = "write") =>
    decideAll({ ...asked, inbox: [entry({ said: said(line) })] }, [permissionRead({ permission })]);

  test("`/ao 2` → the agent reads that option's words, in the same conversation", () => {
    const told = answer("/ao 2");
    const after = decideAll(told.item, [admitted()]);

    expect(after.item).toMatchObject({
      words: [{ text: "No: throw" }],
      session: asked.session,
      state: { name: "working", turn: { kind: "words" } },
    });
  });

  test("`/ao 0` and `/ao 3` → there is none such, and the question stands", () => {
    for (const line of ["/ao 0", "/ao 3"]) {
      const told = answer(line);

      expect(told.state).toEqual(asked.state);
      expect(commentsOf(told)).toEqual([expect.stringContaining("the options 1 to 2")]);
    }
  });

  test("of somebody without write access → refused like any words", () => {
    const told = answer("/ao 2", "read");

    expect(told.state).toEqual(asked.state);
    expect(commentsOf(told)[0]).toContain("write access");
  });
});

test("too big, `/ao 2` → the agent reads which part that is", () => {
  const state = waiting({ question: questions.too_big });
  const inbox = [entry({ said: said("/ao 2") })];
  const { item } = decideAll(workItem({ state, inbox }), [permissionRead()]);

  expect(item.words).toMatchObject([{ text: "Only part 2: Add strings" }]);
});
