/** What the machine itself takes: no program can be durable faster than its disk, or answer faster than its loopback. */
import { open } from "node:fs/promises";
import { fdatasyncSync, writeSync } from "node:fs";
import path from "node:path";

/** About what SQLite's write-ahead log takes for one small transaction. */
const BYTES = 12 * 1024;

/** How often per second a file can be made longer and synced, one by one. */
export async function measureSyncs(directory: string, forMs: number): Promise<number> {
  const file = await open(path.join(directory, "floor"), "w");
  try {
    const bytes = Buffer.alloc(BYTES, 1);
    const startedMs = performance.now();
    let syncs = 0;
    while (performance.now() - startedMs < forMs) {
      writeSync(file.fd, bytes);
      fdatasyncSync(file.fd);
      syncs += 1;
    }
    return (syncs / (performance.now() - startedMs)) * 1_000;
  } finally {
    await file.close();
  }
}
