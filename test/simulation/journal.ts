/** Reads the journal's new rows after each write, into the history and for whoever watches. */
import type { Client } from "@libsql/client";
import type { Fact } from "../../src/core/work-item.ts";
import type { JournalRow } from "./scene.ts";
import type { World } from "./world.ts";

export interface JournalReader {
  /** Told of new rows, oldest first, while nothing else goes on. */
  read(): Promise<JournalRow[]>;
}

export function readJournalOf(world: World, database: Client): JournalReader {
  let lastRow = 0;
  return {
    async read() {
      const { rows } = await database.execute({
        sql: "SELECT rowid AS row, subject, version, at, fact, why FROM journal WHERE rowid > ? ORDER BY rowid",
        args: [lastRow],
      });
      return rows.map((row) => {
        lastRow = Number(row["row"]);
        const fact = row["fact"] === null ? null : (JSON.parse(String(row["fact"])) as Fact);
        const subject = String(row["subject"]);
        const version = Number(row["version"]);
        const why = String(row["why"]);
        world.trace(`journal ${subject} ${version} ${fact?.type ?? "lane"}: ${why}`);
        return { subject, version, at: Number(row["at"]), fact, why };
      });
    },
  };
}
