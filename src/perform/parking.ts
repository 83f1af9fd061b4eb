/**
 * A refusal may come from a repository or an installation where AO may not work for now: then the work is parked, and what
 * was to be done is kept for later.
 */
import type { AccessLoss } from "../core/changes.ts";
import type { Effect, WorkItem } from "../core/work-item.ts";
import { RefusedError } from "../errors.ts";
import { findAccess, readAccess } from "../github/access.ts";
import { warnOfLoss } from "../loss.ts";
import { postponeEffect } from "../store/outbox.ts";
import type { LeasedEffect } from "../store/outbox.ts";
import { findItem } from "../store/queries.ts";
import { complete } from "./performer.ts";
import type { PerformParts, Performing } from "./performer.ts";

/** Effects of parked work are looked at again after this: they go out soon after AO may work there again. */
const PARKED_MS = 10_000;
/** Told to runners, not to GitHub. */
const OWN = new Set<Effect["type"]>(["cancel_job", "tell_job"]);

export interface Loss {
  item: WorkItem;
  reason: AccessLoss;
}

/** Nothing can be read or written there for now, and that is no failure. */
export function isParked({ item, effect }: Performing): boolean {
  const state = item?.state;
  return state?.name === "waiting" && state.for === "repository" && !OWN.has(effect.type);
}

/**
 * Asks GitHub whether what it said comes of AO not being allowed to work there.
 * @returns null when it does not, or when GitHub refuses to say: then the refusal stands for itself
 * @throws {TransientError} when GitHub can't say for now
 */
export async function readLoss(
  parts: PerformParts,
  leased: LeasedEffect,
  error: unknown,
): Promise<Loss | null> {
  const mayBe = error instanceof RefusedError && [403, 404, 422].includes(error.status);
  const item =
    mayBe && leased.itemId !== null ? await findItem(parts.database, leased.itemId) : null;
  if (item === null || item.state.name === "done") return null;
  try {
    const found = findAccess(await readAccess(parts.github, item.repository), item.repository);
    return typeof found === "string" ? { item, reason: found } : null;
  } catch (unanswered) {
    if (!(unanswered instanceof RefusedError)) throw unanswered;
    parts.log.warn({ err: unanswered }, "GitHub does not say where AO may work");
    return null;
  }
}

export async function park(
  parts: PerformParts,
  leased: LeasedEffect,
  { item, reason }: Loss,
): Promise<void> {
  const told = { to: { item: item.id }, fact: complete(parts, { type: "access_lost", reason }) };
  await parts.commit({ facts: [told] });
  warnOfLoss(parts.log, [item], [told]);
  await putOff(parts, leased);
}

export async function putOff(parts: PerformParts, leased: LeasedEffect): Promise<void> {
  const dueAt = parts.clock.now() + PARKED_MS;
  await postponeEffect(parts.database, leased, { dueAt, error: null });
}
