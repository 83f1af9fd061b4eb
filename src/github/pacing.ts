/**
 * How fast AO may write to GitHub: one token bucket pair per installation (80 a minute, 500 an hour), a fifth of each
 * kept for what somebody waits for. Progress slows down under load; questions and changes of state don't.
 * Pure but for its own counters; the time is given.
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */

export interface Pacing {
  /** Takes one write. @returns 0 when it may go now, else the milliseconds until one of its kind may */
  take(installationId: number, now: number, kind: "awaited" | "progress"): number;
  /** GitHub itself asked for a pause. */
  pause(installationId: number, untilMs: number): void;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

const BUCKETS = [
  { size: 80, refillMs: 60_000 / 80 },
  { size: 500, refillMs: 3_600_000 / 500 },
];
const KEPT = 0.2;

export function makePacing(): Pacing {
  const byInstallation = new Map<number, Bucket[]>();
  const pausedUntil = new Map<number, number>();

  return {
    take(installationId, now, kind) {
      const pausedMs = (pausedUntil.get(installationId) ?? 0) - now;
      if (pausedMs > 0) return pausedMs;
      const buckets = refill(byInstallation.get(installationId), now);
      byInstallation.set(installationId, buckets);
      const waitMs = Math.max(...buckets.map((bucket, at) => missingMs(bucket, at, kind)));
      if (waitMs > 0) return waitMs;
      for (const bucket of buckets) bucket.tokens -= 1;
      return 0;
    },
    pause(installationId, untilMs) {
      pausedUntil.set(installationId, Math.max(untilMs, pausedUntil.get(installationId) ?? 0));
    },
  };
}

function refill(buckets: Bucket[] | undefined, now: number): Bucket[] {
  return BUCKETS.map(({ size, refillMs }, at) => {
    const bucket = buckets?.[at];
    if (bucket === undefined) return { tokens: size, filledAt: now };
    const tokens = Math.min(size, bucket.tokens + (now - bucket.filledAt) / refillMs);
    return { tokens, filledAt: now };
  });
}

function missingMs(bucket: Bucket, at: number, kind: "awaited" | "progress"): number {
  const { size, refillMs } = BUCKETS[at] ?? { size: 1, refillMs: 0 };
  const floor = kind === "progress" ? size * KEPT : 0;
  return Math.max(0, Math.ceil((floor + 1 - bucket.tokens) * refillMs));
}
