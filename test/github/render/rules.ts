import { listChecks } from "../model/required-checks.ts";
import { protectionOf, rulesetsOf } from "../model/rules.ts";
import type { BranchRules, Repository, Ruleset } from "../model/words.ts";
import { nameOf, type World } from "../model/world.ts";
import type { Json } from "./json.ts";
import { repositoryUrl } from "./repository.ts";

/** GitHub counts a branch with a ruleset as protected, though its `protection` says nothing of it. */
export function isProtected(repository: Repository, branch: string): boolean {
  return protectionOf(repository, branch) !== null || rulesetsOf(repository, branch).length > 0;
}

/** What `GET rules/branches/:branch` lists: the rules of rulesets, never classic protection. */
export function renderRules(repository: Repository, branch: string): Json[] {
  return rulesetsOf(repository, branch).flatMap((ruleset) =>
    listRules(ruleset).map((rule) => ({
      ...rule,
      ruleset_source_type: "Repository",
      ruleset_source: nameOf(repository),
      ruleset_id: ruleset.id,
    })),
  );
}

function listRules({ rules }: Ruleset): Json[] {
  return [
    ...(rules.checks === undefined ? [] : [renderRequiredChecks(rules)]),
    ...(rules.signatures === true ? [{ type: "required_signatures" }] : []),
    ...(rules.linearHistory === true ? [{ type: "required_linear_history" }] : []),
    ...(rules.pullRequest === true ? [PULL_REQUEST] : []),
    ...(rules.mergeQueue === true ? [MERGE_QUEUE] : []),
    ...(rules.messagePattern === undefined
      ? []
      : [
          {
            type: "commit_message_pattern",
            parameters: { operator: "regex", pattern: rules.messagePattern },
          },
        ]),
  ];
}

function renderRequiredChecks(rules: BranchRules): Json {
  return {
    type: "required_status_checks",
    parameters: {
      required_status_checks: listChecks(rules).map(({ context, appId }) => ({
        context,
        ...(appId === null ? {} : { integration_id: appId }),
      })),
      strict_required_status_checks_policy: rules.strict ?? false,
      do_not_enforce_on_create: false,
    },
  };
}

const PULL_REQUEST: Json = {
  type: "pull_request",
  parameters: {
    required_approving_review_count: 0,
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
    allowed_merge_methods: ["merge", "squash", "rebase"],
  },
};

/** GitHub's own numbers for a new queue. */
const MERGE_QUEUE: Json = {
  type: "merge_queue",
  parameters: {
    check_response_timeout_minutes: 60,
    grouping_strategy: "ALLGREEN",
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: "MERGE",
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  },
};

/** The part of a branch's answer that anybody who reads contents may see. */
export function renderShortProtection(repository: Repository, branch: string): Json {
  const rules = protectionOf(repository, branch);
  const checks = rules === null ? [] : listChecks(rules);
  return {
    enabled: rules !== null,
    required_status_checks: {
      enforcement_level: checks.length === 0 ? "off" : "non_admins",
      contexts: checks.map(({ context }) => context),
      checks: checks.map(({ context, appId }) => ({ context, app_id: appId })),
    },
  };
}

/** What only `administration:read` shows. */
export function renderProtection(
  world: World,
  repository: Repository,
  { branch, rules }: { readonly branch: string; readonly rules: BranchRules },
): Json {
  const url = `${repositoryUrl(world, repository)}/branches/${branch}/protection`;
  const checks = listChecks(rules);
  return {
    url,
    ...(rules.checks === undefined
      ? {}
      : {
          required_status_checks: {
            url: `${url}/required_status_checks`,
            strict: rules.strict ?? false,
            contexts: checks.map(({ context }) => context),
            contexts_url: `${url}/required_status_checks/contexts`,
            checks: checks.map(({ context, appId }) => ({ context, app_id: appId })),
          },
        }),
    required_signatures: {
      url: `${url}/required_signatures`,
      enabled: rules.signatures ?? false,
    },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: false },
    required_linear_history: { enabled: rules.linearHistory ?? false },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
  };
}
