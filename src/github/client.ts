/** The GitHub port over Octokit. Payload shapes stay in this folder. */
import type { ClientOptions } from "./client-options.ts";
import { checkVerbs } from "./verbs/checks.ts";
import { commentVerbs } from "./verbs/comments.ts";
import { conventionVerbs } from "./verbs/conventions.ts";
import { gitVerbs } from "./verbs/git.ts";
import { issueVerbs } from "./verbs/issues.ts";
import { pullRequestVerbs } from "./verbs/pull-requests.ts";
import { repositoryVerbs } from "./verbs/repositories.ts";
import { ruleVerbs } from "./verbs/rules.ts";
import type { GitHub } from "./port.ts";

export function makeGitHub(options: ClientOptions): GitHub {
  return {
    ...repositoryVerbs(options),
    ...issueVerbs(options),
    ...commentVerbs(options),
    ...pullRequestVerbs(options),
    ...checkVerbs(options),
    ...ruleVerbs(options),
    ...conventionVerbs(options),
    ...gitVerbs(options),
  };
}
