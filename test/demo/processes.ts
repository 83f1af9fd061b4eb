/** Child processes of the demo: each leads a group of its own, and none outlives the demo. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

const LogLine = z.record(z.string(), z.unknown());
type LogLine = z.infer<typeof LogLine>;

export interface ProcessSpec<Ready> {
  /** For people. */ name: string;
  script: string;
  args?: readonly string[];
  directory: string;
  /** All of it. */ environment: Readonly<Record<string, string | undefined>>;
  /** Sees each JSON line of stdout; the first answer other than null is what `started` resolves with. */
  read(line: Readonly<LogLine>): Ready | null;
}

export interface StartedProcess<Ready> {
  started: Promise<Ready>;
  /** Rejects when the process ends without being asked to. */ broken: Promise<never>;
  /** SIGTERM, and after the grace SIGKILL for the whole group. Resolves when nothing of it runs. */
  stop(): Promise<void>;
  /** SIGKILL for it alone, as a crash would end it. Resolves when it is gone. */
  kill(): Promise<void>;
}

const GRACE_MS = 6_000;
const KEPT_LINES = 40;

/** Starts `script` with this very Node. */
export function startProcess<Ready>(spec: ProcessSpec<Ready>): StartedProcess<Ready> {
  const child = spawn(process.execPath, [spec.script, ...(spec.args ?? [])], {
    cwd: spec.directory,
    env: spec.environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const started = Promise.withResolvers<Ready>();
  const broken = Promise.withResolvers<never>();
  const kept: string[] = [];
  let asked = false;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (text) => {
      kept.push(text);
      if (kept.length > KEPT_LINES) kept.shift();
      const line = stream === child.stdout ? parseLine(text) : null;
      const ready = line === null ? null : spec.read(line);
      if (ready !== null) started.resolve(ready);
    });
  }
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      const error = new Error(describeEnd(spec.name, child, kept));
      started.reject(error);
      if (!asked) broken.reject(error);
      resolve();
    };
    child.once("close", end);
    child.once("error", (error) => {
      kept.push(error.message);
      end();
    });
  });
  // Who waits for neither of them any more has a reason of its own.
  for (const promise of [started.promise, broken.promise]) promise.catch(() => "told elsewhere");
  return {
    started: started.promise,
    broken: broken.promise,
    stop: async () => {
      asked = true;
      child.kill("SIGTERM");
      await Promise.race([ended, sleep(GRACE_MS, undefined, { ref: false })]);
      killGroup(child);
      await Promise.race([ended, sleep(1_000, undefined, { ref: false })]);
    },
    kill: async () => {
      asked = true;
      // Its pipes may stay open longer: what it has started holds them as well.
      const exited = new Promise((resolve) => child.once("exit", resolve));
      if (child.kill("SIGKILL")) await exited;
    },
  };
}

function parseLine(text: string): LogLine | null {
  if (!text.startsWith("{")) return null;
  try {
    return LogLine.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function describeEnd(name: string, child: ChildProcess, kept: readonly string[]): string {
  const how = child.signalCode ?? `exit code ${child.exitCode ?? "?"}`;
  const last = kept.map(sayLogLine).filter((line) => line !== null);
  return [`${name} ended (${how}). Its last words:`, ...last.slice(-12)].join("\n  ");
}

/** A warning or error of the log as one line; null for mere information; what is no log stays as it is. */
function sayLogLine(text: string): string | null {
  const line = parseLine(text);
  if (line === null) return stripVTControlCharacters(text).slice(0, 300);
  if (typeof line["level"] === "number" && line["level"] < 40) return null;
  const error = line["err"];
  const inner =
    typeof error === "object" && error !== null && "message" in error ? error.message : undefined;
  const parts = [line["msg"], line["says"], inner].filter((part) => typeof part === "string");
  return stripVTControlCharacters(parts.join(": ")).slice(0, 300);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error;
  }
}
