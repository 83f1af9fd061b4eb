/** Runs a `setup` or `verify` command of the repository and keeps how it went. */
import type { CommandRun } from "../src/protocol/words.ts";
import type { Clock } from "./clock.ts";
import { killMarked, type Mark, spawnGroup } from "./processes.ts";

/** Kept of the output before it is redacted and cut: enough that a cut never leaves half a secret at the edge. */
const MAX_RAW_CHARS = 64_000;

export type CommandStart = {
  command: string;
  cwd: string;
  environment: Record<string, string>;
  timeoutMs: number;
  /** A mark that only this command carries. */ mark: Mark;
  signal: AbortSignal;
};

/**
 * Runs the command until it ends, takes too long, or the job is ended (then throws the signal's reason; whoever ended the
 * job kills its processes). Its output is raw. What it left running in the background goes on until the job ends.
 */
export async function runCommand(start: CommandStart, clock: Clock): Promise<CommandRun> {
  start.signal.throwIfAborted();
  const startedMs = clock.monotonicMs();
  // The policy's `setup` and `verify` are lines for a shell by definition; nothing of ours is put into them.
  const child = spawnGroup(["/bin/sh", "-c", start.command], {
    cwd: start.cwd,
    environment: { ...start.environment, [start.mark.name]: start.mark.value },
  });
  let output = "";
  let timedOut = false;
  const keep = (text: string) => {
    output = (output + text).slice(-MAX_RAW_CHARS);
  };
  child.stdout?.setEncoding("utf8").on("data", keep);
  child.stderr?.setEncoding("utf8").on("data", keep);
  child.stdin?.on("error", () => child.stdin?.destroy());
  child.stdin?.end();

  const ended = Promise.withResolvers<{ code: number | null; signal: string | null }>();
  const closed = Promise.withResolvers<undefined>();
  child.once("exit", (code, signal) => ended.resolve({ code, signal }));
  child.once("close", () => closed.resolve(undefined));
  child.once("error", (error) => {
    keep(`${error.message}\n`);
    ended.resolve({ code: null, signal: null });
  });
  const stopTimer = clock.setTimer(start.timeoutMs, () => {
    timedOut = true;
    void killMarked(start.mark, clock);
  });
  const stop = () => ended.reject(start.signal.reason);
  start.signal.addEventListener("abort", stop, { once: true });
  try {
    const { code, signal } = await ended.promise;
    // What is still in the pipe belongs to it; a child in the background may hold the pipe open for ever.
    await Promise.race([closed.promise, clock.sleep(200)]);
    const durationMs = Math.round(clock.monotonicMs() - startedMs);
    return { command: start.command, exitCode: code, signal, timedOut, durationMs, output };
  } finally {
    stopTimer();
    start.signal.removeEventListener("abort", stop);
  }
}
