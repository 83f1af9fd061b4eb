/**
 * Who of a repository's work items may start: one lane per repository, with as many slots as its policy allows.
 * Pure. The lane has a version in the same journal as the items and is decided in the same batch,
 * whenever an item enters or leaves the queue or a slot.
 */
import type { FlakyFailure } from "./ci-memory.ts";
import type { Policy } from "./policy.ts";
import type { State, WorkItem } from "./work-item.ts";

export interface Lane {
  /** `repository:<id>` */
  key: string;
  /** The last policy of the repository that had no mistakes; null before one was read. */
  policy: Policy | null;
  queue: { itemId: string; since: number; front: boolean }[];
  /** Items that hold a slot. */
  slots: string[];
  /** Failures that went away when their job was run again, the newest last. */
  flaky?: FlakyFailure[];
}

export interface Admission {
  next: Lane;
  admitted: string[];
  why: string;
}

export function emptyLane(key: string): Lane {
  return { key, policy: null, queue: [], slots: [] };
}

/** Brings the lane in line with an item's new state: it queues, holds a slot, or is gone from both. */
export function enter(lane: Lane, item: Pick<WorkItem, "id" | "state">): Lane {
  const queue = lane.queue.filter((place) => place.itemId !== item.id);
  const slots = lane.slots.filter((id) => id !== item.id);
  const { state } = item;
  if (state.name === "queued")
    return { ...lane, slots, queue: [...queue, placeFor(item.id, state)] };
  if (state.name === "working") return { ...lane, queue, slots: [...slots, item.id] };
  return { ...lane, queue, slots };
}

/** Gives free slots to whoever waits: first those who held one before, then whoever waits longest. */
export function admit(lane: Lane, policy: Policy): Admission {
  const free = Math.max(0, policy.parallel - lane.slots.length);
  const waiting = lane.queue.toSorted(byTurn);
  const admitted = waiting.slice(0, free).map((one) => one.itemId);
  const next = {
    ...lane,
    queue: lane.queue.filter((one) => !admitted.includes(one.itemId)),
    slots: [...lane.slots, ...admitted],
  };
  return { next, admitted, why: sayWhy(admitted.length, next, policy) };
}

/** Where an item stands in the queue, 1 first; null when it does not wait. */
export function positionOf(lane: Lane, itemId: string): number | null {
  const at = lane.queue.toSorted(byTurn).findIndex((one) => one.itemId === itemId);
  return at === -1 ? null : at + 1;
}

function placeFor(
  itemId: string,
  state: Extract<State, { name: "queued" }>,
): Lane["queue"][number] {
  return { itemId, since: state.since, front: state.front };
}

function byTurn(a: Lane["queue"][number], b: Lane["queue"][number]): number {
  if (a.front !== b.front) return a.front ? -1 : 1;
  return a.since - b.since;
}

function sayWhy(admitted: number, lane: Lane, policy: Policy): string {
  const slots = `${lane.slots.length} of ${policy.parallel} slots taken`;
  if (lane.queue.length === 0) return `${admitted} admitted; ${slots}.`;
  return `${admitted} admitted; ${slots}, ${lane.queue.length} waiting.`;
}
