/** Whose turn it is: as many at once as the policy allows, in a fair order, and a freed slot is taken at once. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { admit, emptyLane, enter, positionOf } from "../../src/core/lane.ts";
import type { Lane } from "../../src/core/lane.ts";
import { learnPolicy } from "../../src/core/learn.ts";
import { defaultLimits, defaultPolicy } from "../../src/core/policy.ts";
import type { State } from "../../src/core/work-item.ts";
import { lane, NOW, queued, states, watching, working } from "../support/builders.ts";
import { admitted, requestRead } from "../support/fact-builders.ts";

function allowing(parallel: number): typeof defaultPolicy {
  return { ...defaultPolicy, parallel };
}

/** Items `a`, `b`, … have queued one minute after the other. */
function queueOf(...ids: string[]): Lane {
  return ids.reduce(
    (so, id, at) => enter(so, { id, state: queued({ since: NOW + at }) }),
    emptyLane("repository:7"),
  );
}

describe("admission", () => {
  test("as many as there are slots, those first who wait longest", () => {
    const { next, admitted: ids, why } = admit(queueOf("a", "b", "c"), allowing(2));

    expect(ids).toEqual(["a", "b"]);
    expect(next).toMatchObject({ slots: ["a", "b"], queue: [{ itemId: "c" }] });
    expect(why).toBe("2 admitted; 2 of 2 slots taken, 1 waiting.");
  });

  test("nobody while all slots are taken", () => {
    const full = lane({ slots: ["x", "y"], queue: queueOf("a").queue });

    expect(admit(full, allowing(2))).toMatchObject({ admitted: [], next: full });
  });

  test("a slot given back is taken by the next", () => {
    const first = admit(queueOf("a", "b"), allowing(1)).next;
    const freed = enter(first, { id: "a", state: watching() });

    expect(admit(freed, allowing(1))).toMatchObject({
      admitted: ["b"],
      why: "1 admitted; 1 of 1 slots taken.",
    });
  });

  test("who held a slot before comes before who never did, however long those wait", () => {
    const back = enter(queueOf("a", "b"), {
      id: "z",
      state: queued({ front: true, since: NOW + 99 }),
    });

    expect(admit(back, allowing(1)).admitted).toEqual(["z"]);
    expect([positionOf(back, "z"), positionOf(back, "a"), positionOf(back, "b")]).toEqual([
      1, 2, 3,
    ]);
  });

  test("two who held one: the longer wait first; of equals, who came first", () => {
    const lanes = ["y", "z", "x"].reduce(
      (so, id, at) =>
        enter(so, { id, state: queued({ front: true, since: NOW + (at === 2 ? 0 : 5) }) }),
      queueOf("a"),
    );

    expect(admit(lanes, allowing(3)).admitted).toEqual(["x", "y", "z"]);
  });

  test("a limit that was lowered takes no slot away", () => {
    const full = lane({ slots: ["x", "y"], queue: queueOf("a").queue });

    expect(admit(full, allowing(1))).toMatchObject({
      admitted: [],
      why: "0 admitted; 2 of 1 slots taken, 1 waiting.",
    });
  });
});

describe("entering", () => {
  test.each(Object.values(states).map((make) => make()))("$name", (state) => {
    const before = lane({ slots: ["item-1"], queue: queueOf("a").queue });
    const after = enter(before, { id: "item-1", state });

    expect(after.slots.includes("item-1")).toBe(state.name === "working");
    expect(after.queue.some((place) => place.itemId === "item-1")).toBe(state.name === "queued");
    expect(after.queue).toHaveLength(state.name === "queued" ? 2 : 1);
  });

  test("twice is once", () => {
    const once = enter(queueOf("a"), { id: "b", state: working() });

    expect(enter(once, { id: "b", state: working() })).toEqual(once);
  });

  test("who does not wait has no place in the queue", () => {
    expect(positionOf(queueOf("a"), "b")).toBeNull();
  });
});

test("whatever comes and goes: never more slots than allowed, nobody twice, and no slot idle while somebody waits", () => {
  const ids = ["a", "b", "c", "d", "e"];
  const state = fc.constantFrom<State>(queued(), queued({ front: true }), watching());
  const moves = fc.array(fc.tuple(fc.constantFrom(...ids), state), { maxLength: 60 });
  fc.assert(
    fc.property(moves, fc.integer({ min: 1, max: 3 }), (list, parallel) => {
      let now = emptyLane("repository:7");
      for (const [id, next] of list) {
        now = enter(now, { id, state: next });
        const admission = admit(now, allowing(parallel));
        now = admission.admitted.reduce(
          (so, one) => enter(so, { id: one, state: working() }),
          admission.next,
        );
        const everybody = [...now.slots, ...now.queue.map((place) => place.itemId)];

        expect(now.slots.length).toBeLessThanOrEqual(parallel);
        expect(new Set(everybody).size).toBe(everybody.length);
        if (now.queue.length > 0) expect(now.slots).toHaveLength(parallel);
      }
    }),
  );
});

describe("what a lane learns", () => {
  test("a policy without mistakes, narrowed to the operator's limits", () => {
    const fact = requestRead({
      policy: { file: { parallel: 9, verify: "npm test" }, mistakes: null },
    });

    expect(learnPolicy(lane(), fact, defaultLimits).policy).toMatchObject({
      parallel: defaultLimits.parallel,
      verify: "npm test",
    });
  });

  test("nothing from a file with mistakes: the last good one stays in force", () => {
    const before = lane({ policy: allowing(1) });
    const fact = requestRead({ policy: { file: null, mistakes: "a mistake" } });

    expect(learnPolicy(before, fact, defaultLimits)).toBe(before);
  });

  test("nothing from any other fact", () => {
    const before = lane({ policy: allowing(1) });

    expect(learnPolicy(before, admitted(), defaultLimits)).toBe(before);
  });
});
