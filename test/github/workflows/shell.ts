/** Runs one script for real, in a process group of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";

/** Between asking a cancelled script to stop and killing it. */
const killDelayMs = 1_000;
/** How long a step waits for the output of what its script left running. */
const outputGraceMs = 1_000;

/** The real runner's `shell:` names and what they stand for; {0} is the script. */
const formats = new Map([
  ["", "bash -e {0}"],
  ["bash", "bash --noprofile --norc -e -o pipefail {0}"],
  ["sh", "sh -e {0}"],
  ["python", "python3 {0}"],
]);

/** @throws {Error} GitHub's message for a shell that is neither known nor has a place for the script */
export function readShell(shell: string): string {
  const format = formats.get(shell) ?? shell;
  if (format.includes("{0}")) return format;
  throw new Error(
    "Invalid shell option. Shell must be a valid built-in (bash, sh, cmd, powershell, pwsh) or a format string containing '{0}'",
  );
}

export interface Script {
  /** As `readShell` gives it. */
  format: string;
  path: string;
  directory: string;
  env: Record<string, string>;
  signal: AbortSignal;
  onLine: (line: string) => void;
}

export interface Ended {
  /** 128 and the signal's number when one ended it; null when it was aborted. */
  exitCode: number | null;
  /** Ends everything the script left running. */
  endGroup: () => void;
}

/** @throws {Error} when bash cannot be started */
export async function runScript(script: Script): Promise<Ended> {
  const argv = script.format.split(" ").map((part) => part.replace("{0}", script.path));
  // One pipe for both streams keeps their order.
  const child = spawn("bash", ["-c", 'exec 2>&1; exec "$@"', "bash", ...argv], {
    cwd: script.directory,
    env: script.env,
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const group = child.pid;
  const lines = createInterface({ input: child.stdout, crlfDelay: Infinity });
  lines.on("line", (line) => script.onLine(line));
  const closed = once(lines, "close");
  const endGroup = (): void => signalGroup(group, "SIGKILL");
  const stop = (): void => {
    signalGroup(group, "SIGTERM");
    setTimeout(endGroup, killDelayMs).unref();
  };
  script.signal.addEventListener("abort", stop, { once: true });
  if (script.signal.aborted) stop();

  const [code, signal]: unknown[] = await once(child, "exit");
  script.signal.removeEventListener("abort", stop);
  await Promise.race([closed, wait(outputGraceMs, undefined, { ref: false })]);
  lines.close();
  // What still runs may go on writing; nobody reads it any more.
  child.stdout.resume();
  return { exitCode: script.signal.aborted ? null : toExitCode(code, signal), endGroup };
}

function signalGroup(group: number | undefined, signal: "SIGTERM" | "SIGKILL"): void {
  if (group === undefined) return;
  try {
    process.kill(-group, signal);
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error;
  }
}

function toExitCode(code: unknown, signal: unknown): number {
  if (typeof code === "number") return code;
  const [, number = 0] = Object.entries(constants.signals).find(([name]) => name === signal) ?? [];
  return 128 + number;
}
