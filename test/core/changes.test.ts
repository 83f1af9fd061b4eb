/** What others do while a job runs, and what a parked item remembers. */
import { expect, test } from "vitest";
import { endingOf } from "../../src/core/decide.ts";
import type { WaitingForRepository } from "../../src/core/work-item.ts";
import { statusText } from "../../src/core/say/status.ts";
import { whyText } from "../../src/core/say/why.ts";
import { decideAll, effectsOf } from "../support/decide-all.ts";
import {
  done,
  HEAD,
  inReview,
  NOW,
  OLD_HEAD,
  parked,
  repository,
  rules,
  THEIR_HEAD,
  waiting,
  working,
  workItem,
} from "../support/builders.ts";
import {
  accessLost,
  commits,
  deadlinePassed,
  headRead,
  jobEnded,
  jobLeased,
  leaseLost,
  repositorySeen,
} from "../support/fact-builders.ts";

const leased = workItem({
  state: working({ job: { from: OLD_HEAD } }),
  head: OLD_HEAD,
  pullRequest: { number: 43, nodeId: "PR_43", draft: true },
});
const theirs = headRead({ believed: OLD_HEAD });

test("somebody pushed while the agent worked → what it hands over is not pushed, but put on top", () => {
  const told = decideAll(leased, [theirs, jobEnded(commits({ head: HEAD }))]);

  expect(told.state).toMatchObject({
    name: "queued",
    turn: { kind: "head_moved", handed: HEAD },
  });
  expect(told.item.head).toBe(THEIR_HEAD);
  expect(effectsOf(told, "push")).toEqual([]);
});

test("somebody pushed while the agent worked, and it has nothing to add → theirs is watched", () => {
  const told = decideAll(leased, [theirs, jobEnded({ kind: "nothing", says: "Done by sam." })]);

  expect(told.state).toMatchObject({ name: "watching", headSha: THEIR_HEAD });
});

test("its work needs nothing more on top of theirs → theirs is watched", () => {
  const turn = { kind: "head_moved", handed: HEAD } as const;
  const item = { ...leased, state: working({ turn, job: { from: OLD_HEAD } }) };

  const told = decideAll(item, [jobEnded({ kind: "nothing", says: "It is all there." })]);

  expect(told.state).toMatchObject({ name: "watching", headSha: OLD_HEAD });
});

test("asked anew with a branch, and somebody pushes before the request is read → their head is known", () => {
  const requested = { ...leased, state: { name: "requested" } as const };

  expect(decideAll(requested, [theirs]).item.head).toBe(THEIR_HEAD);
});

test("a job that was cancelled is ending until its runner has said so, whatever the item waits for", () => {
  const ending = { jobId: "job-1", runner: "attic" };

  expect(endingOf(done({ ending }))).toEqual(ending);
  expect(endingOf(waiting({ ending }))).toEqual(ending);
  expect(endingOf(waiting())).toBeNull();
  expect(endingOf(working())).toBeNull();
});

test.each([
  ["archived", "Parked: the repository is archived"],
  ["suspended", "Parked: AO is suspended here"],
  ["uninstalled", "Parked: AO is not installed here"],
  ["deselected", "Parked: AO has no access to the repository"],
] as const)("%s → the status says why it is parked", (reason, says) => {
  const { item } = decideAll(workItem({ state: working() }), [accessLost({ reason })]);

  expect(statusText(item, rules())).toContain(`**${says}**`);
});

test("what others did stands in the status, in their name", () => {
  const pull = { number: 43, nodeId: "PR_43", draft: true, draftBy: "jo" };
  const item = workItem({ state: inReview(), headBy: "mira", pullRequest: pull });

  expect(statusText(item, rules())).toContain(
    "- mira pushed `a1b2c3d`; I go on from there\n- jo made it a draft; I leave it one",
  );
  expect(statusText({ ...item, state: done() }, rules())).not.toContain("I go on from there");
});

test("parked while it waited for its base → its checks are read anew, since nobody looked at the base", () => {
  const base = parked({ remindAt: null, baseSha: OLD_HEAD });

  const told = decideAll(workItem({ state: base }), [
    deadlinePassed(),
    accessLost(),
    repositorySeen(),
  ]);

  expect(told.state).toMatchObject({ name: "watching", headSha: HEAD });
  expect(effectsOf(told, "read_checks")).toHaveLength(1);
});

test("parked while it asked for a secret → the checks are read anew: somebody may have added it meanwhile", () => {
  const state: WaitingForRepository = {
    name: "waiting",
    for: "repository",
    since: NOW,
    remindAt: null,
    onwards: { kind: "rerun", headSha: HEAD, jobs: [{ check: "test", jobId: 11 }] },
    reason: "archived",
    before: null,
  };

  const told = decideAll(workItem({ state }), [repositorySeen()]);

  expect(told.state).toMatchObject({ name: "watching", headSha: HEAD });
});

test("in a public repository nobody reads the name of a runner", () => {
  const open = workItem({
    repository: repository({ private: false }),
    state: working({ job: { stage: "offered", runner: null } }),
  });

  const told = decideAll(open, [jobLeased({ runner: "attic" }), leaseLost()]);

  expect(whyText(told.item)).toContain("The runner has taken the job.");
  expect(whyText(told.item)).not.toContain("attic");
});
