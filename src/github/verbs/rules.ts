/** What a branch asks of what is to be merged into it, by rulesets and by classic protection. */
import { RefusedError } from "../../errors.ts";
import type { RequiredCheck } from "../../core/checks.ts";
import type { ClientOptions } from "../client-options.ts";
import type { GitHub } from "../port.ts";
import { split } from "../split.ts";

type Verbs = Pick<GitHub, "requiredChecks">;

export function ruleVerbs({ connection, appId }: ClientOptions): Verbs {
  return {
    async requiredChecks(repository, branch) {
      const target = { ...split(repository.name), branch };
      const byRules = await orNone(() =>
        connection.as(repository.installationId, async (octokit) => {
          const rules = await octokit.paginate(octokit.rest.repos.getBranchRules, {
            ...target,
            per_page: 100,
          });
          return rules.flatMap((rule) =>
            rule.type === "required_status_checks"
              ? (rule.parameters?.required_status_checks ?? []).map((check) => ({
                  name: check.context,
                  appId: check.integration_id ?? null,
                }))
              : [],
          );
        }),
      );
      const byProtection = await orNone(() =>
        connection.as(repository.installationId, async (octokit) => {
          const { data } = await octokit.rest.repos.getBranch(target);
          const { checks = [] } = data.protection.required_status_checks ?? {};
          return checks.map((check) => ({ name: check.context, appId: check.app_id }));
        }),
      );
      return [...byRules, ...byProtection].filter((check) => check.appId !== appId);
    },
  };
}

/** Some plans have no rules (403, 404): then nothing is known to be required. */
async function orNone(read: () => Promise<RequiredCheck[]>): Promise<RequiredCheck[]> {
  try {
    return await read();
  } catch (error) {
    const isHidden = error instanceof RefusedError && [403, 404].includes(error.status);
    if (isHidden) return [];
    throw error;
  }
}
