/** Shows that something was noticed, and what came of it. GitHub keeps a reaction once, however often it is given. */
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const react: Performer<Extract<Effect, { type: "react" }>> = async (performing) => {
  const { repository } = itemOf(performing);
  await performing.parts.github.react(repository, performing.effect.to, performing.effect.content);
  return null;
};
