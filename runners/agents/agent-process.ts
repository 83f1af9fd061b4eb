/** The process of an agent as seen from outside: its last output, when it was last heard, how it ended. */
import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { Writable } from "node:stream";
import type { AnyMessage, Stream } from "@agentclientprotocol/sdk";
import type { Diagnosis } from "../../src/protocol/words.ts";
import type { Clock } from "../clock.ts";

const MAX_STDERR_CHARS = 16_000;

export type Exit = { code: number | null; signal: string | null };
export type WatchedProcess = {
  exited: Promise<Exit>;
  /** Resolves when the program could not even be started. */ failed: Promise<{
    spawnError: string;
  }>;
  /** Puts an ear on a stream's messages. What `consume` answers true for goes no further. */
  watch: (stream: Stream, consume: (message: AnyMessage) => boolean) => Stream;
  /** Where the client writes, as bytes. */ input: () => WritableStream<Uint8Array>;
  /** How many lines came that were no JSON. */ garbage: () => number;
  /** Raw: not redacted. */ lastOutput: () => string;
  whenSilent: (ms: number) => { reached: Promise<"silent">; stop: () => void };
  /** What can be found out about it now, for a diagnosis. */ examine: () => Promise<Examined>;
  closeInput: () => void;
};
type Examined = Pick<Diagnosis, "exitCode" | "signal" | "lastOutput" | "checked">;

export function watchProcess(child: ChildProcess, clock: Clock): WatchedProcess {
  let stderr = "";
  let garbage = 0;
  let heardAtMs = clock.monotonicMs();
  let exit: Exit | null = null;
  const exited = Promise.withResolvers<Exit>();
  const failed = Promise.withResolvers<{ spawnError: string }>();
  child.once("exit", (code, signal) => {
    exit = { code, signal };
    exited.resolve(exit);
  });
  child.once("error", (error) => {
    if (child.pid === undefined) {
      failed.resolve({ spawnError: error.message });
      exited.resolve({ code: null, signal: null });
    }
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_CHARS);
  });
  // A pipe whose reader died: the exit says it better.
  child.stdin?.on("error", () => child.stdin?.destroy());

  return {
    exited: exited.promise,
    failed: failed.promise,
    garbage: () => garbage,
    lastOutput: () => stderr.slice(-4_000),
    closeInput: () => child.stdin?.end(),
    watch: (stream, consume) => ({
      writable: stream.writable,
      readable: stream.readable.pipeThrough(
        new TransformStream<AnyMessage, AnyMessage>({
          transform: (message, controller) => {
            heardAtMs = clock.monotonicMs();
            if (!consume(message)) controller.enqueue(message);
          },
        }),
      ),
    }),
    input: () => {
      if (child.stdin === null) throw new Error("an agent without pipes");
      return listenWriting(Writable.toWeb(child.stdin), (bytes) => {
        // The SDK answers each line that is no JSON with this, and says nothing to us.
        if (bytes.length < 300 && bytes.toString().includes('"code":-32700')) garbage += 1;
      });
    },
    whenSilent: (ms) => {
      heardAtMs = clock.monotonicMs();
      const { promise, resolve } = Promise.withResolvers<"silent">();
      let stopTimer: (() => void) | null = null;
      const look = () => {
        const leftMs = heardAtMs + ms - clock.monotonicMs();
        if (leftMs <= 0) return resolve("silent");
        stopTimer = clock.setTimer(leftMs, look);
      };
      look();
      return { reached: promise, stop: () => stopTimer?.() };
    },
    examine: async () => ({
      exitCode: exit?.code ?? null,
      signal: exit?.signal ?? null,
      lastOutput: stderr.slice(-4_000),
      checked: [
        exit === null
          ? `process ${child.pid}: ${await describeState(child.pid)}`
          : "its exit code and signal",
        stderr === "" ? "stderr: empty" : "the last lines of stderr",
        ...(garbage === 0 ? [] : [`stdout: ${garbage} lines that are no ACP`]),
        `last message: ${Math.round((clock.monotonicMs() - heardAtMs) / 1_000)} s ago`,
      ],
    }),
  };
}

function listenWriting(
  writable: WritableStream<Uint8Array>,
  written: (bytes: Buffer) => void,
): WritableStream<Uint8Array> {
  const writer = writable.getWriter();
  return new WritableStream({
    write: async (chunk) => {
      written(Buffer.from(chunk));
      await writer.write(chunk);
    },
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  });
}

/** Whether it sleeps, computes or waits for the disk, from /proc; elsewhere only that it runs. */
async function describeState(pid: number | undefined): Promise<string> {
  if (pid === undefined) return "was never started";
  const stat = await readFile(`/proc/${pid}/status`, "latin1").catch(() => "");
  const state = /^State:\s*(.{1,40})$/m.exec(stat)?.[1];
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "latin1").catch(() => "");
  const count = children.trim() === "" ? 0 : children.trim().split(" ").length;
  return state === undefined ? "runs" : `${state}, ${count} children`;
}
