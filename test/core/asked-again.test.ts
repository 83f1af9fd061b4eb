/** Asked, and asked again: what a new work item takes up from a finished one, and who can't spoil that. */
import { describe, expect, test } from "vitest";
import type { DoneReason, WorkItem } from "../../src/core/work-item.ts";
import {
  attempts,
  BASE,
  comment,
  done,
  entry,
  HEAD,
  HOUR,
  jobSummary,
  NOW,
  queued,
  rules,
  states,
  workItem,
} from "../support/builders.ts";
import { commentsOf, decideAll, effectsOf } from "../support/decide-all.ts";
import {
  admitted,
  asked,
  effectFailed,
  permissionRead,
  pullRequestClosed,
  requestRead,
  said,
} from "../support/fact-builders.ts";
import { defaultLimits } from "../../src/core/policy.ts";

const again = asked({ id: "item-2", at: NOW + HOUR, title: "sum subtracts, really" });
const third = asked({ id: "item-3", at: NOW + 2 * HOUR });
const granted = requestRead({ branch: "ao/42-sum-subtracts-2" });

function ended(reason: DoneReason, given: Partial<WorkItem> = {}): WorkItem {
  return workItem({ state: done({ reason }), attempts: attempts(3), ...given });
}

describe("the first time", () => {
  test("by the label: 👀 on the issue, and nothing starts before GitHub has been read", () => {
    const told = decideAll(null, [asked({ id: "item-1" })]);

    expect(told.item).toMatchObject({
      id: "item-1",
      requester: "mira",
      author: "ann",
      state: { name: "requested" },
    });
    expect(told.effects).toEqual([
      { type: "react", to: { issue: 42 }, content: "eyes" },
      { type: "read_request", login: "mira" },
    ]);
  });

  test("by a comment: reactions go to that comment from then on", () => {
    const there = comment({ id: 5 });
    const told = decideAll(null, [
      asked({ how: "command", comment: there }),
      requestRead(),
      admitted(),
    ]);

    expect(effectsOf(told, "react")).toEqual([
      { type: "react", to: there, content: "eyes" },
      { type: "react", to: there, content: "rocket" },
    ]);
  });

  test("granted: the text, the base and the branch are pinned", () => {
    const told = decideAll(null, [asked({ body: "as it was" }), requestRead()]);

    expect(told.item).toMatchObject({
      body: "as it was",
      base: { branch: "main", sha: BASE },
      branch: "ao/42-sum-subtracts",
    });
    expect(told.state).toEqual({
      name: "queued",
      turn: { kind: "start" },
      front: false,
      since: NOW,
    });
  });

  test("the repository's limits only narrow the operator's", () => {
    const file = { parallel: 9, verify: "npm test" };
    const told = decideAll(null, [asked(), requestRead({ policy: { file, mistakes: null } })]);

    expect(told.item.policy).toMatchObject({
      parallel: defaultLimits.parallel,
      verify: "npm test",
    });
  });

  test("a policy file with mistakes: they are told once, and the last good one holds", () => {
    const policy = { ...rules().policy, verify: "make check" };
    const mistakes = "**`.github/ao.yml` has a mistake; the last good settings stay in force.**";
    const facts = [asked({ id: "item-1" }), requestRead({ policy: { file: null, mistakes } })];
    const told = decideAll(null, facts, rules({ policy }));

    expect(told.item.policy).toEqual(policy);
    expect(effectsOf(told, "comment")).toEqual([
      { type: "comment", key: "policy:item-1", thread: 42, body: mistakes },
    ]);
  });

  test("somebody is on it: AO starts no second pull request and names the first", () => {
    const told = decideAll(null, [asked(), requestRead({ takenBy: 8 })]);

    expect(told.state).toMatchObject({ name: "done", reason: "taken" });
    expect(commentsOf(told)[0]).toContain("#8 is open");
  });
});

describe("while it is live", () => {
  const live = Object.keys(states).filter((name) => name !== "done");

  test.each(live)("the label again while %s → nothing starts twice", (name) => {
    const state = Object.values(states)
      .map((make) => make())
      .find((one) => one.name === name);
    const item = workItem({ ...(state && { state }) });
    const told = decideAll(item, [asked({ id: "item-2" })]);

    expect(told.item).toEqual(item);
    expect(told.effects).toEqual([]);
  });

  test("`/ao run` again → whoever wrote it is answered, like for every other verb", () => {
    const told = decideAll(workItem({ state: queued() }), [
      asked({ id: "entry-1", how: "command", comment: comment() }),
      permissionRead(),
    ]);

    expect(told.item.id).toBe("item-1");
    expect(commentsOf(told)).toEqual(["AO is on #42 already. `/ao status` says how far it is."]);
  });
});

describe("after an end", () => {
  test.each(["stopped", "unlabelled", "issue_closed"] as const)(
    "%s → it goes on in the same branch, pull request, worktree and conversation",
    (reason) => {
      const first = ended(reason);
      const told = decideAll(first, [again, granted]);

      expect(told.item).toMatchObject({
        id: "item-2",
        previous: "item-1",
        title: "sum subtracts, really",
        workspace: "item-1",
        branch: "ao/42-sum-subtracts",
        head: HEAD,
        pullRequest: first.pullRequest,
        session: first.session,
        base: first.base,
      });
      expect(told.state).toMatchObject({ name: "queued", turn: { kind: "words" } });
    },
  );

  test.each(["merged", "closed"] as const)("%s → it begins afresh on a new branch", (reason) => {
    const told = decideAll(ended(reason), [again, granted]);

    expect(told.item).toMatchObject({
      previous: "item-1",
      workspace: "item-2",
      branch: "ao/42-sum-subtracts-2",
      head: null,
      pullRequest: null,
      session: null,
    });
    expect(told.state).toMatchObject({ name: "queued", turn: { kind: "start" } });
  });

  test("stopped, and its pull request was closed by hand since → afresh: that one can't be gone on with", () => {
    const told = decideAll(ended("stopped"), [
      pullRequestClosed({ merged: false }),
      again,
      granted,
    ]);

    expect(told.item).toMatchObject({ branch: "ao/42-sum-subtracts-2", pullRequest: null });
  });

  test("history and cost go on, and the tries so far are forgiven", () => {
    const told = decideAll(ended("stopped"), [again]);

    expect(told.item.attempts).toHaveLength(3);
    expect(told.item.forgiven).toBe(3);
    expect(told.item.spent.usd).toBe(1.84);
  });

  test("the webhook of a label comes late, when all it asked for is done → it asks for nothing more", () => {
    const item = workItem({ state: done({ reason: "merged", at: NOW + HOUR }) });
    const late = decideAll(item, [asked({ id: "item-2", at: NOW + 2 * HOUR, saidAt: NOW })]);

    expect(late.item).toEqual(item);
    expect(late.effects).toEqual([]);
  });

  test("the label off and on again within a second or two → it starts again", () => {
    const item = workItem({ state: done({ reason: "unlabelled", at: NOW + 1_700 }) });
    const told = decideAll(item, [asked({ id: "item-2", at: NOW + 2_100, saidAt: NOW + 1_000 })]);

    expect(told.item).toMatchObject({ id: "item-2", state: { name: "requested" } });
  });

  test("🚀 shows the start to whoever asked this time", () => {
    const told = decideAll(ended("stopped"), [again, granted, admitted()]);

    expect(effectsOf(told, "react").map((effect) => effect.content)).toEqual(["eyes", "rocket"]);
    const later = workItem({ state: queued(), lastJob: jobSummary() });
    expect(effectsOf(decideAll(later, [admitted()]), "react")).toEqual([]);
  });

  test("its own open pull request does not stand in the way", () => {
    const told = decideAll(ended("stopped"), [again, requestRead({ takenBy: 43 })]);

    expect(told.state.name).toBe("queued");
  });

  test("`/ao run fresh` leaves the earlier work aside", () => {
    const told = decideAll(ended("stopped"), [{ ...again, fresh: true }, granted]);

    expect(told.item).toMatchObject({
      workspace: "item-2",
      branch: "ao/42-sum-subtracts-2",
      head: null,
      pullRequest: null,
      session: null,
    });
  });

  test("`/ao run fresh` while the earlier pull request is open → which one to close is said", () => {
    const told = decideAll(ended("stopped"), [
      { ...again, fresh: true },
      requestRead({ takenBy: 43 }),
    ]);

    expect(told.state).toMatchObject({ reason: "taken" });
    expect(commentsOf(told)[0]).toContain("#43");
  });
});

describe("a stranger who asks in between", () => {
  const strange = asked({
    id: "item-2",
    at: NOW + HOUR,
    by: "eve",
    how: "command",
    comment: comment(),
  });
  const refused = requestRead({ permission: "none" });

  test.each([false, true])("takes nothing away from who may (fresh: %s)", (fresh) => {
    const told = decideAll(ended("stopped"), [{ ...strange, fresh }, refused, third, granted]);

    expect(told.item).toMatchObject({
      id: "item-3",
      workspace: "item-1",
      head: HEAD,
      pullRequest: { number: 43 },
      session: { id: "session-1" },
    });
  });

  test("touches no pull request: what is shown of a refusal is shown on the issue", () => {
    const told = decideAll(ended("stopped"), [strange, refused]);

    expect(told.state).toMatchObject({ name: "done", reason: "refused" });
    expect(told.item.pullRequest).toBeNull();
  });

  test("and when that pull request is closed then, the next one begins afresh", () => {
    const told = decideAll(ended("stopped"), [
      strange,
      refused,
      pullRequestClosed({ merged: false }),
      third,
      granted,
    ]);

    expect(told.item).toMatchObject({
      branch: "ao/42-sum-subtracts-2",
      pullRequest: null,
      session: null,
    });
  });

  test("a stop before the request was granted takes nothing away either", () => {
    const told = decideAll(ended("stopped"), [again]).item;
    const inbox = [entry({ said: said("/ao stop") })];
    const next = decideAll({ ...told, inbox }, [permissionRead(), third, granted]);

    expect(next.item).toMatchObject({ id: "item-3", workspace: "item-1", head: HEAD });
  });
});

describe("a request that could not be read", () => {
  const failed = [asked({ id: "item-1" }), effectFailed({ effect: "read_request" })];

  test.each(["/ao retry", "/ao go on"])("%s → it is read again before anything starts", (line) => {
    const asking = decideAll(null, failed).item;
    const told = decideAll({ ...asking, inbox: [entry({ said: said(line) })] }, [permissionRead()]);

    expect(told.state).toEqual({ name: "requested" });
    expect(effectsOf(told, "read_request")).toEqual([{ type: "read_request", login: "mira" }]);
  });

  test("and then the words that came are in the first brief", () => {
    const asking = decideAll(null, failed).item;
    const told = decideAll({ ...asking, inbox: [entry()] }, [permissionRead(), requestRead()]);

    expect(told.state).toMatchObject({ name: "queued", turn: { kind: "start" } });
    expect(told.item.words).toHaveLength(1);
  });
});
