/** Asks GitHub what a person may do, each time: roles change. */
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const readPermission: Performer<Extract<Effect, { type: "read_permission" }>> = async (
  performing,
) => {
  const { login, entryId } = performing.effect;
  const { repository } = itemOf(performing);
  const permission = await performing.parts.github.permissionOf(repository, login);
  return { type: "permission_read", entryId, permission };
};
