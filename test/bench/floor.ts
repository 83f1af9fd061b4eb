/** What the machine itself takes: no program can be durable faster than its disk, or answer faster than its loopback. */
import { open, readFile } from "node:fs/promises";
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

const TICKS_A_SECOND = 100;

/** Milliseconds of processor a process has used, user and system; null where /proc is not there to ask. */
export async function readProcessorMs(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => null);
  if (stat === null) return null;
  // The second field is the program's name in parentheses and may hold anything: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_A_SECOND;
}
