/** Everything a simulation consists of, for those who look at it. */
import type { Client } from "@libsql/client";
import type { Fact, WorkItem } from "../../src/core/work-item.ts";
import type { Lane } from "../../src/core/lane.ts";
import type { SimApp } from "./app.ts";
import type { SimAgent } from "./computer.ts";
import type { Deliveries } from "./github/deliveries.ts";
import type { GitHubModel } from "./github/model.ts";
import type { SimRunner } from "./runner.ts";
import type { World } from "./world.ts";

export interface Scene {
  world: World;
  model: GitHubModel;
  deliveries: Deliveries;
  /** Without any port in between. */
  database: Client;
  app: SimApp;
  runners: SimRunner[];
  /** All that ever ran. */
  agents: SimAgent[];
  /** The journal as it was written. */
  journal: JournalRow[];
}

export interface JournalRow {
  subject: string;
  version: number;
  at: number;
  fact: Fact | null;
  why: string;
}

/** A row of the items' table. */
export interface ItemRow {
  id: string;
  live: boolean;
  version: number;
  deadlineAt: number | null;
  body: WorkItem;
}

export interface Stored {
  items: ItemRow[];
  outbox: { id: string; itemId: string | null; type: string; entryId: string | null }[];
  jobs: { id: string; itemId: string; stage: string; epoch: number; until: number | null }[];
  lanes: Lane[];
}

/** One statement, since this is read after every batch. */
const ALL = `
  SELECT 'item' AS kind, id, NULL AS item, live AS a, version AS b, deadline_at AS c, body FROM items
  UNION ALL SELECT 'effect', id, item_id, NULL, NULL, NULL, body FROM outbox
  UNION ALL SELECT 'job', id, item_id, stage, epoch, until, NULL FROM jobs WHERE stage <> 'ended'
  UNION ALL SELECT 'lane', key, NULL, NULL, NULL, NULL, body FROM lanes
  ORDER BY kind, id`;

/** What the database holds now; jobs that have ended are left out. */
export async function readStored(database: Client): Promise<Stored> {
  const stored: Stored = { items: [], outbox: [], jobs: [], lanes: [] };
  for (const row of (await database.execute(ALL)).rows) {
    const [kind, id, item, a, b, c, body] = Array.from(row);
    const itemId = item === null ? null : String(item);
    const number = c === null ? null : Number(c);
    if (kind === "item") {
      const whole = parse<WorkItem>(body);
      stored.items.push({ id: String(id), live: a === 1, version: Number(b), deadlineAt: number, body: whole });
    } else if (kind === "effect") {
      const effect = parse<{ type: string; entryId?: string }>(body);
      stored.outbox.push({ id: String(id), itemId, type: effect.type, entryId: effect.entryId ?? null });
    } else if (kind === "job") {
      stored.jobs.push({ id: String(id), itemId: String(item), stage: String(a), epoch: Number(b), until: number });
    } else {
      stored.lanes.push(parse<Lane>(body));
    }
  }
  return stored;
}

function parse<T>(body: unknown): T {
  return JSON.parse(String(body)) as T;
}

/** `repository id#issue number` */
export function subjectOf(item: Pick<WorkItem, "repository" | "number">): string {
  return `${item.repository.id}#${item.number}`;
}
