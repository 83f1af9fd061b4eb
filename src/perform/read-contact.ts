/** Looks for somebody who may decide, when who was asked may not any more: assignee, then the policy's list, then the owner. */
import { mayWrite } from "../core/permission.ts";
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

/** Each costs a call. */
const MAX_ASKED = 10;

export const readContact: Performer<Extract<Effect, { type: "read_contact" }>> = async (
  performing,
) => {
  const { login } = performing.effect;
  const { github, defaultPolicy } = performing.parts;
  const item = itemOf(performing);
  const { repository } = item;
  if (mayWrite(await github.permissionOf(repository, login))) return null;
  const issue = await github.issue(repository, item.number);
  const [owner] = repository.name.split("/");
  const candidates = [
    item.requester,
    ...(issue?.assignees ?? []),
    ...(item.policy ?? defaultPolicy).ask,
    ...(owner === undefined ? [] : [owner]),
  ];
  const others = [...new Set(candidates)].filter((one) => one !== login);
  for (const next of others.slice(0, MAX_ASKED)) {
    const may = mayWrite(await github.permissionOf(repository, next));
    if (may) return { type: "person_left", login, next };
  }
  return { type: "person_left", login, next: null };
};
