/**
 * Takes due effects, performs them, and feeds what came of each back through the one door, in the batch that ends it.
 * What GitHub can't do now is tried again, later and later; what it refuses becomes the fact `effect_failed`.
 */
import { retryDelayMs } from "../core/retry-delay.ts";
import type { Effect } from "../core/work-item.ts";
import { RefusedError, TransientError } from "../errors.ts";
import {
  leaseEffects,
  nextDueAt,
  postponeEffect,
  RENEW_MS,
  renewEffects,
} from "../store/outbox.ts";
import type { LeasedEffect } from "../store/outbox.ts";
import { findItem } from "../store/queries.ts";
import { performers } from "./index.ts";
import { isParked, park, putOff, readLoss } from "./parking.ts";
import type { Loss } from "./parking.ts";
import { showWaitMs } from "./show.ts";
import { complete, repositoryOf } from "./performer.ts";
import type { NewFact, PerformParts, Performer, Performing } from "./performer.ts";

const AT_ONCE = 8;
/** About an hour of trying: longer outages are told to a person. */
const MAX_ATTEMPTS = 18;
const IDLE_MS = 30_000;
/**
 * GitHub may say no and post it all the same, some seconds later. Doubles are swept in the threads of work items only: an
 * answer where there is none is looked for again when it has had time to appear.
 */
const ANSWER_AGAIN_MS = 120_000;

/** Effects that write content on GitHub, by how much somebody waits for them. */
const WRITES: Partial<Record<Effect["type"], "awaited" | "progress">> = {
  comment: "awaited",
  answer: "awaited",
  open_pull_request: "awaited",
  mark_ready: "awaited",
  merge_base: "awaited",
  undraft: "awaited",
  react: "awaited",
  show: "progress",
};

export interface PerformLoop {
  /** Ends when nothing is under way any more. */
  stop(): Promise<void>;
}

export function startPerforming(parts: PerformParts): PerformLoop {
  const stopping = new AbortController();
  const underWay = new Map<Promise<void>, LeasedEffect>();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const woken = new AbortController();
      const wake = (): void => woken.abort();
      const unlisten = parts.bell.listen("outbox", wake);
      stopping.signal.addEventListener("abort", wake);
      try {
        const free = AT_ONCE - underWay.size;
        const leased = free > 0 ? await leaseEffects(parts.database, parts.clock.now(), free) : [];
        for (const one of leased) {
          const work = performOne(parts, one).finally(() => {
            underWay.delete(work);
            parts.bell.ring("outbox");
          });
          underWay.set(work, one);
        }
        // With all hands full, whatever is due waits for one of them; its end rings.
        const waitMs = free > 0 ? await idleMs(parts) : IDLE_MS;
        if (leased.length === 0) await parts.clock.sleep(waitMs, woken.signal);
      } catch (error) {
        parts.log.error({ err: error }, "the outbox could not be read");
        await parts.clock.sleep(1_000, stopping.signal);
      } finally {
        unlisten();
        stopping.signal.removeEventListener("abort", wake);
      }
    }
    await Promise.all(underWay.keys());
  }

  /** GitHub may take long, and nobody else is to begin meanwhile; not even this process. */
  async function renew(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await parts.clock.sleep(RENEW_MS, ended);
      const now = parts.clock.now();
      await renewEffects(parts.database, [...underWay.values()], now).catch((error: unknown) => {
        parts.log.warn({ err: error }, "effects under way could not be kept");
      });
    }
  }

  const ended = new AbortController();
  const loops = [run().finally(() => ended.abort()), renew(ended.signal)];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function idleMs(parts: PerformParts): Promise<number> {
  const dueAt = await nextDueAt(parts.database);
  if (dueAt === null) return IDLE_MS;
  return Math.min(IDLE_MS, Math.max(5, dueAt - parts.clock.now()));
}

/** Never rejects. */
async function performOne(parts: PerformParts, leased: LeasedEffect): Promise<void> {
  const { effect, itemId } = leased;
  try {
    const item = itemId === null ? null : await findItem(parts.database, itemId);
    const performing: Performing = {
      parts,
      effect,
      item,
      attempts: leased.attempts,
    };
    if (isParked(performing)) return await putOff(parts, leased);
    if (await wasPaced(performing, leased)) return;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table pairs each effect with its performer; TypeScript loses the pairing in a union
    const perform = performers[effect.type] as Performer<Effect>;
    await finish(parts, leased, await perform(performing));
  } catch (error) {
    await fail(parts, leased, error).catch((failure: unknown) => {
      // Its lease ends by itself, and then it is tried again.
      parts.log.error(
        { err: failure, effect: effect.type },
        "a failed effect could not be put off",
      );
    });
  }
}

async function wasPaced(performing: Performing, leased: LeasedEffect): Promise<boolean> {
  const { parts, effect } = performing;
  const kind = WRITES[effect.type];
  const repository = repositoryOf(performing);
  if (kind === undefined || repository === null) return false;
  const now = parts.clock.now();
  const waitMs =
    (await showWaitMs(performing, now)) || parts.pacing.take(repository.installationId, now, kind);
  if (waitMs === 0) return false;
  await postponeEffect(parts.database, leased, { dueAt: now + waitMs, error: null });
  return true;
}

async function finish(
  parts: PerformParts,
  leased: LeasedEffect,
  outcome: NewFact | null,
): Promise<void> {
  const facts =
    outcome === null || leased.itemId === null
      ? []
      : [{ to: { item: leased.itemId }, fact: complete(parts, outcome) }];
  await parts.commit({ facts, finish: leased.finish });
}

async function fail(parts: PerformParts, leased: LeasedEffect, error: unknown): Promise<void> {
  let loss: Loss | null = null;
  let cause = error;
  try {
    loss = await readLoss(parts, leased, error);
  } catch (unanswered) {
    // Whether AO may work there could not be asked for now: that is what is tried again.
    cause = unanswered;
  }
  if (loss === null) await tryAgainOrGiveUp(parts, leased, cause);
  else await park(parts, leased, loss);
}

async function tryAgainOrGiveUp(
  parts: PerformParts,
  leased: LeasedEffect,
  error: unknown,
): Promise<void> {
  const { effect, attempts } = leased;
  const says = error instanceof Error ? parts.redact(error.message).slice(0, 500) : String(error);
  const details = { effect: effect.type, item: leased.itemId, attempts: attempts + 1, says };
  const lasting = error instanceof RefusedError || attempts + 1 >= MAX_ATTEMPTS;
  if (!lasting) {
    const retryAfterMs = error instanceof TransientError ? error.retryAfterMs : null;
    const soonMs = retryAfterMs ?? retryDelayMs(attempts + 1, parts.random());
    const waitMs = effect.type === "answer" ? Math.max(soonMs, ANSWER_AGAIN_MS) : soonMs;
    if (error instanceof TransientError) parts.log.warn(details, "an effect is tried again");
    else
      parts.log.error(
        { ...details, err: error },
        "an effect failed by our fault and is tried again",
      );
    const dueAt = parts.clock.now() + waitMs;
    await postponeEffect(parts.database, leased, { dueAt, error: says });
    return;
  }
  parts.log.error({ ...details, err: error }, "an effect has failed for good");
  const permission = error instanceof RefusedError ? error.permission : null;
  await finish(parts, leased, {
    type: "effect_failed",
    effect: effect.type,
    says,
    ...(permission !== null && { permission }),
    ...(effect.type === "comment" && { key: effect.key }),
  });
}
