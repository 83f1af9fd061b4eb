/** Which events AO understands. A new one is a file beside this and a row here. */
import { readCheckRun, readCheckSuite, readStatus, readWorkflowRun } from "./checks.ts";
import { readInstallation, readInstallationRepositories } from "./installation.ts";
import { readIssueComment } from "./issue-comment.ts";
import { readIssues } from "./issues.ts";
import { readMergeGroup } from "./merge-group.ts";
import { readMember } from "./member.ts";
import { readPullRequest } from "./pull-request.ts";
import { readRepository } from "./repository.ts";
import { readPush } from "./push.ts";
import type { ReadEvent } from "./words.ts";

export const readers: ReadonlyMap<string, ReadEvent> = new Map([
  ["issues", readIssues],
  ["issue_comment", readIssueComment],
  ["pull_request", readPullRequest],
  ["merge_group", readMergeGroup],
  ["push", readPush],
  ["check_run", readCheckRun],
  ["check_suite", readCheckSuite],
  ["workflow_run", readWorkflowRun],
  ["status", readStatus],
  ["repository", readRepository],
  ["member", readMember],
  ["installation", readInstallation],
  ["installation_repositories", readInstallationRepositories],
]);

export type { AddressedFact, Broadcast } from "./words.ts";
