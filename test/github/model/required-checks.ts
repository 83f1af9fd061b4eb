import { newestOf } from "./checks.ts";
import { newestStatuses } from "./statuses.ts";
import type { BranchRules, Repository } from "./words.ts";

export interface Wanted {
  readonly context: string;
  /** null: whoever reports it. */
  readonly appId: number | null;
}

export function listChecks(rules: BranchRules): Wanted[] {
  return (rules.checks ?? []).map((check) =>
    typeof check === "string"
      ? { context: check, appId: null }
      : { context: check.context, appId: check.appId ?? null },
  );
}

const PASSING = new Set(["success", "neutral", "skipped"]);

/** What a required check says at a commit: a check run or a commit status of that name. */
export function stateOfCheck(
  repository: Repository,
  sha: string,
  { context, appId }: Wanted,
): "missing" | "pending" | "passed" | "failed" {
  const runs = newestOf(
    repository.checkRuns.filter(
      (run) => run.sha === sha && run.name === context && (appId === null || run.app.id === appId),
    ),
  );
  const statuses =
    appId === null
      ? newestStatuses(repository, sha).filter((status) => status.context === context)
      : [];
  const states = [
    ...runs.map(({ status, conclusion }) => {
      if (status !== "completed") return "pending";
      return PASSING.has(conclusion ?? "") ? "passed" : "failed";
    }),
    ...statuses.map(({ state }) => {
      if (state === "pending") return "pending";
      return state === "success" ? "passed" : "failed";
    }),
  ];
  if (states.length === 0) return "missing";
  return (["failed", "pending"] as const).find((state) => states.includes(state)) ?? "passed";
}

export function isGreen(repository: Repository, sha: string, wanted: readonly Wanted[]): boolean {
  return wanted.every((check) => stateOfCheck(repository, sha, check) === "passed");
}
