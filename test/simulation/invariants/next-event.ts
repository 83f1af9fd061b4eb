/**
 * Promise 3, held against the database after every batch: what is not done has a next event, that is an effect to be
 * performed, a lease, a place in a queue, or a named person. Nothing waits for nothing.
 */
import type { WorkItem } from "../../../src/core/work-item.ts";
import type { ItemRow, Stored } from "../scene.ts";

/** @returns what is wrong with each item, as sentences */
export function findStuck(stored: Stored, parallel: number): string[] {
  return stored.items.flatMap((row) => {
    const missing = row.live ? missingFor(row.body, stored, parallel) : missingAtEnd(row);
    const unheard = missingForInbox(row.body, stored);
    return [missing, unheard]
      .filter((one) => one !== null)
      .map((one) => `#${row.body.number} (${row.id}) is ${row.body.state.name}, but ${one}`);
  });
}

function missingFor(item: WorkItem, stored: Stored, parallel: number): string | null {
  const { state } = item;
  const ordered = (...types: string[]): boolean =>
    stored.outbox.some((row) => row.itemId === item.id && types.includes(row.type));
  switch (state.name) {
    case "requested":
      return ordered("read_request") ? null : "nobody reads the request";
    case "queued":
      return missingInQueue(item, stored, parallel);
    case "working": {
      const job = stored.jobs.find((one) => one.id === state.job.id);
      if (job?.stage !== state.job.stage || job.epoch !== state.job.epoch) {
        return `its job is ${job?.stage ?? "not there"} for runners, not ${state.job.stage}`;
      }
      return state.job.stage === "publishing" && !ordered("push") ? "nobody pushes" : null;
    }
    case "watching":
      return ordered("read_checks", "read_logs", "mark_ready", "undraft")
        ? null
        : "nobody reads its checks";
    case "waiting":
      return state.for !== "base" || ordered("read_base", "merge_base")
        ? null
        : "nobody looks at its base";
    case "in_review":
    case "done":
      return null;
  }
}

function missingInQueue(item: WorkItem, stored: Stored, parallel: number): string | null {
  const lane = stored.lanes.find((one) => one.key === `repository:${item.repository.id}`);
  const waits = lane?.queue.some((place) => place.itemId === item.id) ?? false;
  if (lane === undefined || !waits) return "it stands in no queue";
  const dead = lane.slots.filter(
    (id) => stored.items.find((row) => row.id === id)?.body.state.name !== "working",
  );
  if (dead.length > 0) return `a slot is held by ${dead.join(", ")}, which does not work`;
  return lane.slots.length < parallel ? "a slot is free" : null;
}

/** A stopped agent's end is confirmed by its runner or by a deadline. */
function missingAtEnd({ body: { state }, deadlineAt }: ItemRow): string | null {
  if (state.name !== "done" || state.ending === null || deadlineAt !== null) return null;
  return "nothing ends the wait for its runner";
}

function missingForInbox(item: WorkItem, stored: Stored): string | null {
  const unknown = item.inbox.find((entry) => entry.permission === null);
  if (unknown === undefined) return null;
  const asked = stored.outbox.some((row) => row.entryId === unknown.id);
  return asked ? null : `nobody asks who ${unknown.by} is`;
}
