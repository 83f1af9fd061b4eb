/** What a repository says of how to commit: its folders, its last commits, the rules of its rulesets. */
import { z } from "zod";
import type { BranchRules, CommitPattern } from "../../core/conventions.ts";
import type { ClientOptions } from "../client-options.ts";
import type { GitHub } from "../port.ts";
import { split } from "../split.ts";

type Verbs = Pick<GitHub, "tree" | "commitMessages" | "branchRules">;

/** GitHub has more of them every year, and they differ from server to server: only what is needed is looked at. */
const Rule = z.object({ type: z.string(), parameters: z.unknown().optional() });
const Checks = z.object({
  required_status_checks: z.array(z.object({ context: z.string() })),
});
const Pattern = z.object({
  operator: z.enum(["starts_with", "ends_with", "contains", "regex"]),
  pattern: z.string(),
  negate: z.boolean().default(false),
});

const OPERATORS: Record<z.infer<typeof Pattern>["operator"], CommitPattern["operator"]> = {
  starts_with: "starts with",
  ends_with: "ends with",
  contains: "contains",
  regex: "matches the regular expression",
};
const PATTERNS: ReadonlyMap<string, CommitPattern["of"]> = new Map([
  ["commit_message_pattern", "commit message"],
  ["commit_author_email_pattern", "author's email address"],
  ["committer_email_pattern", "committer's email address"],
]);

export function conventionVerbs({ connection }: ClientOptions): Verbs {
  return {
    async tree(repository, sha, { deep }) {
      const { data } = await connection.as(repository.installationId, (octokit) =>
        octokit.rest.git.getTree({
          ...split(repository.name),
          tree_sha: sha,
          ...(deep && { recursive: "1" }),
        }),
      );
      return data.tree.flatMap(({ path, sha: object, type, size }) =>
        path === undefined || object === undefined
          ? []
          : [{ path, sha: object, isFolder: type === "tree", bytes: size ?? 0 }],
      );
    },

    async commitMessages(repository, sha, count) {
      const { data } = await connection.as(repository.installationId, (octokit) =>
        octokit.rest.repos.listCommits({ ...split(repository.name), sha, per_page: count }),
      );
      return data.map(({ commit }) => commit.message);
    },

    async branchRules(repository, branch) {
      const { data } = await connection.as(repository.installationId, (octokit) =>
        octokit.rest.repos.getBranchRules({ ...split(repository.name), branch, per_page: 100 }),
      );
      return readRules(data);
    },
  };
}

function readRules(data: readonly unknown[]): BranchRules {
  const rules: BranchRules = { signatures: false, checks: [], patterns: [] };
  for (const one of data) {
    const { type, parameters } = Rule.parse(one);
    if (type === "required_signatures") rules.signatures = true;
    if (type === "required_status_checks") {
      const checks = Checks.safeParse(parameters).data?.required_status_checks ?? [];
      rules.checks.push(...checks.map(({ context }) => context));
    }
    const of = PATTERNS.get(type);
    const wanted = of === undefined ? undefined : Pattern.safeParse(parameters).data;
    if (of !== undefined && wanted !== undefined) {
      const { operator, pattern, negate } = wanted;
      rules.patterns.push({ of, operator: OPERATORS[operator], pattern, negate });
    }
  }
  return rules;
}
