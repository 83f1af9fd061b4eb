/**
 * What the facts of one batch see: the database as it was, with each decision of the batch laid over it,
 * so that the second fact of a turn sees what the first one changed.
 */
import { and, desc, eq } from "drizzle-orm";
import { emptyLane } from "../core/lane.ts";
import type { Lane } from "../core/lane.ts";
import type { WorkItem } from "../core/work-item.ts";
import type { Database } from "./open.ts";
import { items, lanes, threads } from "./schema.ts";

/** Whom a fact is for. `thread` is an issue or a pull request, `head` the commit AO pushed last, `repository` no item. */
export type Address =
  | { item: string }
  | { thread: { repositoryId: number; number: number } }
  | { head: { repositoryId: number; sha: string } }
  | { repository: number };

export interface Versioned<T> {
  version: number;
  body: T;
}

export interface Overlay {
  item(address: Address): Promise<Versioned<WorkItem> | null>;
  lane(repositoryId: number): Promise<Versioned<Lane>>;
  putItem(item: WorkItem, version: number): void;
  putLane(lane: Lane, version: number): void;
}

export function makeOverlay({ query }: Database): Overlay {
  const itemsById = new Map<string, Versioned<WorkItem> | null>();
  const itemIdByThread = new Map<string, string>();
  const lanesByKey = new Map<string, Versioned<Lane>>();

  async function itemById(id: string): Promise<Versioned<WorkItem> | null> {
    const known = itemsById.get(id);
    if (known !== undefined) return known;
    const [row] = await query.select().from(items).where(eq(items.id, id));
    const found = row === undefined ? null : { version: row.version, body: row.body };
    itemsById.set(id, found);
    return found;
  }

  async function itemIdOf(address: Address): Promise<string | null> {
    if ("item" in address) return address.item;
    if ("repository" in address) return null;
    if ("thread" in address) {
      const { repositoryId, number } = address.thread;
      const where = and(eq(threads.repositoryId, repositoryId), eq(threads.number, number));
      const [row] = await query.select().from(threads).where(where);
      return newer(row?.itemId, itemIdByThread.get(`${repositoryId}#${number}`));
    }
    const { repositoryId, sha } = address.head;
    for (const [id, item] of itemsById) {
      if (item?.body.repository.id === repositoryId && item.body.head === sha) return id;
    }
    const where = and(eq(items.repositoryId, repositoryId), eq(items.head, sha));
    const [row] = await query
      .select({ id: items.id })
      .from(items)
      .where(where)
      .orderBy(desc(items.id))
      .limit(1);
    return row?.id ?? null;
  }

  return {
    async item(address) {
      const id = await itemIdOf(address);
      return id === null ? null : itemById(id);
    },
    async lane(repositoryId) {
      const key = `repository:${repositoryId}`;
      const known = lanesByKey.get(key);
      if (known !== undefined) return known;
      const [row] = await query.select().from(lanes).where(eq(lanes.key, key));
      const lane = row ?? { version: 0, body: emptyLane(key) };
      lanesByKey.set(key, lane);
      return lane;
    },
    putItem(item, version) {
      itemsById.set(item.id, { version, body: item });
      for (const number of threadsOf(item)) {
        const key = `${item.repository.id}#${number}`;
        itemIdByThread.set(key, newer(itemIdByThread.get(key), item.id) ?? item.id);
      }
    },
    putLane(lane, version) {
      lanesByKey.set(lane.key, { version, body: lane });
    },
  };
}

/** Ids sort by time: a finished item that still learns something must not take a thread back from the one that follows it. */
function newer(one: string | undefined, other: string | undefined): string | null {
  if (one === undefined || other === undefined) return one ?? other ?? null;
  return one > other ? one : other;
}

/** The numbers of the threads an item is spoken to in. */
export function threadsOf(item: WorkItem): number[] {
  return item.pullRequest === null ? [item.number] : [item.number, item.pullRequest.number];
}
