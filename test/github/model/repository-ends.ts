import { renderOrganization } from "../render/user.ts";
import { addUser } from "./users.ts";
import type { Repository } from "./words.ts";
import { nameOf, type World } from "./world.ts";

/** Another owner: the App goes along only where that one has it too; the old name leads there. */
export function transferRepository(
  world: World,
  repository: Repository,
  { to, installed }: { readonly to: string; readonly installed: boolean },
): void {
  const from = repository.owner;
  repository.formerNames.push(nameOf(repository));
  repository.owner = addUser(world, to, "Organization");
  tell(world, repository, "transferred", {
    changes: { owner: { from: { organization: renderOrganization(world, from) } } },
  });
  repository.installed = installed;
}

/** It is there for nobody any more, and its name is free. */
export function deleteRepository(world: World, repository: Repository): void {
  tell(world, repository, "deleted");
  world.repositories.splice(world.repositories.indexOf(repository), 1);
}

function tell(
  world: World,
  repository: Repository,
  action: string,
  body: Readonly<Record<string, unknown>> = {},
): void {
  world.emit({
    event: "repository",
    action,
    repository,
    sender: world.installation.installedBy,
    body,
  });
}
