import { appendFile, chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ApiError } from "./errors.ts";
import { commitFiles, runGit } from "./git.ts";
import { addLabel } from "./labels.ts";
import { UPDATE_HOOK } from "./update-hook.ts";
import { addUser, identityOf } from "./users.ts";
import { renderUser } from "../render/user.ts";
import type { Permission, Repository } from "./words.ts";
import { lookForRepository, type World } from "./world.ts";

export interface RepositorySpec {
  readonly name: string;
  readonly private?: boolean;
  readonly files: Readonly<Record<string, string>>;
  readonly collaborators?: Readonly<Record<string, Permission>>;
  readonly installed?: boolean;
  readonly drafts?: boolean;
  readonly defaultBranch?: string;
  /** Branches nobody pushes to by git, with the checks that must pass. */
  readonly protected?: Readonly<Record<string, { contexts: readonly string[] }>>;
}

const FIRST_LABELS: readonly (readonly [string, string, string])[] = [
  ["bug", "d73a4a", "Something isn't working"],
  ["documentation", "0075ca", "Improvements or additions to documentation"],
  ["duplicate", "cfd3d7", "This issue or pull request already exists"],
  ["enhancement", "a2eeef", "New feature or request"],
  ["wontfix", "ffffff", "This will not be worked on"],
];

/** A bare repository on disk with one commit, known to the stand-in, with GitHub's first labels. */
export async function addRepository(world: World, spec: RepositorySpec): Promise<Repository> {
  const [ownerLogin, name] = spec.name.split("/");
  if (ownerLogin === undefined || name === undefined) {
    throw new Error(`a repository is named owner/name, not ${spec.name}`);
  }
  if (lookForRepository(world, spec.name) !== null) {
    throw ApiError.invalid("Repository", "name", "name already exists on this account");
  }
  const owner = addUser(world, ownerLogin, "Organization");
  const directory = path.join(world.directory, "repositories", ownerLogin, `${name}.git`);
  const defaultBranch = spec.defaultBranch ?? "main";
  await initialise(directory, defaultBranch);
  const at = world.now();
  const repository: Repository = {
    id: world.nextId("repository"),
    owner,
    name,
    formerNames: [],
    renamedBranches: new Map(),
    private: spec.private ?? false,
    directory,
    defaultBranch,
    draftsAllowed: spec.drafts ?? true,
    installed: spec.installed ?? true,
    archived: false,
    protections: new Map(
      Object.entries(spec.protected ?? {}).map(([branch, { contexts }]) => [
        branch,
        { checks: contexts, pullRequest: true },
      ]),
    ),
    rulesets: [],
    queue: [],
    verified: new Map(),
    collaborators: new Map(),
    labels: [],
    issues: new Map(),
    goneIssues: new Map(),
    suites: [],
    checkRuns: [],
    statuses: [],
    workflows: [],
    workflowRuns: [],
    createdAt: at,
    updatedAt: at,
    pushedAt: at,
  };
  for (const [login, permission] of Object.entries(spec.collaborators ?? {})) {
    addUser(world, login);
    repository.collaborators.set(login.toLowerCase(), permission);
  }
  for (const [label, color, description] of FIRST_LABELS) {
    addLabel(world, repository, { name: label, color, description });
  }
  await commitFiles(directory, {
    branch: defaultBranch,
    parent: null,
    files: spec.files,
    message: "Initial commit",
    author: identityOf(owner),
    atMs: at,
  });
  world.repositories.push(repository);
  return repository;
}

async function initialise(directory: string, defaultBranch: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const name = `--initial-branch=${defaultBranch}`;
  await runGit(directory, ["init", "--quiet", "--bare", "--template=", name]);
  await appendFile(path.join(directory, "config"), CONFIGURATION);
  const hook = path.join(directory, "hooks", "update");
  await mkdir(path.dirname(hook), { recursive: true });
  await writeFile(hook, UPDATE_HOOK);
  await chmod(hook, 0o755);
}

const CONFIGURATION = `
[http]
  receivepack = true
[uploadpack]
  allowFilter = true
  allowAnySHA1InWant = true
[receive]
  hideRefs = refs/pull
  fsckObjects = true
[gc]
  auto = 0
`;

/** Gives or takes somebody's place in a repository, and tells of it. */
export function setCollaborator(
  world: World,
  repository: Repository,
  { login, permission }: { readonly login: string; readonly permission: Permission },
): void {
  const member = addUser(world, login);
  const before = repository.collaborators.get(login.toLowerCase());
  if (permission === "none") repository.collaborators.delete(login.toLowerCase());
  else repository.collaborators.set(login.toLowerCase(), permission);
  if ((before ?? "none") === permission) return;
  const action = before === undefined ? "added" : permission === "none" ? "removed" : "edited";
  world.emit({
    event: "member",
    action,
    repository,
    sender: world.installation.installedBy,
    body: {
      member: renderUser(world, member),
      ...(action === "removed"
        ? {}
        : {
            changes: {
              permission: {
                ...(action === "edited" ? { from: before } : {}),
                to: permission,
              },
            },
          }),
    },
  });
}
