import type { Level, Repository } from "./model/words.ts";
import { findRepository, nameOf, type World } from "./model/world.ts";
import { renderInstallation } from "./render/installation.ts";
import { nodeId } from "./render/json.ts";

/** What an owner does with the App in the settings, and what GitHub tells about it. */
export interface InstallationKnobs {
  /** Sends `installation.created` with every repository it has. */
  readonly announce: () => void;
  readonly add: (repository: string) => void;
  readonly remove: (repository: string) => void;
  readonly suspend: () => void;
  readonly unsuspend: () => void;
  readonly uninstall: () => void;
  readonly acceptPermissions: (permissions: Readonly<Record<string, Level>>) => void;
  readonly permissions: () => Readonly<Record<string, Level>>;
  /** The App asks for less than before: that holds at once, and nobody is told. */
  readonly reducePermissions: (permissions: Readonly<Record<string, Level>>) => void;
  readonly tellAdded: (repository: Repository) => void;
}

export function changeInstallation(world: World): InstallationKnobs {
  const { installation } = world;
  const sender = installation.installedBy;
  const installed = (): Repository[] => world.repositories.filter((one) => one.installed);

  const tell = (action: string): void => {
    world.emit({
      event: "installation",
      action,
      repository: null,
      sender,
      body: {
        installation: renderInstallation(world),
        requester: null,
        repositories: installed().map(renderBrief),
      },
    });
  };

  const tellRepositories = (action: "added" | "removed", repository: Repository): void => {
    world.emit({
      event: "installation_repositories",
      action,
      repository: null,
      sender,
      body: {
        installation: renderInstallation(world),
        repository_selection: "selected",
        repositories_added: action === "added" ? [renderBrief(repository)] : [],
        repositories_removed: action === "removed" ? [renderBrief(repository)] : [],
        requester: null,
      },
    });
  };

  return {
    announce: () => tell("created"),
    add: (name) => {
      const repository = findRepository(world, name);
      repository.installed = true;
      tellRepositories("added", repository);
    },
    remove: (name) => {
      const repository = findRepository(world, name);
      repository.installed = false;
      tellRepositories("removed", repository);
    },
    suspend: () => {
      installation.suspendedAt = world.now();
      tell("suspend");
    },
    unsuspend: () => {
      installation.suspendedAt = null;
      tell("unsuspend");
    },
    uninstall: () => {
      tell("deleted");
      installation.deleted = true;
    },
    acceptPermissions: (permissions) => {
      installation.permissions = { ...permissions };
      tell("new_permissions_accepted");
    },
    permissions: () => ({ ...installation.permissions }),
    reducePermissions: (permissions) => {
      installation.permissions = { ...permissions };
    },
    tellAdded: (repository) => tellRepositories("added", repository),
  };
}

function renderBrief(repository: Repository) {
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: nameOf(repository),
    private: repository.private,
  };
}
