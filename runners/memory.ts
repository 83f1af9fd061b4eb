/** What the runner remembers of a work item between jobs, in a file no agent writes: `<directory>/items/<item id>.json`. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const Memory = z.object({
  /** The conversation that `costUsd` belongs to. */ sessionId: z.string().nullable(),
  /** What it had cost in all when it was last heard of. */ costUsd: z.number().nonnegative(),
  /** Paths that setup and verify left dirty: not the agent's work, so never asked about or committed. */
  leftovers: z.array(z.string()).max(10_000),
});
export type Memory = z.infer<typeof Memory>;

const nothing: Memory = { sessionId: null, costUsd: 0, leftovers: [] };

/** A file that is not there, or that a crash left unreadable, is no memory: nothing that is decided depends on it. */
export async function readMemory(directory: string, itemId: string): Promise<Memory> {
  const text = await readFile(memoryFile(directory, itemId), "utf8").catch(() => "null");
  try {
    return Memory.parse(JSON.parse(text));
  } catch {
    return nothing;
  }
}

export async function writeMemory(
  directory: string,
  itemId: string,
  memory: Memory,
): Promise<void> {
  const file = memoryFile(directory, itemId);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(memory));
  await rename(`${file}.new`, file);
}

function memoryFile(directory: string, itemId: string): string {
  return path.join(directory, "items", `${itemId}.json`);
}
