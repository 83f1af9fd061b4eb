/** Reads the journal's new rows after each write, into the history and for whoever watches. */
import type { Client } from "@libsql/client";
import { readJournalAfter } from "./scene.ts";
import type { JournalRow } from "./scene.ts";
import type { World } from "./world.ts";

export interface JournalReader {
  /** The new rows, oldest first. */
  read(): Promise<JournalRow[]>;
}

export function readJournalOf(world: World, database: Client): JournalReader {
  let last = 0;
  return {
    async read() {
      const rows = await readJournalAfter(database, last);
      last = rows.at(-1)?.row ?? last;
      for (const { subject, version, fact, why } of rows) {
        world.trace(`journal ${subject} ${version} ${fact?.type ?? "lane"}: ${why}`);
      }
      return rows;
    },
  };
}
