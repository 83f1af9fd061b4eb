/** Where AO may work as GitHub says now, for webhooks that were lost and for calls that were refused. */
import type { AccessLoss } from "../core/changes.ts";
import type { Repository } from "../core/work-item.ts";
import type { GitHub, InstalledRepository } from "./port.ts";

export interface Access {
  /** By id: an installation that is made anew and a repository with a new name are found again. */
  repositories: ReadonlyMap<number, InstalledRepository>;
  suspended: ReadonlySet<number>;
  installed: ReadonlySet<number>;
}

/**
 * Asks for every installation and every repository of those that are not suspended.
 * @param sought only this one matters: its installation is asked first, and the others only when it is not there
 */
export async function readAccess(
  github: Pick<GitHub, "installations" | "repositories">,
  sought: Repository | null = null,
): Promise<Access> {
  const installations = await github.installations();
  const repositories = new Map<number, InstalledRepository>();
  const isOwn = ({ id }: { id: number }): number => Number(id === sought?.installationId);
  for (const { id, suspended } of installations.toSorted((a, b) => isOwn(b) - isOwn(a))) {
    if (suspended) continue;
    if (sought !== null && repositories.has(sought.id)) break;
    for (const one of await github.repositories(id)) repositories.set(one.repository.id, one);
  }
  return {
    repositories,
    suspended: new Set(installations.filter((one) => one.suspended).map((one) => one.id)),
    installed: new Set(installations.map((one) => one.id)),
  };
}

/** @returns the repository as it is now, or why AO may not work in it */
export function findAccess(access: Access, known: Repository): Repository | AccessLoss {
  const there = access.repositories.get(known.id);
  if (there !== undefined) return there.archived ? "archived" : there.repository;
  if (access.suspended.has(known.installationId)) return "suspended";
  return access.installed.has(known.installationId) ? "deselected" : "uninstalled";
}
