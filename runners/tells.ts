/** What people say to a running job: listened for all the time. A cancel acts at once, words wait for the turn's end. */
import type { Tell } from "../src/protocol/words.ts";
import { type AoServer, AoUnreachable, backOffMs, LeaseLost } from "./ao-server.ts";
import type { RunnerParts } from "./parts.ts";

const WAIT_MS = 25_000;
const MAX_IDS = 200;

type Words = Tell & { kind: "words" };
export type Inbox = {
  /** Words that came since the last time, oldest first. From now on they count as read. */
  takeWords: () => Words[];
  /** Ids of what the agent has read or the job has obeyed. */ heard: () => string[];
};
export type Listener = {
  jobId: string;
  epoch: number;
  server: Pick<AoServer, "tells">;
  parts: Pick<RunnerParts, "clock" | "random" | "log">;
  onCancel: (why: string) => void;
  onLost: (says: string) => void;
};

/** Listens until `signal` aborts or the lease is lost. */
export function listenForTells(
  listener: Listener,
  signal: AbortSignal,
): { inbox: Inbox; stopped: Promise<void> } {
  const received: string[] = [];
  const read: string[] = [];
  let waiting: Words[] = [];
  const take = (tell: Tell) => {
    if (received.includes(tell.id)) return;
    received.push(tell.id);
    if (tell.kind === "words") {
      waiting.push(tell);
      return;
    }
    read.push(tell.id);
    listener.onCancel(tell.why);
  };
  const inbox: Inbox = {
    heard: () => read.slice(-MAX_IDS),
    takeWords: () => {
      const taken = waiting;
      waiting = [];
      read.push(...taken.map((words) => words.id));
      return taken;
    },
  };
  return { inbox, stopped: listenOn(listener, { received, take }, signal) };
}

async function listenOn(
  listener: Listener,
  ear: { received: readonly string[]; take: (tell: Tell) => void },
  signal: AbortSignal,
): Promise<void> {
  const { clock, random, log } = listener.parts;
  for (let failures = 0; !signal.aborted;) {
    try {
      const heard = ear.received.slice(-MAX_IDS);
      const request = { epoch: listener.epoch, heard, waitMs: WAIT_MS };
      const startedMs = clock.monotonicMs();
      const { tells } = await listener.server.tells(listener.jobId, request, signal);
      for (const tell of tells) ear.take(tell);
      failures = 0;
      // An app that does not wait must not be asked in a tight circle.
      const tookMs = clock.monotonicMs() - startedMs;
      if (tells.length === 0 && tookMs < 1_000) await clock.sleep(1_000 - tookMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof LeaseLost) return listener.onLost(error.message);
      failures += 1;
      log.warn({ job: listener.jobId, failures, says: String(error) }, "could not listen");
      const asked = error instanceof AoUnreachable ? error.retryAfterMs : null;
      await clock.sleep(backOffMs(failures, asked, random()), signal);
    }
  }
}
