/** The app, as a runner calls it: every route of `src/protocol/words.ts`, with patience and without trust. */
import { z } from "zod";
import {
  type Beat,
  BeatAnswer,
  JobOrder,
  type JobReport,
  type LeaseRequest,
  ReadToken,
  Refusal,
  Tells,
  type TellsRequest,
} from "../src/protocol/words.ts";
import type { Pack } from "./pack.ts";
import type { RunnerParts } from "./parts.ts";

const MAX_ANSWER_BYTES = 8_000_000;
const CALL_MS = 15_000;
const UPLOAD_MS = 300_000;

/** The app did not answer, or asked to come back later. `retryAfterMs` is what its Retry-After header said. */
export class AoUnreachable extends Error {
  override readonly name = "AoUnreachable";
  readonly retryAfterMs: number | null;
  constructor(message: string, options: { retryAfterMs: number | null; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The job is no longer this runner's (409). Nothing more may be done for it. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** The app will never accept this, however often it is tried. `status` 401 and 403: the token. */
export class AoRefused extends Error {
  override readonly name = "AoRefused";
  readonly status: number;
  constructor(status: number, says: string) {
    super(says);
    this.status = status;
  }
}

export type AoServer = {
  /** Waits up to `waitMs` for work; null when none came. */
  lease: (request: LeaseRequest, signal: AbortSignal) => Promise<JobOrder | null>;
  beat: (jobId: string, beat: Beat, signal: AbortSignal) => Promise<BeatAnswer>;
  tells: (jobId: string, request: TellsRequest, signal: AbortSignal) => Promise<Tells>;
  token: (jobId: string, epoch: number, signal: AbortSignal) => Promise<ReadToken>;
  sendPack: (jobId: string, epoch: number, pack: Pack, signal: AbortSignal) => Promise<void>;
  report: (jobId: string, report: JobReport, signal: AbortSignal) => Promise<void>;
};
type ServerParts = Pick<RunnerParts, "clock" | "fetch">;
type Call = {
  method: "POST" | "PUT";
  route: string;
  body: unknown;
  headers?: Record<string, string>;
  timeoutMs: number;
  signal: AbortSignal;
};

/** One attempt per call. Throws `AoUnreachable`, `LeaseLost`, `AoRefused`, or the signal's reason. */
export function makeAoServer(app: { server: string; token: string }, parts: ServerParts): AoServer {
  const post = (route: string, body: unknown, signal: AbortSignal) =>
    send(app, { method: "POST", route, body, timeoutMs: CALL_MS, signal }, parts);
  return {
    lease: async (request, signal) => {
      const timeoutMs = request.waitMs + CALL_MS;
      const call: Call = { method: "POST", route: "lease", body: request, timeoutMs, signal };
      const answer = await send(app, call, parts);
      return answer === null ? null : readAnswer(JobOrder, answer);
    },
    beat: async (jobId, beat, signal) =>
      readAnswer(BeatAnswer, await post(jobRoute(jobId, "beat"), beat, signal)),
    tells: async (jobId, request, signal) => {
      const route = jobRoute(jobId, "tells");
      const timeoutMs = request.waitMs + CALL_MS;
      const call: Call = { method: "POST", route, body: request, timeoutMs, signal };
      return readAnswer(Tells, await send(app, call, parts));
    },
    token: async (jobId, epoch, signal) =>
      readAnswer(ReadToken, await post(jobRoute(jobId, "token"), { epoch }, signal)),
    sendPack: async (jobId, epoch, pack, signal) => {
      const body = await pack.open();
      const headers = { "x-ao-epoch": String(epoch), "x-ao-sha256": pack.sha256 };
      const route = jobRoute(jobId, "pack");
      await send(app, { method: "PUT", route, body, headers, timeoutMs: UPLOAD_MS, signal }, parts);
    },
    report: async (jobId, report, signal) => {
      await post(jobRoute(jobId, "report"), report, signal);
    },
  };
}

/**
 * Repeats `call` until it succeeds, is refused for good, or `signal` aborts. Waits at least as long as the app asked.
 */
export async function keepTrying<T>(
  call: () => Promise<T>,
  parts: Pick<RunnerParts, "clock" | "random">,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AoUnreachable)) throw error;
      await parts.clock.sleep(backOffMs(attempt, error.retryAfterMs, parts.random()), signal);
      signal.throwIfAborted();
    }
  }
}

/** Milliseconds before attempt `attempt + 1`: from 0.5 s, doubling to 30 s, spread by `random` so that runners do not march in step. */
export function backOffMs(attempt: number, retryAfterMs: number | null, random: number): number {
  const stepMs = Math.min(500 * 2 ** Math.min(attempt - 1, 10), 30_000);
  const spreadMs = stepMs / 2 + (stepMs / 2) * random;
  return Math.round(Math.max(spreadMs, retryAfterMs ?? 0));
}

function jobRoute(jobId: string, what: string): string {
  return `jobs/${encodeURIComponent(jobId)}/${what}`;
}

/** The parsed JSON of a 200, null for a 204. */
async function send(
  app: { server: string; token: string },
  call: Call,
  { clock, fetch }: ServerParts,
): Promise<unknown> {
  call.signal.throwIfAborted();
  const late = new AbortController();
  const stopTimer = clock.setTimer(call.timeoutMs, () => late.abort());
  const isBytes = call.body instanceof Blob;
  try {
    const response = await fetch(`${app.server}/runner/v1/${call.route}`, {
      method: call.method,
      headers: {
        authorization: `Bearer ${app.token}`,
        ...(isBytes ? {} : { "content-type": "application/json" }),
        ...call.headers,
      },
      body: call.body instanceof Blob ? call.body : JSON.stringify(call.body),
      // The token is for this address only.
      redirect: "error",
      signal: AbortSignal.any([call.signal, late.signal]),
    });
    const text = await readBounded(response);
    if (response.status === 204) return null;
    if (response.ok) return text === "" ? {} : JSON.parse(text);
    throw refuse(response, text);
  } catch (error) {
    call.signal.throwIfAborted();
    if (
      error instanceof LeaseLost ||
      error instanceof AoRefused ||
      error instanceof AoUnreachable
    ) {
      throw error;
    }
    const why = late.signal.aborted
      ? `no answer within ${call.timeoutMs / 1_000} s`
      : describe(error);
    throw new AoUnreachable(`${app.server}: ${why}`, { retryAfterMs: null, cause: error });
  } finally {
    stopTimer();
  }
}

function refuse(response: Response, text: string): Error {
  const says = readRefusal(text) ?? `HTTP ${response.status}`;
  if (response.status === 409) return new LeaseLost(says);
  const comeBack = response.status >= 500 || response.status === 429 || response.status === 408;
  if (!comeBack) return new AoRefused(response.status, says);
  return new AoUnreachable(says, { retryAfterMs: readRetryAfter(response) });
}

function readRefusal(text: string): string | null {
  try {
    return Refusal.parse(JSON.parse(text)).says.slice(0, 1_000);
  } catch {
    return null;
  }
}

/** Seconds only: a date would need the app's clock. Never more than ten minutes. */
function readRetryAfter(response: Response): number | null {
  const header = response.headers.get("retry-after") ?? "";
  return /^\d{1,6}$/.test(header) ? Math.min(Number(header) * 1_000, 600_000) : null;
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES)
      throw new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What the app says must fit the words of this runner's version; else it is a bug or another version, and no retry helps. */
function readAnswer<T>(words: z.ZodType<T>, answer: unknown): T {
  const read = words.safeParse(answer);
  if (read.success) return read.data;
  throw new AoRefused(
    200,
    `the app speaks other words than this runner: ${z.prettifyError(read.error)}`,
  );
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
