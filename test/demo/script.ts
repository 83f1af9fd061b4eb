/** The same behaviours for the scripted agent of the tests, which needs no installation. */
import type { Behaviour } from "../agents/model.ts";
import type { Script, Step } from "../support/agent.ts";

const STEP_MS = 150;

/**
 * @param files what stands in the repository before the first of `behaviours`, which are the last one's first: edits
 * are written out whole, so they are applied in the order they will be played
 */
export function scriptBehaviours(
  behaviours: readonly Behaviour[],
  files: Readonly<Record<string, string>>,
): Script {
  const now = new Map(Object.entries(files));
  const turns = behaviours.toReversed().map((behaviour) => scriptTurn(behaviour, now));
  return { turns: turns.toReversed() };
}

function scriptTurn(
  { marker, plan, says }: Behaviour,
  now: Map<string, string>,
): Script["turns"][number] {
  const steps = plan.flatMap(({ acts }, at): Step[] => [
    showPlan(plan, at),
    { do: "sleep", ms: STEP_MS },
    ...acts.flatMap((act) => scriptAct(act, now)),
  ]);
  return {
    when: marker,
    steps: [...steps, showPlan(plan, plan.length), { do: "say", text: says }],
  };
}

function showPlan(plan: Behaviour["plan"], current: number): Step {
  const statusAt = (at: number): "completed" | "in_progress" | "pending" =>
    at < current ? "completed" : at === current ? "in_progress" : "pending";
  return {
    do: "plan",
    entries: plan.map(({ entry }, at) => ({ content: entry, status: statusAt(at) })),
  };
}

function scriptAct(
  act: Behaviour["plan"][number]["acts"][number],
  now: Map<string, string>,
): Step[] {
  if ("hold" in act) return [];
  if ("read" in act) return [{ do: "tool", title: `Read ${act.read}`, kind: "read" }];
  if ("run" in act) {
    return [
      { do: "tool", title: act.run, kind: "execute" },
      { do: "run", command: ["sh", "-c", act.run] },
    ];
  }
  const before = now.get(act.edit) ?? "";
  if (!before.includes(act.from)) throw new Error(`${act.edit} has no “${act.from}” to replace`);
  const text = before.replace(act.from, () => act.to);
  now.set(act.edit, text);
  return [
    { do: "tool", title: `Edit ${act.edit}`, kind: "edit" },
    { do: "write", path: act.edit, text },
  ];
}
