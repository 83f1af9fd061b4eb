/** What holds in every history, whatever happens in whatever order. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chargedTries } from "../../src/core/attempts.ts";
import { decide } from "../../src/core/decide.ts";
import type { Attempt, Effect, Fact, WorkItem } from "../../src/core/work-item.ts";
import { questions, rules, stateNames, states, workItem } from "../support/builders.ts";
import { anyFact, factTypes } from "../support/fact-builders.ts";
import { World } from "./histories/world.ts";
import type { Step } from "./histories/world.ts";

const choice = fc.tuple(fc.nat(9_999), fc.nat(9_999));
const choices = fc.array(choice, { minLength: 40, maxLength: 250, size: "max" });

/** Plays `list` and calls `look` after each event. Mostly AO's own clockwork goes on; now and then somebody does something. */
function play(list: [number, number][], look: (world: World) => void): World {
  const world = new World();
  for (const [which, chance] of list) {
    const due = world.due();
    const events = due.length > 0 && which % 20 < 19 ? due : world.unasked();
    events[Math.floor(which / 20) % events.length]?.happen(chance);
    look(world);
  }
  return world;
}

/** `look` is called after each event of each history, or at its end only. */
function inEveryHistory(look: (world: World) => void, when: "always" | "atEnd" = "always"): void {
  fc.assert(
    fc.property(choices, (list) => {
      const world = play(list, when === "always" ? look : () => {});
      look(world);
    }),
    { numRuns: 120 },
  );
}

function lastStep(world: World): Step | undefined {
  return world.steps.at(-1);
}

test("the histories go everywhere: every state, every question, all tries and more", () => {
  const seen = new Set<string>();
  let tries = 0;
  for (const list of fc.sample(choices, { numRuns: 400, seed: 42 })) {
    play(list, ({ item }) => {
      if (item === null) return;
      seen.add(item.state.name);
      const { state } = item;
      if (state.name === "waiting") seen.add(`for the ${state.for}`);
      if (state.name === "waiting" && state.for === "person") seen.add(state.question.kind);
      tries = Math.max(tries, item.attempts.length);
    });
  }

  const waits = ["for the person", "for the base", "for the repository"];
  expect(seen).toEqual(new Set([...stateNames, ...Object.keys(questions), ...waits]));
  expect(tries).toBeGreaterThan(3);
});

describe("in every history", () => {
  test("an item that is not done has a next event, and every comment an answer to come", () => {
    inEveryHistory((world) => {
      const { item } = world;
      if (item === null) return;
      const due = world.due().map((event) => event.name);

      expect(isAwaited(item, due) ? "" : `${due.join()} for ${JSON.stringify(item.state)}`).toBe(
        "",
      );
      if (item.state.name === "queued" || item.state.name === "working") {
        // What a runner must be told.
        expect(item).toMatchObject({
          branch: expect.any(String),
          base: expect.anything(),
          policy: expect.anything(),
        });
      }
      const unknown = item.inbox.filter((entry) => entry.permission === null);
      const asked = due.filter((name) => name.endsWith("read_permission"));
      expect(asked.length).toBeGreaterThanOrEqual(unknown.length);
    });
  });

  test("tries never exceed the limit between two words of a person, and are never forgotten", () => {
    inEveryHistory((world) => {
      const { before, decision } = lastStep(world) ?? {};
      const { item } = world;
      if (item === null) return;

      expect(chargedTries(item).length).toBeLessThanOrEqual(world.rules.limits.attempts);
      expect(item.forgiven).toBeLessThanOrEqual(item.attempts.length);
      expect(item.restarts).toBeLessThanOrEqual(world.rules.restarts);
      // That one turned out to be flaky may still be added to it.
      expect(ledger(decision?.next?.attempts.slice(0, before?.attempts.length ?? 0))).toEqual(
        ledger(before?.attempts),
      );
    });
  });

  test("when everybody falls silent, the agent is started a bounded number of times", () => {
    // Two tries and the first turn, each crashing twice and refused once, and the same for words that came last.
    const most = 2 * 3 * 3 * 2;
    inEveryHistory((world) => {
      // First all goes well with the runner, then anything goes wrong.
      for (const chanceAt of [() => 28, (at: number) => at * 31]) {
        const before = world.steps.length;
        for (let at = 0; at < 400; at += 1) {
          const due = world.due();
          due[(at * 7) % due.length]?.happen(chanceAt(at));
        }
        const types = world.steps.slice(before).map(({ fact }) => fact.type);
        const started = types.filter((type) => type === "admitted").length;
        const heard = types.filter((type) => type === "permission_read").length;

        expect(started).toBeLessThanOrEqual(most * (1 + heard));
      }
    }, "atEnd");
  });

  test("done is final: only what came of the pull request and of the agent's end is still learned", () => {
    inEveryHistory((world) => {
      const { before, decision, fact } = lastStep(world) ?? {};
      if (before?.state.name !== "done" || decision === undefined || decision.next === null) return;
      const { next } = decision;
      if (next.id !== before.id) {
        // Whoever was told that nothing is to do may say what is.
        const asks = before.state.reason === "already_fixed" ? ["asked", "commanded"] : ["asked"];
        expect(asks).toContain(fact?.type);
        expect(next).toMatchObject({
          id: fact?.id,
          previous: before.id,
          state: { name: "requested" },
        });
        return;
      }
      expect(next.state.name).toBe("done");
      if (next.state.name !== "done") return;
      expect(next.state.at).toBe(before.state.at);
      if (next.state.reason !== before.state.reason) {
        expect(fact?.type).toBe("pull_request_closed");
        expect(["merged", "closed"]).not.toContain(before.state.reason);
      }
      if (before.state.ending === null) expect(next.state.ending).toBeNull();
      expect(decision.effects.map((effect) => effect.type)).not.toContain("push");
    });
  });

  test("a question is asked in one comment with one mention, and once more at most", () => {
    inEveryHistory((world) => {
      const mentions = world.steps
        .flatMap(({ decision }) => decision.effects)
        .filter(mentionsSomebody);
      const keys = mentions.map((effect) => (effect.type === "comment" ? effect.key : ""));

      expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
      for (const key of keys) expect(key).toMatch(/^(ask|remind|unclaimed):/);
      const asked = world.steps.filter(asksAnew).length;
      expect(keys.filter((key) => key.startsWith("ask:"))).toHaveLength(asked);
      const waited = asked + world.steps.filter(parksAnew).length;
      expect(keys.filter((key) => key.startsWith("remind:")).length).toBeLessThanOrEqual(waited);
    }, "atEnd");
  });

  test("nobody without write access starts, stops or tells the agent anything", () => {
    inEveryHistory((world) => {
      const { before, fact, decision } = lastStep(world) ?? {};
      if (fact?.type !== "permission_read" || before === null || before === undefined) return;
      if (fact.permission === "write" || fact.permission === "admin") return;
      const known = before.inbox.some(
        (entry) => entry.permission !== null && entry.id !== fact.entryId,
      );
      if (known) return;

      expect(decision?.next?.state).toEqual(before.state);
      expect(decision?.next?.words).toEqual(before.words);
    });
  });
});

test("any fact in any state, likely or not, is answered and never throws", () => {
  const anyState = fc.constantFrom(...stateNames);
  const types = fc.array(fc.constantFrom(...factTypes), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(anyState, types, (name, sequence) => {
      let item: WorkItem | null = workItem({ state: states[name]() });
      for (const [at, type] of sequence.entries()) {
        const fact: Fact = { ...anyFact(type), id: `fact-${at}` };
        const decision = decide(item, fact, rules());
        expect(decision.why).not.toBe("");
        item = decision.next;
      }
    }),
  );
});

/** A lease, a timer, an effect, a free slot, or a person who was told. */
function isAwaited(item: WorkItem, due: string[]): boolean {
  const has = (...types: Effect["type"][]): boolean =>
    types.some((type) => due.some((name) => name.endsWith(` ${type}`)));
  const { state } = item;
  switch (state.name) {
    case "requested":
      return has("read_request");
    case "queued":
      return due.includes("admit");
    case "working":
      if (state.job.stage === "publishing") return has("push");
      if (state.job.stage === "proving") return has("check_commit");
      return due.includes(state.job.stage === "offered" ? "lease" : "end");
    case "watching":
      return state.red === null ? has("read_checks", "mark_ready", "undraft") : has("read_logs");
    case "waiting":
      return state.for !== "base" || has("read_base", "merge_base");
    case "in_review":
      return true;
    case "done":
      return state.ending === null || due.includes("deadline");
  }
}

function asksAnew({ before, decision, fact }: Step): boolean {
  const is = decision.next?.state;
  const was = before?.state;
  if (is?.name !== "waiting" || is.for !== "person") return false;
  if (was?.name !== "waiting" || was.for === "base") return true;
  return was.for === "person"
    ? was.question !== is.question
    : is.question.kind === "made_public" && is.since === fact.at;
}

function isParked(item: WorkItem | null): boolean {
  return item?.state.name === "waiting" && item.state.for === "base";
}

function ledger(attempts: readonly Attempt[] = []): Attempt[] {
  return attempts.map(({ flaky: _flaky, ...attempt }) => attempt);
}

function parksAnew({ before, decision: { next } }: Step): boolean {
  return isParked(next) && !isParked(before);
}

function mentionsSomebody(effect: Effect): boolean {
  return effect.type === "comment" && /(?:^|\s)@[\w-]/.test(effect.body);
}
