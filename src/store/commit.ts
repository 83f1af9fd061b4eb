/**
 * The one door. Facts of one turn of the event loop go in together; each is decided over what the one before changed;
 * all of it is saved in one atomic batch: deliveries, journal, items, lanes, jobs, outbox. Nothing else writes state.
 *
 * A batch that fails because another process was first is loaded and decided again. A fact that keeps failing is
 * committed alone; when that fails too it is our bug: it is logged with all of it, and its sender gets the error.
 */
import { LibsqlError } from "@libsql/client";
import type { InStatement } from "@libsql/client";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { compile } from "./compile.ts";
import { planTurn } from "./turn.ts";
import type { Turn, TurnResult } from "./turn.ts";
import type { CommitParts } from "./commit-parts.ts";
import type { Database } from "./open.ts";
import { deliveries } from "./schema.ts";

export type { Address } from "./overlay.ts";

/** Resolves when what it was given is durable. */
export type Commit = (turn: Turn) => Promise<TurnResult>;

const MAX_TURNS_A_BATCH = 64;
const TRIES = 8;

interface Waiting {
  turn: Turn;
  resolve(result: TurnResult): void;
  reject(error: unknown): void;
}

export function makeCommit(parts: CommitParts): Commit {
  const waiting: Waiting[] = [];
  let busy = false;

  async function drain(): Promise<void> {
    busy = true;
    // One turn of the event loop, so that all that arrived in it share one sync to disk.
    await parts.clock.turn();
    while (waiting.length > 0) {
      await commitTogether(parts, waiting.splice(0, MAX_TURNS_A_BATCH));
    }
    busy = false;
  }

  return (turn) =>
    new Promise((resolve, reject) => {
      waiting.push({ turn, resolve, reject });
      if (!busy) void drain();
    });
}

/** Never rejects: each sender gets its own answer. */
async function commitTogether(parts: CommitParts, group: Waiting[]): Promise<void> {
  try {
    const turns = group.map((one) => one.turn);
    const results = await saveWithRetries(parts, turns);
    for (const [at, one] of group.entries()) {
      const result = results[at];
      if (result === undefined) throw new Error("a turn without a result");
      one.resolve(result);
    }
  } catch (error) {
    if (group.length > 1) {
      for (const one of group) await commitTogether(parts, [one]);
      return;
    }
    for (const one of group) {
      parts.log.error({ err: error, turn: one.turn }, "a fact could not be committed");
      one.reject(error);
    }
  }
}

async function saveWithRetries(parts: CommitParts, turns: Turn[]): Promise<TurnResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    const known = await knownDeliveries(parts.database, turns);
    const plan = await planTurn(parts, turns, known);
    try {
      if (plan.statements.length > 0) await send(parts, plan.statements);
      for (const topic of plan.topics) parts.bell.ring(topic);
      return plan.results;
    } catch (error) {
      if (attempt >= TRIES || !isRace(error)) throw error;
      await parts.clock.sleep(5 * 2 ** attempt * (0.5 + parts.random()));
    }
  }
}

async function send({ database }: CommitParts, statements: InStatement[]): Promise<void> {
  await database.client.batch(statements, "write");
}

/** Another process wrote first, or holds the lock: to be tried again on fresh state. */
function isRace(error: unknown): boolean {
  if (!(error instanceof LibsqlError)) return false;
  return /SQLITE_(BUSY|LOCKED|CONSTRAINT)|TRANSACTION_TIMEOUT/.test(
    `${error.code} ${error.message}`,
  );
}

async function knownDeliveries({ client }: Database, turns: Turn[]): Promise<Set<string>> {
  const ids = turns.flatMap((turn) => (turn.delivery === undefined ? [] : [turn.delivery.id]));
  if (ids.length === 0) return new Set();
  const { rows } = await client.execute(findDeliveries({ ids: JSON.stringify(ids) }));
  return new Set(rows.map((row) => z.string().parse(row["id"])));
}

const findDeliveries = compile<{ ids: string }>((query) => {
  const wanted = sql`(select value from json_each(${sql.placeholder("ids")}))`;
  const { id } = deliveries;
  return query
    .select({ id })
    .from(deliveries)
    .where(sql`${id} in ${wanted}`);
});
