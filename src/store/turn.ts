/** Decides the facts of one batch one after the other and collects what is to be saved. Writes nothing. */
import type { InStatement } from "@libsql/client";
import { decide, endingOf } from "../core/decide.ts";
import { admit, enter } from "../core/lane.ts";
import { learnFlaky, learnPolicy } from "../core/learn.ts";
import { narrow } from "../core/policy.ts";
import type { Lane } from "../core/lane.ts";
import type { Decision, Fact, Rules, WorkItem } from "../core/work-item.ts";
import type { Topic } from "./bell.ts";
import type { CommitParts } from "./commit-parts.ts";
import { finishEffect } from "./finish.ts";
import type { Finish } from "./finish.ts";
import { makeOverlay } from "./overlay.ts";
import type { Address, Overlay, Versioned } from "./overlay.ts";
import { orderEffect, rememberDeliveries, saveItem, saveLane, writeJournal } from "./statements.ts";

/** What somebody commits together. */
export interface Turn {
  facts: { to: Address; fact: Fact }[];
  /** The webhook that carried the facts; a known one is answered and does nothing. */
  delivery?: { id: string; event: string };
  /** The effect whose outcome the facts are; it is done in the same batch. */
  finish?: Finish;
}

export interface TurnResult {
  /** The delivery had been committed before. */
  known: boolean;
  decisions: Decision[];
}

interface Plan {
  statements: InStatement[];
  results: TurnResult[];
  topics: Set<Topic>;
}

interface Planning {
  parts: CommitParts;
  overlay: Overlay;
  statements: InStatement[];
  topics: Set<Topic>;
}

export async function planTurn(
  parts: CommitParts,
  turns: Turn[],
  known: Set<string>,
): Promise<Plan> {
  const planning: Planning = {
    parts,
    overlay: makeOverlay(parts.database),
    statements: [],
    topics: new Set(),
  };
  const seen = new Set(known);
  const results: TurnResult[] = [];
  const arrived: { id: string; event: string; at: number }[] = [];
  await planning.overlay.load(turns.flatMap(({ facts }) => facts.map(({ to }) => to)));
  for (const turn of turns) {
    const { delivery } = turn;
    if (delivery !== undefined && seen.has(delivery.id)) {
      results.push({ known: true, decisions: [] });
      continue;
    }
    if (delivery !== undefined) {
      seen.add(delivery.id);
      arrived.push({ ...delivery, at: parts.clock.now() });
    }
    if (turn.finish !== undefined) {
      planning.statements.push(...finishEffect(parts.database, turn.finish));
      // What was ordered meanwhile is due now.
      planning.topics.add("outbox");
    }
    const decisions: Decision[] = [];
    for (const { to, fact } of turn.facts) decisions.push(await planFact(planning, to, fact));
    results.push({ known: false, decisions });
  }
  const statements = [...rememberDeliveries(arrived), ...planning.statements];
  return { statements, results, topics: planning.topics };
}

async function planFact(planning: Planning, to: Address, fact: Fact): Promise<Decision> {
  const { parts, overlay } = planning;
  const current = await overlay.item(to);
  const repositoryId = repositoryOf(current?.body ?? null, to, fact);
  const lane = await overlay.lane(repositoryId);
  const learnt = learnPolicy(lane.body, fact, parts.rules.limits);
  const rules: Rules = {
    ...parts.rules,
    policy: learnt.policy ?? narrow(parts.rules.limits, {}),
    flaky: learnt.flaky ?? [],
  };
  const decision = decide(current?.body ?? null, fact, rules);
  await saveDecision(planning, { current, decision, fact, rules });
  if (decision.next !== null) {
    await settleLane(planning, { lane, learnt, item: decision.next, fact, rules });
  }
  return decision;
}

async function saveDecision(
  planning: Planning,
  made: {
    current: Versioned<WorkItem> | null;
    decision: Decision;
    fact: Fact;
    rules: Rules;
  },
): Promise<void> {
  const { overlay, statements, topics } = planning;
  const { current, decision, fact, rules } = made;
  const { next, effects, why } = decision;
  const itemId = next?.id ?? null;
  if (next !== null) {
    const version = current?.body.id === next.id ? current.version + 1 : 1;
    overlay.putItem(next, version);
    const row = { subject: next.id, version, at: fact.at, fact, why, effects };
    statements.push(writeJournal(row));
    statements.push(...saveItem(next, { version, fact, rules }));
    if (next.state.name === "working" && next.state.job.stage === "offered") topics.add("jobs");
    // Whoever asked anew meanwhile waits for the agent's end.
    if (fact.type === "job_ended") topics.add("jobs");
    const ending = endingOf(next.state);
    if (ending !== null) topics.add(`tells:${ending.jobId}`);
  }
  for (const [at, effect] of effects.entries()) {
    const order = { id: `${fact.id}:${at}`, itemId, at: fact.at };
    statements.push(orderEffect(effect, order));
    topics.add("outbox");
  }
}

/** The item's new state may queue it, take its slot or give it back; whoever may start then starts in this same batch. */
async function settleLane(
  planning: Planning,
  about: { lane: Versioned<Lane>; learnt: Lane; item: WorkItem; fact: Fact; rules: Rules },
): Promise<void> {
  const { parts, overlay, statements } = planning;
  const entered = enter(learnFlaky(about.learnt, about.item), about.item);
  const { next, admitted, why } = admit(entered, about.rules.policy);
  // Whoever gives its slot back and gets it again at once leaves the lane as it was, and has to be told all the same.
  if (admitted.length === 0 && JSON.stringify(next) === JSON.stringify(about.lane.body)) return;
  const version = about.lane.version + 1;
  const { at } = about.fact;
  overlay.putLane(next, version);
  statements.push(
    writeJournal({ subject: next.key, version, at, fact: null, why, effects: [] }),
    saveLane(next, version),
  );
  for (const itemId of admitted) {
    const fact: Fact = { id: parts.ids.next(), at, type: "admitted" };
    await planFact(planning, { item: itemId }, fact);
  }
}

function repositoryOf(item: WorkItem | null, to: Address, fact: Fact): number {
  if (item !== null) return item.repository.id;
  if ("thread" in to) return to.thread.repositoryId;
  if ("head" in to) return to.head.repositoryId;
  if ("repository" in to) return to.repository;
  throw new Error(`no work item ${to.item} for the fact ${fact.type}`);
}
