/** Agents that outlived the runner that started them: found by its mark, which names a process that is gone. */
import { readdirSync, readFileSync } from "node:fs";
import type { Clock } from "./clock.ts";
import { killMarked } from "./processes.ts";

const NAME = "AO_RUNNER";

/** Inherited by everything a runner starts. Two runners may share a directory, so it names the process as well. */
export function runnerMark(directory: string): Record<string, string> {
  return { [NAME]: `${directory}:${process.pid}:${readStartTicks(process.pid)}` };
}

/** Kills what runners of this directory, that are gone, left running. Answers how many such runners there were. */
export async function killOrphans(directory: string, clock: Clock): Promise<number> {
  const orphaned = new Set(
    readMarks(directory).filter((value) => {
      const [ticks, pid] = value.split(":").toReversed();
      // A process id is used again, its start time with it is not.
      return readStartTicks(Number(pid)) !== ticks;
    }),
  );
  for (const value of orphaned) await killMarked({ name: NAME, value }, clock);
  return orphaned.size;
}

function readMarks(directory: string): string[] {
  const start = `${NAME}=${directory}:`;
  return readProc("/proc")
    .filter((name) => /^\d{1,10}$/.test(name))
    .flatMap((pid) => readText(`/proc/${pid}/environ`).split("\0"))
    .filter((variable) => variable.startsWith(start))
    .map((variable) => variable.slice(NAME.length + 1));
}

/** When a process started, in clock ticks since boot; "" when there is none. The 22nd field of stat. */
function readStartTicks(pid: number): string {
  const stat = readText(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function readProc(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** "" for what is gone meanwhile or belongs to somebody else. */
function readText(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
