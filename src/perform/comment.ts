/** A comment that notifies: exactly one per key, found again by its marker when an earlier try's answer was lost. */
import { hasMarker, withMarker } from "../core/marker.ts";
import { unlessLocked } from "./locked.ts";
import { itemOf } from "./performer.ts";
import type { Effect, Repository, WorkItem } from "../core/work-item.ts";
import type { PerformParts, Performer } from "./performer.ts";

/** GitHub's limit is 65,536 characters; a comment is for a phone. */
const MAX_CHARS = 20_000;

export const comment: Performer<Extract<Effect, { type: "comment" }>> = async (performing) => {
  const { effect, parts } = performing;
  const item = itemOf(performing);
  const repository = effect.repository ?? item.repository;
  const threads =
    effect.repository === undefined ? threadsFor(item, effect.thread) : [effect.thread];
  for (const thread of threads) {
    if (await unlessLocked(() => postOnce(parts, repository, { ...effect, thread }))) return null;
  }
  const where = `${repository.name}#${item.number}`;
  parts.log.warn({ item: where, key: effect.key }, "a locked conversation takes no comment");
  return { type: "thread_locked", key: effect.key };
};

/** Where one conversation is locked it is said in the other: the or the pull request's. */
function threadsFor(item: WorkItem, thread: number): number[] {
  const others = [item.pullRequest?.number, item.number].filter((one) => one !== undefined);
  return [thread, ...others.filter((one) => one !== thread)];
}

/** Posts `body` unless a comment with this key is there already. */
export async function postOnce(
  parts: Pick<PerformParts, "github" | "redact">,
  repository: Repository,
  said: { key: string; thread: number; body: string },
): Promise<number> {
  const there = await parts.github.comments(repository, said.thread);
  const mine = there.find((one) => one.mine && hasMarker(one.body, said.key));
  if (mine !== undefined) return mine.id;
  const body = parts.redact(said.body).slice(0, MAX_CHARS);
  return parts.github.postComment(repository, said.thread, withMarker(body, said.key));
}
