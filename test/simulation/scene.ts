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
  row: number;
  subject: string;
  version: number;
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

/** What the database holds; jobs that have ended are left out. */
export interface Stored {
  items: ItemRow[];
  outbox: { id: string; itemId: string | null; type: string; entryId: string | null }[];
  jobs: { id: string; itemId: string; stage: string; epoch: number }[];
  lanes: Lane[];
}

/** A broken promise. */
export interface Wrong {
  invariant: string;
  says: string;
}

/** One statement, since this is read after every batch. */
const ALL = `SELECT json_object(
  'items', (SELECT json_group_array(json_object('id', id, 'live', json(iif(live, 'true', 'false')),
    'version', version, 'deadlineAt', deadline_at, 'body', json(body))) FROM (SELECT * FROM items ORDER BY id)),
  'outbox', (SELECT json_group_array(json_object('id', id, 'itemId', item_id,
    'type', body ->> '$.type', 'entryId', body ->> '$.entryId')) FROM (SELECT * FROM outbox ORDER BY id)),
  'jobs', (SELECT json_group_array(json_object('id', id, 'itemId', item_id, 'stage', stage,
    'epoch', epoch)) FROM (SELECT * FROM jobs WHERE stage <> 'ended' ORDER BY id)),
  'lanes', (SELECT json_group_array(json(body)) FROM (SELECT * FROM lanes ORDER BY key))) AS text`;

export async function readStored(database: Client): Promise<Stored> {
  const stored: Stored = JSON.parse(await readText(database, ALL));
  return stored;
}

/** The journal's rows after row number `after`, oldest first. */
export async function readJournalAfter(database: Client, after: number): Promise<JournalRow[]> {
  const sql = `SELECT json_group_array(json_object('row', rowid, 'subject', subject, 'version', version,
    'fact', json(fact), 'why', why)) AS text
    FROM (SELECT rowid, * FROM journal WHERE rowid > ${after} ORDER BY rowid)`;
  const rows: JournalRow[] = JSON.parse(await readText(database, sql));
  return rows;
}

/** Ids of the deliveries that were taken. */
export async function readDeliveries(database: Client): Promise<string[]> {
  const sql = "SELECT json_group_array(id) AS text FROM deliveries";
  const ids: string[] = JSON.parse(await readText(database, sql));
  return ids;
}

async function readText(database: Client, sql: string): Promise<string> {
  const text = (await database.execute(sql)).rows[0]?.["text"];
  if (typeof text !== "string") throw new TypeError("no text in the answer");
  return text;
}

/** `repository id#issue number` */
export function subjectOf(item: Pick<WorkItem, "repository" | "number">): string {
  return `${item.repository.id}#${item.number}`;
}
