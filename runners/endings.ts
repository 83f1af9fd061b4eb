/** How a job is ended from outside, and the errors that carry a readable reason. */
import type { Diagnosis } from "../src/protocol/words.ts";
import type { Clock } from "./clock.ts";

/** `lost`: another runner may have the job, nothing is reported. `late`: the whole job took longer than it may. */
export type Ending =
  | { kind: "cancelled"; atMs: number; why: string }
  | { kind: "drained"; atMs: number }
  | { kind: "late"; afterMs: number }
  | { kind: "lost"; says: string };

/** Thrown out of whatever a job was doing when it is ended. */
class Ended extends Error {
  override readonly name = "Ended";
  readonly ending: Ending;
  constructor(ending: Ending) {
    super(`The job was ended: ${ending.kind}`);
    this.ending = ending;
  }
}

/** A failure that ends the job as `crashed`, already in the words the app shows. */
export class JobFailure extends Error {
  override readonly name = "JobFailure";
  readonly diagnosis: Diagnosis;
  constructor(diagnosis: Diagnosis, cause?: unknown) {
    super(diagnosis.says, { cause });
    this.diagnosis = diagnosis;
  }
}

/** A diagnosis with the fields that most failures do not know left empty. */
export function diagnose(
  what: Diagnosis["what"],
  says: string,
  rest: Partial<Diagnosis> = {},
): Diagnosis {
  return { what, says, exitCode: null, signal: null, lastOutput: "", checked: [], ...rest };
}

/** The switch that ends one job. The first ending counts, except that a lost lease outranks the others. */
export type JobControl = {
  /** Aborted by any ending, with an `Ended` as its reason. */ signal: AbortSignal;
  /** Aborted only when the lease is lost, be it after another ending. */ lost: AbortSignal;
  end: (ending: Ending) => void;
  ending: () => Ending | null;
};

export function makeJobControl(): JobControl {
  const any = new AbortController();
  const lost = new AbortController();
  let ending: Ending | null = null;
  return {
    signal: any.signal,
    lost: lost.signal,
    ending: () => ending,
    end: (next) => {
      if (ending !== null && next.kind !== "lost") return;
      ending = next;
      any.abort(new Ended(next));
      if (next.kind === "lost") lost.abort(new Ended(next));
    },
  };
}

/** Waits for `work`, but no longer than until `signal` aborts; then throws the signal's reason. */
export async function untilEnded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Like `untilEnded`, but answers "aborted", so that something can still be said before the end. */
export function listenForEnd(signal: AbortSignal): {
  reached: Promise<"aborted">;
  stop: () => void;
} {
  const { promise, resolve } = Promise.withResolvers<"aborted">();
  const ring = () => resolve("aborted");
  if (signal.aborted) ring();
  signal.addEventListener("abort", ring, { once: true });
  return { reached: promise, stop: () => signal.removeEventListener("abort", ring) };
}

/** The result of `work`, or "late" when it takes longer than `ms`. The work itself is not stopped. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | "late"> {
  const { promise, resolve } = Promise.withResolvers<"late">();
  const stopTimer = clock.setTimer(ms, () => resolve("late"));
  try {
    return await Promise.race([work, promise]);
  } finally {
    stopTimer();
  }
}
