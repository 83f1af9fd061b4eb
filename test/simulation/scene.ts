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

/** What the database holds now. */
export async function readStored(database: Client): Promise<Stored> {
  const rows = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await database.execute(sql)).rows as Record<string, unknown>[];
  const items = await rows("SELECT id, live, version, deadline_at, body FROM items ORDER BY id");
  const outbox = await rows("SELECT id, item_id, body FROM outbox ORDER BY id");
  const jobs = await rows("SELECT id, item_id, stage, epoch, until FROM jobs ORDER BY id");
  const lanes = await rows("SELECT body FROM lanes ORDER BY key");
  return {
    items: items.map((row) => ({
      id: String(row["id"]),
      live: row["live"] === 1,
      version: Number(row["version"]),
      deadlineAt: row["deadline_at"] === null ? null : Number(row["deadline_at"]),
      body: JSON.parse(String(row["body"])) as WorkItem,
    })),
    outbox: outbox.map((row) => {
      const effect = JSON.parse(String(row["body"])) as { type: string; entryId?: string };
      const itemId = row["item_id"] === null ? null : String(row["item_id"]);
      return { id: String(row["id"]), itemId, type: effect.type, entryId: effect.entryId ?? null };
    }),
    jobs: jobs.map((row) => ({
      id: String(row["id"]),
      itemId: String(row["item_id"]),
      stage: String(row["stage"]),
      epoch: Number(row["epoch"]),
      until: row["until"] === null ? null : Number(row["until"]),
    })),
    lanes: lanes.map((row) => JSON.parse(String(row["body"])) as Lane),
  };
}

/** `repository id#issue number` */
export function subjectOf(item: Pick<WorkItem, "repository" | "number">): string {
  return `${item.repository.id}#${item.number}`;
}
