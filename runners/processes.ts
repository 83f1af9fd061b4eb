/**
 * The processes of a job: started with a mark in their environment, and found again by it.
 *
 * A process group is not enough: agents' shells call setsid (seen with five of nine agents). Every process that inherited
 * the mark is found in /proc, with its descendants and whatever shares its session. A child that wipes its environment,
 * starts a session of its own and lets its parent die escapes until a PID namespace holds it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import type { Clock } from "./clock.ts";

/** An environment variable and its value, which all processes of one tree inherit. */
export type Mark = { name: string; value: string };
type Seen = { pid: number; parent: number; group: number; session: number; marked: boolean };

const KILL_ROUNDS = 60;
const KILL_PAUSE_MS = 50;

/** Whether processes can be found here at all. A runner that could not stop an agent must not start one. */
export function canFindProcesses(): boolean {
  try {
    readFileSync("/proc/self/environ");
    return true;
  } catch {
    return false;
  }
}

/** Starts `command` in a process group of its own. Its stdio are pipes. Never through a shell. */
export function spawnGroup(
  command: readonly string[],
  options: { cwd: string; environment: Record<string, string> },
): ChildProcess {
  const [file, ...args] = command;
  if (file === undefined) throw new RangeError("an empty command");
  return spawn(file, args, {
    cwd: options.cwd,
    env: options.environment,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/**
 * Kills every process that carries `mark`, its descendants, and what shares a group or session with one of them; looks
 * again until none is left, for at most 3 s. Answers how many were still there at the end (0 is success).
 */
export async function killMarked(mark: Mark, clock: Clock): Promise<number> {
  let left = 0;
  for (let round = 0; round < KILL_ROUNDS; round += 1) {
    const pids = await findMarked(mark);
    left = pids.length;
    if (left === 0) return 0;
    for (const pid of pids) killOne(pid);
    await clock.sleep(KILL_PAUSE_MS);
  }
  return left;
}

/** The ids of all living processes of the tree that `mark` names. */
async function findMarked(mark: Mark): Promise<number[]> {
  const seen = await readProcesses(mark);
  const tree = new Set(seen.filter((one) => one.marked).map((one) => one.pid));
  if (tree.size === 0) return [];
  for (let grown = true; grown;) {
    const before = tree.size;
    for (const one of seen) {
      if (tree.has(one.parent) || tree.has(one.group) || tree.has(one.session)) tree.add(one.pid);
    }
    grown = tree.size > before;
  }
  tree.delete(process.pid);
  return [...tree];
}

function killOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // Gone already, or not ours: the next look says which.
    if (!isCode(error, "ESRCH") && !isCode(error, "EPERM")) throw error;
  }
}

async function readProcesses(mark: Mark): Promise<Seen[]> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d{1,10}$/.test(name));
  const seen = await Promise.all(pids.map((pid) => readProcess(Number(pid), mark)));
  return seen.filter((one) => one !== null);
}

/** Null for a process that ended meanwhile or is a zombie. Who hides the environment counts as unmarked. */
async function readProcess(pid: number, mark: Mark): Promise<Seen | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in parentheses and may hold anything: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null;
    const environ = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
    return {
      pid,
      parent: Number(fields[1]),
      group: Number(fields[2]),
      session: Number(fields[3]),
      marked: `\0${environ}`.includes(`\0${mark.name}=${mark.value}\0`),
    };
  } catch {
    return null;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
