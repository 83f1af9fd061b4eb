import { execa } from "execa";
import path from "node:path";
import { ApiError } from "./errors.ts";
import { GIT_ENVIRONMENT } from "./git.ts";
import { isGreen, listChecks, type Wanted } from "./required-checks.ts";
import { mayChangeWorkflows } from "./permissions.ts";
import type { Actor, BranchRules, Repository, Ruleset } from "./words.ts";

/** Stands for "no commit" in what git tells its hooks. */
export const NO_COMMIT = "0".repeat(40);

/** The classic protection of a branch, or null; a pattern protects every branch it fits. */
export function protectionOf(repository: Repository, branch: string): BranchRules | null {
  for (const [pattern, rules] of repository.protections) {
    if (fits(repository, pattern, branch)) return rules;
  }
  return null;
}

/** The rulesets that apply to a branch, oldest first. */
export function rulesetsOf(repository: Repository, branch: string): Ruleset[] {
  return repository.rulesets.filter(({ pattern }) => fits(repository, pattern, branch));
}

/** Every check that must pass before something is merged into a branch. */
export function listRequiredChecks(repository: Repository, branch: string): Wanted[] {
  const sets = rulesetsOf(repository, branch).map(({ rules }) => rules);
  return [...sets, protectionOf(repository, branch) ?? {}].flatMap(listChecks);
}

export function hasMergeQueue(repository: Repository, branch: string): boolean {
  const sets = rulesetsOf(repository, branch).map(({ rules }) => rules);
  return [...sets, protectionOf(repository, branch)].some((rules) => rules?.mergeQueue === true);
}

function fits(repository: Repository, pattern: string, branch: string): boolean {
  return new RegExp(toExpression(repository, pattern)).test(`refs/heads/${branch}`);
}

/** `*` is anything but a slash, `**` is anything; as an expression that both grep and JavaScript read. */
function toExpression(repository: Repository, pattern: string): string {
  const named = pattern === "~DEFAULT_BRANCH" ? repository.defaultBranch : pattern;
  if (named === "~ALL") return "^refs/heads/";
  const source = named.replaceAll(/\*+\/?|[.+?^${}()|[\]\\]/g, (part) => {
    if (part.startsWith("**")) return ".*";
    return part.startsWith("*") ? part.replace("*", "[^/]*") : `\\${part}`;
  });
  return `^refs/heads/${source}$`;
}

/** What the update hook needs to refuse what the rules do not allow, a line each. */
export function describeForHook(repository: Repository): string {
  const classic = [...repository.protections].flatMap(([pattern, rules]) =>
    listRules(repository, rules).map((rule) => ["GH006", pattern, ...rule] as const),
  );
  const sets = repository.rulesets.flatMap(({ pattern, rules }) =>
    listRules(repository, rules).map((rule) => ["GH013", pattern, ...rule] as const),
  );
  return [...classic, ...sets]
    .map(([code, pattern, kind, argument]) =>
      [code, toExpression(repository, pattern), kind, argument].join("\t"),
    )
    .join("\n");
}

/** A merge queue lets nobody else in, which is what a pull request rule says too. */
function listRules(repository: Repository, rules: BranchRules): [string, string][] {
  return [
    ...(rules.signatures === true ? [["signatures", "-"] as [string, string]] : []),
    ...(rules.messagePattern === undefined
      ? []
      : [["message", rules.messagePattern] as [string, string]]),
    ...(rules.linearHistory === true ? [["linear", "-"] as [string, string]] : []),
    ...(rules.pullRequest === true || rules.mergeQueue === true
      ? [["pull", "-"] as [string, string]]
      : []),
    ...listChecks(rules).map((check): [string, string] => {
      const shas = [...new Set(repository.checkRuns.map((run) => run.sha))].concat(
        repository.statuses.map((status) => status.sha),
      );
      const green = shas.filter((sha) => isGreen(repository, sha, [check]));
      return ["check", [check.context, ...green].join("\t")];
    }),
  ];
}

export interface RefMove {
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Runs the hook for a branch that the API moves; 422 with the rules' words where one is broken. */
export async function obeyRules(
  repository: Repository,
  actor: Actor,
  move: RefMove,
): Promise<void> {
  const { directory } = repository;
  const hook = path.join(directory, "hooks", "update");
  const result = await execa(hook, [move.ref, move.before ?? NO_COMMIT, move.after ?? NO_COMMIT], {
    cwd: directory,
    env: {
      ...GIT_ENVIRONMENT,
      STAND_IN_RULES: describeForHook(repository),
      STAND_IN_WORKFLOWS: mayChangeWorkflows(actor) ? "yes" : "no",
    },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
  });
  if (result.exitCode === 0) return;
  if (result.stderr.startsWith("refusing to allow")) throw ApiError.notPermitted();
  const said = result.stderr.split("\n").filter((line) => !/^error: GH|^Review all/.test(line));
  const title = result.stderr.includes("GH013")
    ? "Repository rule violations found"
    : `Protected branch update failed for ${move.ref}.`;
  const reasons = said.map((line) => line.replace(/^(?:error:|-) /, "")).join("\n");
  throw new ApiError(422, `${title}\n\n${reasons.trim()}\n\n`);
}
