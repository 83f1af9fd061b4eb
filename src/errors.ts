/** Errors sorted by who must act. Anything that is none of these is our bug. */

/** The other side may recover by itself (5xx, a rate limit, a race). `perform` tries again; nobody is told. */
export class TransientError extends Error {
  override readonly name = "TransientError";
  /** Milliseconds the other side asked for (its Retry-After header); null when it did not say. */
  readonly retryAfterMs: number | null;
  constructor(message: string, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** GitHub will keep saying no (404, 403 without a limit, 422): trying again changes nothing. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  /** HTTP status, as GitHub sent it. */
  readonly status: number;
  /** What the App would have needed and lacks, as `issues: write`; null when that is not why. */
  readonly permission: string | null;
  constructor(
    message: string,
    options: { status: number; permission?: string | null; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.permission = options.permission ?? null;
  }
}
