import type { Reaction } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { type Json, nodeId, renderTime } from "./json.ts";
import { renderUser } from "./user.ts";

export const REACTIONS = [
  "+1",
  "-1",
  "laugh",
  "confused",
  "heart",
  "hooray",
  "rocket",
  "eyes",
] as const;

export function renderReaction(world: World, reaction: Reaction): Json {
  return {
    id: reaction.id,
    node_id: nodeId("REA", reaction.id),
    user: renderUser(world, reaction.user),
    content: reaction.content,
    created_at: renderTime(reaction.createdAt),
  };
}

/** How many of each there are; `owner` is the URL of what they stand under. */
export function rollUpReactions(reactions: readonly Reaction[], owner: string): Json {
  return {
    url: `${owner}/reactions`,
    total_count: reactions.length,
    ...Object.fromEntries(
      REACTIONS.map((one) => [one, reactions.filter(({ content }) => content === one).length]),
    ),
  };
}
