/** The GitHub port over Octokit. Payload shapes stay in this folder. */
import type { Connection } from "./connection.ts";
import { checkVerbs } from "./verbs/checks.ts";
import { commentVerbs } from "./verbs/comments.ts";
import { gitVerbs } from "./verbs/git.ts";
import { issueVerbs } from "./verbs/issues.ts";
import { pullRequestVerbs } from "./verbs/pull-requests.ts";
import { repositoryVerbs } from "./verbs/repositories.ts";
import type { GitHub } from "./port.ts";

export interface ClientOptions {
  connection: Connection;
  githubUrl: string;
  appId: number;
  /** Where pushes unpack; emptied after each. */
  temporaryDirectory: string;
}

export function makeGitHub(options: ClientOptions): GitHub {
  return {
    ...repositoryVerbs(options),
    ...issueVerbs(options),
    ...commentVerbs(options),
    ...pullRequestVerbs(options),
    ...checkVerbs(options),
    ...gitVerbs(options),
  };
}
