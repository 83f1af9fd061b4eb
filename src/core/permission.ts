/** Who may do what, by GitHub's own words for a collaborator's role. */
import type { Permission, Repository } from "./work-item.ts";

/** May make AO work, stop and spend. */
export function mayWrite(permission: Permission): boolean {
  return permission === "admin" || permission === "maintain" || permission === "write";
}

/** May ask AO to say something. In a public repository everybody can read, so a role that somebody gave is needed. */
export function mayRead(permission: Permission, repository: Repository): boolean {
  if (mayWrite(permission) || permission === "triage") return true;
  return repository.private && permission === "read";
}
