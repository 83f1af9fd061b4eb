import type { Label, Repository } from "../model/words.ts";
import type { World } from "../model/world.ts";
import { type Json, nodeId } from "./json.ts";
import { repositoryUrl } from "./repository.ts";

export function renderLabel(world: World, repository: Repository, label: Label): Json {
  return {
    id: label.id,
    node_id: nodeId("LA", label.id),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: ["bug", "documentation", "duplicate", "enhancement", "wontfix"].includes(label.name),
    description: label.description,
  };
}
