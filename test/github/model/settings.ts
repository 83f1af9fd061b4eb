import type { Repository } from "./words.ts";
import type { World } from "./world.ts";

/** What an admin changes in a repository's settings. */
export interface RepositorySettings {
  readonly rename: (name: string) => void;
  readonly archive: () => void;
  readonly unarchive: () => void;
  readonly publicize: () => void;
  readonly privatize: () => void;
}

export function changeSettings(world: World, repository: Repository): RepositorySettings {
  const tell = (action: string, more: Readonly<Record<string, unknown>> = {}): void => {
    world.emit({
      event: "repository",
      action,
      repository,
      sender: world.installation.installedBy,
      body: more,
    });
  };
  return {
    rename: (name) => {
      const from = repository.name;
      repository.formerNames.push(from);
      repository.name = name;
      tell("renamed", { changes: { repository: { name: { from } } } });
    },
    archive: () => {
      repository.archived = true;
      tell("archived");
    },
    unarchive: () => {
      repository.archived = false;
      tell("unarchived");
    },
    publicize: () => {
      repository.private = false;
      tell("publicized");
    },
    privatize: () => {
      repository.private = true;
      tell("privatized");
    },
  };
}
