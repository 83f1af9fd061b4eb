/** Ctrl-C and its like: the first one ends the demo in order, later ones change nothing about that. */
import { constants } from "node:os";

export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** As shells count it: 128 and the signal's number. */ readonly exitCode: number;
  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Aborts with an `Interrupted` as its reason. npm passes a terminal's Ctrl-C on, so it may come twice. */
export function listenForInterrupt(): AbortSignal {
  const interrupt = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => interrupt.abort(new Interrupted(name)));
  }
  // Nobody reads any more (`npm run demo | head`).
  process.stdout.on("error", () => interrupt.abort(new Interrupted("SIGPIPE")));
  return interrupt.signal;
}

/**
 * What `promise` gives, unless `signal` aborts before.
 * @throws the signal's reason, or what `promise` rejects with
 */
export async function unlessInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const interrupted = Promise.withResolvers<never>();
  const onAbort = (): void => interrupted.reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, interrupted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
