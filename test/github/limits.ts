import { ApiError } from "./model/errors.ts";
import type { Actor } from "./model/words.ts";
import type { RateLimit } from "./rest/route.ts";

/** GitHub's own numbers; a test may set smaller ones. */
export interface LimitNumbers {
  readonly requestsPerHour: number;
  readonly contentPerMinute: number;
  readonly contentPerHour: number;
}

export const GITHUB_LIMITS: LimitNumbers = {
  requestsPerHour: 5000,
  contentPerMinute: 80,
  contentPerHour: 500,
};

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** What makes something people are told about counts as content. */
const CONTENT = /\/(comments|issues|pulls|reactions|replies|requested_reviewers|labels)$/;

export interface Limits {
  /** Counts a request; 403 when the hour's are used up. */
  readonly count: (actor: Actor | null) => void;
  /** Gives back what an answer of 304 does not cost. */
  readonly refund: (actor: Actor | null) => void;
  /** Counts content; 403 with retry-after when a minute or an hour had too much. */
  readonly countContent: (actor: Actor | null, method: string, path: string) => void;
  readonly describe: (actor: Actor | null) => RateLimit;
}

interface Usage {
  used: number;
  resetAt: number;
  content: number[];
}

export function makeLimits(now: () => number, numbers: LimitNumbers): Limits {
  const byActor = new Map<string, Usage>();

  const usageOf = (actor: Actor | null): Usage => {
    const key = actor?.user.login ?? "nobody";
    const known = byActor.get(key);
    if (known !== undefined && known.resetAt > now()) return known;
    const fresh = { used: 0, resetAt: now() + HOUR_MS, content: known?.content ?? [] };
    byActor.set(key, fresh);
    return fresh;
  };

  const describe = (actor: Actor | null): RateLimit => {
    const usage = usageOf(actor);
    return {
      limit: numbers.requestsPerHour,
      used: usage.used,
      remaining: Math.max(0, numbers.requestsPerHour - usage.used),
      resetAt: usage.resetAt,
    };
  };

  return {
    describe,
    count: (actor) => {
      const usage = usageOf(actor);
      if (usage.used >= numbers.requestsPerHour) {
        throw new ApiError(403, "API rate limit exceeded for installation.");
      }
      usage.used += 1;
    },
    refund: (actor) => {
      usageOf(actor).used -= 1;
    },
    countContent: (actor, method, path) => {
      if (method !== "POST" || !CONTENT.test(path)) return;
      const usage = usageOf(actor);
      usage.content = usage.content.filter((at) => at > now() - HOUR_MS);
      const inMinute = usage.content.filter((at) => at > now() - MINUTE_MS).length;
      if (inMinute >= numbers.contentPerMinute || usage.content.length >= numbers.contentPerHour) {
        throw secondaryLimit(60);
      }
      usage.content.push(now());
    },
  };
}

/** The refusal that asks to come back later. */
export function secondaryLimit(retryAfterSeconds: number): ApiError {
  return new ApiError(
    403,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    { headers: { "retry-after": String(retryAfterSeconds) } },
  );
}
