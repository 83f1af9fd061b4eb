/** Shows that something was noticed, and what came of it. GitHub keeps a reaction once, however often it is given. */
import { unlessLocked } from "./locked.ts";
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const react: Performer<Extract<Effect, { type: "react" }>> = async (performing) => {
  const { repository } = itemOf(performing);
  const { parts, effect } = performing;
  await unlessLocked(() => parts.github.react(repository, effect.to, effect.content));
  return null;
};
