/**
 * What the facts of one batch see: the database as it was, with each decision of the batch laid over it,
 * so that the second fact of a turn sees what the first one changed.
 */
import { and, asc, eq, inArray } from "drizzle-orm";
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
  /** Reads what these are about in a few queries; `item` alone would ask one by one. */
  load(addresses: readonly Address[]): Promise<void>;
  item(address: Address): Promise<Versioned<WorkItem> | null>;
  lane(repositoryId: number): Promise<Versioned<Lane>>;
  putItem(item: WorkItem, version: number): void;
  putLane(lane: Lane, version: number): void;
}

export function makeOverlay({ query }: Database): Overlay {
  const itemsById = new Map<string, Versioned<WorkItem> | null>();
  const itemIdByThread = new Map<string, string>();
  const lanesByKey = new Map<string, Versioned<Lane>>();
  /** As the database has them; null where it has none. */
  const loadedThreads = new Map<string, string | null>();
  const loadedHeads = new Map<string, string | null>();

  async function loadThreads(repositoryId: number, wanted: readonly number[]): Promise<void> {
    const numbers = wanted.filter((number) => !loadedThreads.has(`${repositoryId}#${number}`));
    if (numbers.length === 0) return;
    const where = and(eq(threads.repositoryId, repositoryId), inArray(threads.number, numbers));
    const rows = await query.select().from(threads).where(where);
    for (const number of numbers) loadedThreads.set(`${repositoryId}#${number}`, null);
    for (const row of rows) loadedThreads.set(`${repositoryId}#${row.number}`, row.itemId);
  }

  async function loadHeads(repositoryId: number, wanted: readonly string[]): Promise<void> {
    const shas = wanted.filter((sha) => !loadedHeads.has(`${repositoryId}@${sha}`));
    if (shas.length === 0) return;
    const rows = await query
      .select({ id: items.id, head: items.head })
      .from(items)
      .where(and(eq(items.repositoryId, repositoryId), inArray(items.head, shas)))
      .orderBy(asc(items.id));
    for (const sha of shas) loadedHeads.set(`${repositoryId}@${sha}`, null);
    for (const { id, head } of rows) loadedHeads.set(`${repositoryId}@${head}`, id);
  }

  async function loadItems(wanted: readonly string[]): Promise<void> {
    const ids = wanted.filter((id) => !itemsById.has(id));
    if (ids.length === 0) return;
    const rows = await query.select().from(items).where(inArray(items.id, ids));
    for (const id of ids) itemsById.set(id, null);
    for (const { id, version, body } of rows) itemsById.set(id, { version, body });
  }

  async function load(addresses: readonly Address[]): Promise<void> {
    const repositoryIds = new Set(addresses.flatMap(repositoryIdOf));
    for (const repositoryId of repositoryIds) {
      const here = addresses.filter((one) => repositoryIdOf(one).includes(repositoryId));
      const numbers = here.flatMap((one) => ("thread" in one ? [one.thread.number] : []));
      const shas = here.flatMap((one) => ("head" in one ? [one.head.sha] : []));
      await loadThreads(repositoryId, [...new Set(numbers)]);
      await loadHeads(repositoryId, [...new Set(shas)]);
    }
    await loadItems([...new Set(addresses.map(itemIdOf).filter((id) => id !== null))]);
  }

  /** Of an address that is loaded. */
  function itemIdOf(address: Address): string | null {
    if ("item" in address) return address.item;
    if ("repository" in address) return null;
    if ("thread" in address) {
      const key = `${address.thread.repositoryId}#${address.thread.number}`;
      return newer(loadedThreads.get(key) ?? undefined, itemIdByThread.get(key));
    }
    const { repositoryId, sha } = address.head;
    let newest: string | null = null;
    for (const [id, item] of itemsById) {
      const isThere = item?.body.repository.id === repositoryId && item.body.head === sha;
      if (isThere) newest = newer(newest ?? undefined, id);
    }
    return newest ?? loadedHeads.get(`${repositoryId}@${sha}`) ?? null;
  }

  return {
    load,
    async item(address) {
      await load([address]);
      const id = itemIdOf(address);
      return id === null ? null : (itemsById.get(id) ?? null);
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

function repositoryIdOf(address: Address): number[] {
  if ("thread" in address) return [address.thread.repositoryId];
  return "head" in address ? [address.head.repositoryId] : [];
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
