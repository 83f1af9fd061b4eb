/**
 * The real libSQL, seen through a port of one process: slow, busy, or answering an error although it has written.
 * What a dead process asks for is not done.
 */
import { LibsqlError } from "@libsql/client";
import type { Client, InStatement } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import type { Database } from "../../src/store/open.ts";
import type { SimProcess } from "./sim-process.ts";
import { never } from "./world.ts";
import type { World } from "./world.ts";

/** Told after each write, while nothing else goes on; `decided` when it was a batch of decisions. */
export type OnWrite = (decided: boolean) => Promise<void>;

export function databaseOf(
  world: World,
  process: SimProcess,
  real: { client: Client; onWrite: OnWrite },
): Database {
  const client = clientOf(world, process, real);
  return { client, query: drizzle(client) };
}

function clientOf(
  world: World,
  process: SimProcess,
  { client, onWrite }: { client: Client; onWrite: OnWrite },
): Client {
  const chance = world.chance.fork(`database of ${process.name} at ${world.now()}`);

  async function call<T>(
    what: { name: string; writes: boolean },
    ask: () => Promise<T>,
  ): Promise<T> {
    const { slow, busy, answerLost } = world.faults.database;
    if (!process.pass(`${what.name} asked`)) return never();
    if (chance.hits(slow)) await process.sleep(chance.between(1, 30));
    if (!process.alive) return never();
    if (chance.hits(busy)) throw new LibsqlError("database is locked", "SQLITE_BUSY");
    let answer: T;
    try {
      answer = await ask();
    } catch (error) {
      world.trace(`${process.name} ${what.name} fails: ${String(error)}`);
      throw error;
    }
    if (what.writes) await onWrite(what.name === "batch");
    if (!process.pass(`${what.name} answered`)) return never();
    if (what.writes && chance.hits(answerLost)) {
      world.trace(`${process.name} ${what.name} is done, but its answer is lost`);
      throw new LibsqlError("the connection was lost", "SQLITE_IOERR");
    }
    if (chance.hits(slow)) await process.sleep(chance.between(1, 30));
    return answer;
  }

  return {
    closed: false,
    protocol: "file",
    execute: async (statement: InStatement | string) => {
      const text = typeof statement === "string" ? statement : textOf(statement);
      const what = { name: nameOf(text), writes: !/^\s*select/i.test(text) };
      return call(what, async () => client.execute(statement));
    },
    batch: async (statements, mode) =>
      call({ name: "batch", writes: true }, async () => client.batch(statements, mode)),
    migrate: refuse,
    transaction: refuse,
    executeMultiple: refuse,
    sync: refuse,
    reconnect: refuse,
    close: () => {},
  };
}

function refuse(): never {
  throw new Error("the simulation has no such call");
}

function textOf(statement: InStatement): string {
  return typeof statement === "string" ? statement : statement.sql;
}

/** `select jobs`, `update outbox`: what a passage is called in the history. */
export function nameOf(text: string): string {
  const [, verb = "?", table = "?"] =
    /^\s*(select|insert|update|delete)\b.*?(?:from|into|update)?\s*"(?:\w+"\."\w+", )?(\w+)"/is.exec(
      text,
    ) ?? [];
  const from = /\bfrom "(\w+)"/i.exec(text)?.[1];
  return `${verb.toLowerCase()} ${from ?? table}`;
}
