import { renameBranch, setDefaultBranch } from "./branch-names.ts";
import { deleteRepository, transferRepository } from "./repository-ends.ts";
import { verify } from "./signatures.ts";
import type { BranchRules, Repository } from "./words.ts";
import { nameOf, type World } from "./world.ts";

/** What an admin changes in a repository's settings. */
export interface RepositorySettings {
  readonly rename: (name: string) => void;
  readonly archive: () => void;
  readonly unarchive: () => void;
  readonly publicize: () => void;
  readonly privatize: () => void;
  /** To another owner; the App is not there unless said so. */
  readonly transfer: (to: string, options?: { readonly installed?: boolean }) => void;
  readonly delete: () => void;
  /** Another branch that is there already becomes the default. */
  readonly defaultBranch: (branch: string) => Promise<void>;
  readonly renameBranch: (from: string, to: string) => Promise<void>;
  /** Classic protection of a branch or of a pattern of branches; null takes it away. */
  readonly protect: (pattern: string, rules: BranchRules | null) => void;
  /** A ruleset for a pattern of branches; gives its id. */
  readonly ruleset: (pattern: string, rules: BranchRules) => number;
  readonly dropRulesets: () => void;
  /** Lets a commit count as signed, also one that is not pushed yet. */
  readonly verify: (sha: string) => void;
}

const FOREIGN_SIGNATURE = "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n";

export function changeSettings(world: World, repository: Repository): RepositorySettings {
  const admin = { user: world.installation.installedBy, token: null };
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
      repository.formerNames.push(nameOf(repository));
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
    transfer: (to, { installed = false } = {}) =>
      transferRepository(world, repository, { to, installed }),
    delete: () => deleteRepository(world, repository),
    defaultBranch: (branch) => setDefaultBranch(world, repository, { branch, actor: admin }),
    renameBranch: (from, to) => renameBranch(world, repository, { from, to, actor: admin }),
    protect: (pattern, rules) => {
      if (rules === null) repository.protections.delete(pattern);
      else repository.protections.set(pattern, rules);
    },
    ruleset: (pattern, rules) => {
      const id = world.nextId("ruleset");
      repository.rulesets.push({ id, pattern, rules });
      return id;
    },
    dropRulesets: () => void repository.rulesets.splice(0),
    verify: (sha) => verify(world, repository, sha, { signature: FOREIGN_SIGNATURE, payload: "" }),
  };
}
