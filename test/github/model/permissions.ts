import { ApiError } from "./errors.ts";
import type { Actor, Level, Permission, Repository, User } from "./words.ts";

/** What an operation asks of an App's token and of a person. */
export interface Need {
  /** One of these is enough, as for an issue that is a pull request. */
  readonly app: readonly `${string}:${Level}`[];
  /** none: an App only. */
  readonly person: Permission;
}

const ORDER: readonly Permission[] = ["none", "read", "triage", "write", "maintain", "admin"];

/** What a person may do in a repository; everybody reads a public one. */
export function permissionOf(repository: Repository, user: User): Permission {
  if (repository.owner.login === user.login) return "admin";
  return (
    repository.collaborators.get(user.login.toLowerCase()) ?? (repository.private ? "none" : "read")
  );
}

export function isAtLeast(permission: Permission, wanted: Permission): boolean {
  return ORDER.indexOf(permission) >= ORDER.indexOf(wanted);
}

/** Whether the repository exists for this actor at all; null is somebody without a login. */
export function isVisible(repository: Repository, actor: Actor | null): boolean {
  if (actor === null) return !repository.private;
  if (actor.token === null) return permissionOf(repository, actor.user) !== "none";
  return reachesInstallation(repository, actor) || !repository.private;
}

/** 404 for what the actor cannot see, 403 for what it may not do, as GitHub answers. */
export function allow(repository: Repository, actor: Actor | null, need: Need): void {
  if (!isVisible(repository, actor)) throw ApiError.notFound();
  if (actor === null) {
    if (!isReading(need)) throw new ApiError(401, "Requires authentication");
    return;
  }
  if (actor.token === null) allowPerson(repository, actor.user, need.person);
  else allowToken(repository, actor, need);
  if (repository.archived && !isReading(need)) {
    throw new ApiError(403, "Repository was archived so is read-only.");
  }
}

function isReading(need: Need): boolean {
  return need.app.every((one) => one.endsWith(":read"));
}

function allowPerson(repository: Repository, user: User, wanted: Permission): void {
  if (wanted === "none") throw new ApiError(403, "You must authenticate via a GitHub App.");
  if (isAtLeast(permissionOf(repository, user), wanted)) return;
  throw new ApiError(403, "Must have admin rights to Repository.");
}

function allowToken(repository: Repository, actor: Actor, need: Need): void {
  const held = actor.token?.permissions ?? {};
  const met = need.app.some((one) => {
    const [name, level] = one.split(":");
    const has = held[name ?? ""];
    return has === "write" || has === level;
  });
  if (!met || (!reachesInstallation(repository, actor) && !isReading(need))) {
    throw ApiError.notPermitted();
  }
}

function reachesInstallation(repository: Repository, actor: Actor): boolean {
  const limited = actor.token?.repositoryIds ?? null;
  return repository.installed && (limited === null || limited.has(repository.id));
}

/** An App needs a right of its own for what is under .github/workflows; people need none. */
export function mayChangeWorkflows({ token }: Actor): boolean {
  return token === null || token.permissions["workflows"] === "write";
}

/** What GitHub calls the relation of an author to the repository. */
export function associationOf(repository: Repository, user: User): string {
  if (repository.owner === user) return "OWNER";
  if (isAtLeast(permissionOf(repository, user), "triage")) return "COLLABORATOR";
  return "NONE";
}
