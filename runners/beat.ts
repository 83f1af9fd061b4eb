/** Signs of life of one job: each renews the lease and carries the newest progress. */
import type { Progress } from "../src/protocol/words.ts";
import { type AoServer, AoUnreachable, backOffMs, LeaseLost } from "./ao-server.ts";
import type { RunnerParts } from "./parts.ts";
import type { Watchdog } from "./watchdog.ts";

export type Heart = {
  jobId: string;
  epoch: number;
  beatMs: number;
  server: Pick<AoServer, "beat">;
  watchdog: Watchdog;
  progress: { next: () => Progress | null; acknowledged: (seq: number) => void };
  parts: Pick<RunnerParts, "clock" | "random" | "log">;
  /** The app says that the job is somebody else's, or nobody's. */ onLost: (says: string) => void;
};

/** Beats until `signal` aborts or the lease is lost. The first beat is acknowledged before the answer's `ready` resolves. */
export function startBeating(
  heart: Heart,
  signal: AbortSignal,
): { ready: Promise<void>; stopped: Promise<void> } {
  const ready = Promise.withResolvers<undefined>();
  const stopped = beatOn(heart, signal, () => ready.resolve(undefined));
  return { ready: ready.promise, stopped };
}

async function beatOn(heart: Heart, signal: AbortSignal, onFirst: () => void): Promise<void> {
  const { clock, random, log } = heart.parts;
  for (let failures = 0; !signal.aborted;) {
    try {
      await beatOnce(heart, signal);
      failures = 0;
      onFirst();
      await clock.sleep(heart.beatMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof LeaseLost) return heart.onLost(error.message);
      failures += 1;
      log.warn({ job: heart.jobId, failures, says: String(error) }, "beat not acknowledged");
      // Never slower than the agreed pace, whatever was asked: the lease is running out, and the watchdog does not wait.
      const asked = error instanceof AoUnreachable ? error.retryAfterMs : null;
      await clock.sleep(Math.min(backOffMs(failures, asked, random()), heart.beatMs), signal);
    }
  }
}

async function beatOnce(heart: Heart, signal: AbortSignal): Promise<void> {
  const progress = heart.progress.next();
  // The lease counts from when the app may first have heard, at the latest: from before it was sent.
  const sentMs = heart.parts.clock.monotonicMs();
  const { ttlMs } = await heart.server.beat(heart.jobId, { epoch: heart.epoch, progress }, signal);
  heart.watchdog.renew(sentMs, ttlMs);
  if (progress !== null) heart.progress.acknowledged(progress.seq);
}
