/** What becomes of work that was not pushed, and of `/ao allow tests`. */
import { describe, expect, test } from "vitest";
import { pullRequestBody } from "../../src/core/say/pull-request.ts";
import { questionText } from "../../src/core/say/question.ts";
import type { PushObjection, State, WorkItem } from "../../src/core/work-item.ts";
import {
  done,
  entry,
  HEAD,
  NOW,
  OLD_HEAD,
  PACK,
  rules,
  stateNames,
  states,
  waiting,
  watching,
  workItem,
  working,
} from "../support/builders.ts";
import { commentsOf, decideAll, effectsOf } from "../support/decide-all.ts";
import {
  admitted,
  asked,
  permissionRead,
  pushRefused,
  requestRead,
  said,
} from "../support/fact-builders.ts";

const handed = { head: HEAD, pack: PACK };
const TOLD = { kind: "push_refused", says: "No." } as const;
const ABOUTS: PushObjection[] = [
  "tests",
  "protected",
  "protect_list",
  "secret",
  "workflow",
  "repository",
  "branch",
  "other",
];

/** The agent was told once, and the push is refused again. */
function refusedTwice(about: PushObjection): WorkItem {
  const item = workItem({
    state: working({ turn: TOLD, job: { stage: "publishing", handed } }),
    head: OLD_HEAD,
  });
  return decideAll(item, [pushRefused({ about, says: "No." })]).item;
}

function allowedBy(by: string, item: WorkItem): ReturnType<typeof decideAll> {
  const inbox = [entry({ by, said: said("/ao allow tests") })];
  return decideAll({ ...item, inbox }, [permissionRead({ at: NOW + 1 })]);
}

describe("what a person is offered", () => {
  test.each(ABOUTS)("about %s: to end it, and something else, none wider than a phone", (about) => {
    const text = questionText(workItem(), { kind: "push_refused", about, says: "No." }, rules());
    const options = text.split("\n").filter((line) => line.startsWith("- "));

    expect(options.length).toBeGreaterThanOrEqual(3);
    expect(options.at(-1)).toBe("- `/ao stop`: end it here, the branch stays");
    for (const option of options) {
      expect(option).toMatch(/^- `\/ao [^`]{1,38}`/);
      expect(option.length).toBeLessThan(80);
    }
    expect(text.includes("`/ao allow tests`")).toBe(about === "tests");
  });

  test.each([
    ["`a.js` is `b`, so no.", "`a.js` is `b`, so no."],
    ["GitHub says @eve, see #12 `@eve #12`", "GitHub says @&#8203;eve, see #&#8203;12 `@eve #12`"],
    ["a `b` <img> ` @eve c", "a `b` \\<img\\> \\` @&#8203;eve c"],
    ["`a\nb`", "`a b`"],
  ])("the reason %j is told as %j", (says, told) => {
    const question = { kind: "push_refused", about: "other", says } as const;

    expect(questionText(workItem(), question, rules()).split("\n")[2]).toBe(told);
  });

  test("about tests, the lock screen asks about tests", () => {
    const question = { kind: "push_refused", about: "tests", says: "No." } as const;
    const [first] = questionText(workItem(), question, rules()).split("\n");

    expect(first).toBe("@mira **Fewer or looser tests for #42: is that right?**");
  });
});

describe("retry", () => {
  test.each<[PushObjection, string]>([
    ["tests", "push_again"],
    ["repository", "push_again"],
    ["branch", "push_again"],
    ["protected", "push_refused"],
    ["protect_list", "push_refused"],
    ["secret", "push_refused"],
    ["workflow", "push_refused"],
    ["other", "push_refused"],
  ])("after a refusal about %s goes on with %s", (about, turn) => {
    const inbox = [entry({ said: said("/ao retry") })];
    const { item } = decideAll({ ...refusedTwice(about), inbox }, [permissionRead()]);

    expect(item.state).toMatchObject({ name: "queued", turn: { kind: turn } });
  });
});

describe("`/ao allow tests`", () => {
  test("while that is asked → the same commits are pushed again, and no agent is started", () => {
    const allowed = allowedBy("jo", refusedTwice("tests"));
    expect(allowed.item).toMatchObject({
      testsAllowedBy: "jo",
      state: { name: "queued", front: true, turn: { kind: "push_again", handed } },
    });

    const pushing = decideAll(allowed.item, [admitted({ id: "job-9" })]);

    expect(pushing.item.state).toMatchObject({
      name: "working",
      job: { id: "job-9", stage: "publishing", handed, runner: null },
    });
    expect(effectsOf(pushing, "push")).toEqual([
      { type: "push", jobId: "job-9", ...handed, expected: OLD_HEAD },
    ]);
  });

  test("and something else speaks against them → the agent is told once more", () => {
    const { item } = decideAll(allowedBy("jo", refusedTwice("tests")).item, [
      admitted({ id: "job-9" }),
      pushRefused({ jobId: "job-9", about: "secret", says: "A secret." }),
    ]);

    expect(item.state).toMatchObject({
      name: "queued",
      turn: { kind: "push_refused", says: "A secret." },
    });
  });

  test.each(["protected", "other"] as const)(
    "while %s is asked → it is kept for later",
    (about) => {
      const before = refusedTwice(about);
      const told = allowedBy("jo", before);

      expect(told.item).toMatchObject({ testsAllowedBy: "jo", state: before.state });
      expect(commentsOf(told)[0]).toContain("From now on this work may remove or loosen tests.");
      expect(told.effects).toContainEqual({ type: "show" });
    },
  );

  test.each(stateNames.filter((name) => name !== "done"))("in %s → it is kept", (name) => {
    const before = workItem({ state: states[name]() });

    expect(allowedBy("jo", before).item).toMatchObject({
      testsAllowedBy: "jo",
      state: before.state,
    });
  });

  test("of finished work → changes nothing", () => {
    const told = allowedBy("jo", workItem({ state: done() }));

    expect(told.item.testsAllowedBy).toBeNull();
    expect(commentsOf(told)[0]).toContain("This work is finished.");
  });

  test.each(["triage", "read", "none"] as const)("of somebody with %s → nothing", (permission) => {
    const before = refusedTwice("tests");
    const inbox = [entry({ by: "eve", said: said("/ao allow tests") })];

    const { item } = decideAll({ ...before, inbox }, [permissionRead({ permission })]);

    expect(item).toMatchObject({ testsAllowedBy: null, state: before.state });
  });

  test("holds for whoever goes on with the same branch, and for nobody who starts afresh", () => {
    const state: State = done({ reason: "stopped" });
    const before = workItem({ state, testsAllowedBy: "jo" });
    const again = (fresh: boolean): WorkItem =>
      decideAll(before, [asked({ id: "item-2", at: NOW + 9_000_000, fresh }), requestRead()]).item;

    expect(again(false)).toMatchObject({ id: "item-2", testsAllowedBy: "jo" });
    expect(again(true)).toMatchObject({ id: "item-2", testsAllowedBy: null });
  });

  test("is told in the pull request, and mentions nobody", () => {
    const body = pullRequestBody(workItem({ state: watching(), testsAllowedBy: "jo" }));

    expect(body).toContain("removing or loosening them was allowed by `jo`");
    expect(body).not.toContain("@jo");
    expect(pullRequestBody(workItem({ state: waiting() }))).not.toContain("loosening");
  });
});
