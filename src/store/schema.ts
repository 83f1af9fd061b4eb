/**
 * The tables. Times are milliseconds since the epoch by the app's clock; bodies are JSON.
 * Migrations are generated from here: `npm run migration <name>`.
 */
import { sql } from "drizzle-orm";
import {
  blob,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { Lane } from "../core/lane.ts";
import type { Effect, Fact, WorkItem } from "../core/work-item.ts";
import type { Progress, Tell } from "../protocol/words.ts";

/** One row per webhook answered with 2xx: its key makes a redelivery harmless. */
export const deliveries = sqliteTable("deliveries", {
  id: text("id").primaryKey(),
  event: text("event").notNull(),
  at: integer("at").notNull(),
});

export const items = sqliteTable(
  "items",
  {
    id: text("id").primaryKey(),
    repositoryId: integer("repository_id").notNull(),
    number: integer("number").notNull(),
    live: integer("live", { mode: "boolean" }).notNull(),
    state: text("state").notNull(),
    head: text("head"),
    /** When it must be looked at again if nothing else happens. */
    deadlineAt: integer("deadline_at"),
    version: integer("version").notNull(),
    body: text("body", { mode: "json" }).$type<WorkItem>().notNull(),
  },
  (table) => [
    uniqueIndex("one_live_item_per_subject")
      .on(table.repositoryId, table.number)
      .where(sql`live = 1`),
    index("items_by_deadline").on(table.deadlineAt),
    index("items_by_head").on(table.repositoryId, table.head),
  ],
);

/** Every decision. Its key (subject, version) is the guard that no two decisions stand on the same state. */
export const journal = sqliteTable(
  "journal",
  {
    /** An item's id, or a lane's key. */
    subject: text("subject").notNull(),
    version: integer("version").notNull(),
    at: integer("at").notNull(),
    fact: text("fact", { mode: "json" }).$type<Fact>(),
    why: text("why").notNull(),
    effects: text("effects", { mode: "json" }).$type<Effect[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.version] })],
);

/** Issues and pull requests AO speaks in, each with its newest item. */
export const threads = sqliteTable(
  "threads",
  {
    repositoryId: integer("repository_id").notNull(),
    number: integer("number").notNull(),
    itemId: text("item_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.repositoryId, table.number] })],
);

export const lanes = sqliteTable("lanes", {
  key: text("key").primaryKey(),
  version: integer("version").notNull(),
  body: text("body", { mode: "json" }).$type<Lane>().notNull(),
});

/** Effects not performed yet. A row is leased before it is tried and gone when it is done. */
export const outbox = sqliteTable(
  "outbox",
  {
    id: text("id").primaryKey(),
    itemId: text("item_id"),
    body: text("body", { mode: "json" }).$type<Effect>().notNull(),
    dueAt: integer("due_at").notNull(),
    leasedUntil: integer("leased_until"),
    /** Counts leases: whoever lost one can't finish the row. */
    lease: integer("lease").notNull().default(0),
    /** Counts how often it was ordered: an order that came while it was performed is not lost. */
    wanted: integer("wanted").notNull().default(1),
    attempts: integer("attempts").notNull().default(0),
    lastError: text("last_error"),
  },
  (table) => [index("outbox_by_due").on(table.dueAt)],
);

/** A projection of `working` items that runners lease from; `until` is renewed by heartbeats. */
export const jobs = sqliteTable(
  "jobs",
  {
    id: text("id").primaryKey(),
    itemId: text("item_id").notNull(),
    /** `ending`: its item is done, and its runner still has to say that the agent is gone. */
    stage: text("stage", {
      enum: ["offered", "leased", "publishing", "proving", "ending", "ended"],
    }).notNull(),
    epoch: integer("epoch").notNull(),
    runner: text("runner"),
    until: integer("until"),
    offeredAt: integer("offered_at").notNull(),
  },
  (table) => [index("jobs_by_stage").on(table.stage)],
);

export const tells = sqliteTable(
  "tells",
  {
    id: text("id").primaryKey(),
    jobId: text("job_id").notNull(),
    body: text("body", { mode: "json" }).$type<Tell>().notNull(),
  },
  (table) => [index("tells_by_job").on(table.jobId)],
);

/** Last write wins by `seq`; nothing is decided on it. */
export const progress = sqliteTable("progress", {
  jobId: text("job_id").primaryKey(),
  seq: integer("seq").notNull(),
  body: text("body", { mode: "json" }).$type<Progress>().notNull(),
});

/** Packs of commits by their SHA-256, kept until they are pushed. */
export const packs = sqliteTable("packs", {
  sha256: text("sha256").primaryKey(),
  bytes: blob("bytes", { mode: "buffer" }).notNull(),
  at: integer("at").notNull(),
});

/** What AO wrote where, so that only differences are written again. `slot` is e.g. `status:42`. */
export const shown = sqliteTable(
  "shown",
  {
    itemId: text("item_id").notNull(),
    slot: text("slot").notNull(),
    remoteId: integer("remote_id"),
    text: text("text").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.itemId, table.slot] })],
);
