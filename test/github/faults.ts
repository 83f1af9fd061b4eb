/** What goes wrong on purpose. Everything is off until a test switches it on; `calm()` ends it all. */
export interface FaultKnobs {
  /** Every delivery arrives this many times more, with the same GUID. */
  readonly duplicateDeliveries: (times: number) => void;
  /** A share of the deliveries (0 to 1, spread evenly), or those a test picks, never arrive. */
  readonly dropDeliveries: (which: number | DeliveryPredicate) => void;
  readonly delayDeliveries: (ms: number) => void;
  /** Deliveries overtake each other. */
  readonly reorderDeliveries: (on: boolean) => void;
  /**
   * The next calls of that method and path get this status; 0 cuts the connection.
   * With `afterEffect` the call does its work and only the answer is lost.
   */
  readonly failNext: (
    method: string,
    path: RegExp,
    status: number,
    ...more: [times?: number, options?: { readonly afterEffect?: boolean }]
  ) => void;
  /** The next writes of the App are refused with 403 and `retry-after`. */
  readonly secondaryRateLimit: (retryAfterSeconds: number, times?: number) => void;
  /** Every installation token that was issued so far answers 401 from now on. */
  readonly expireTokens: () => void;
  /** The same, as if GitHub had never heard of them. */
  readonly loseTokens: () => void;
  /** The next pushes are refused with these words. */
  readonly refusePushes: (message: string, times?: number) => void;
  readonly calm: () => void;
}

type DeliveryPredicate = (delivery: {
  readonly event: string;
  readonly action: string | null;
}) => boolean;

interface Failure {
  readonly method: string;
  readonly path: RegExp;
  readonly status: number;
  readonly afterEffect: boolean;
  left: number;
}

interface DeliveryPlan {
  readonly dropped: boolean;
  readonly copies: number;
  readonly delayMs: number;
  readonly outOfOrder: boolean;
}

export interface Faults {
  readonly knobs: FaultKnobs;
  readonly planDelivery: (delivery: Parameters<DeliveryPredicate>[0]) => DeliveryPlan;
  readonly takeFailure: (method: string, path: string) => Omit<Failure, "left"> | null;
  readonly takeRateLimit: () => number | null;
  readonly takePushRefusal: () => string | null;
}

const CALM = {
  copies: 1,
  drop: 0 as number | DeliveryPredicate,
  delayMs: 0,
  reorder: false,
};

export function makeFaults(tokens: Pick<FaultKnobs, "expireTokens" | "loseTokens">): Faults {
  let now = { ...CALM };
  let seen = 0;
  let failures: Failure[] = [];
  let limit = { left: 0, retryAfterSeconds: 0 };
  let refusal = { left: 0, message: "" };

  const isDropped: DeliveryPredicate = (delivery) => {
    const { drop } = now;
    if (typeof drop === "function") return drop(delivery);
    // Spread evenly and the same every time, without any chance in it.
    return Math.floor(seen * drop) > Math.floor((seen - 1) * drop);
  };

  return {
    planDelivery: (delivery) => {
      seen += 1;
      return {
        dropped: isDropped(delivery),
        copies: now.copies,
        // Every other one waits, so that the next overtakes it.
        delayMs: now.delayMs + (now.reorder && seen % 2 === 1 ? 30 : 0),
        outOfOrder: now.reorder,
      };
    },
    takeFailure: (method, path) => {
      const found = failures.find(
        (one) => one.left > 0 && one.method === method.toUpperCase() && one.path.test(path),
      );
      if (found === undefined) return null;
      found.left -= 1;
      return found;
    },
    takeRateLimit: () => {
      if (limit.left === 0) return null;
      limit.left -= 1;
      return limit.retryAfterSeconds;
    },
    takePushRefusal: () => {
      if (refusal.left === 0) return null;
      refusal.left -= 1;
      return refusal.message;
    },
    knobs: {
      duplicateDeliveries: (times) => {
        now.copies = times + 1;
      },
      dropDeliveries: (which) => {
        now.drop = which;
      },
      delayDeliveries: (ms) => {
        now.delayMs = ms;
      },
      reorderDeliveries: (on) => {
        now.reorder = on;
      },
      failNext: (method, path, status, ...[times = 1, { afterEffect = false } = {}]) => {
        failures.push({ method: method.toUpperCase(), path, status, afterEffect, left: times });
      },
      secondaryRateLimit: (retryAfterSeconds, times = 1) => {
        limit = { left: times, retryAfterSeconds };
      },
      ...tokens,
      refusePushes: (message, times = 1) => {
        refusal = { left: times, message };
      },
      calm: () => {
        now = { ...CALM };
        failures = [];
        limit = { left: 0, retryAfterSeconds: 0 };
        refusal = { left: 0, message: "" };
      },
    },
  };
}
