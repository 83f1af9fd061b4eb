/** Answers somebody who wrote to AO where it does not work; silence for people without a role, so that nobody can make it talk. */
import { mayRead } from "../core/permission.ts";
import type { Effect } from "../core/work-item.ts";
import { postOnce } from "./comment.ts";
import type { Performer } from "./performer.ts";

export const answer: Performer<Extract<Effect, { type: "answer" }>> = async ({ parts, effect }) => {
  const { repository, login, comment, key, body } = effect;
  const permission = await parts.github.permissionOf(repository, login);
  if (!mayRead(permission, repository)) return null;
  await postOnce(parts, repository, { key, thread: comment.thread, body });
  return null;
};
