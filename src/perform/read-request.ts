/** Reads all that decides whether work begins: the asker's permission, the policy at a pinned commit, who else is on it. */
import { branchName } from "../core/branch-name.ts";
import { noConventions } from "../core/conventions.ts";
import { mayWrite } from "../core/permission.ts";
import { closesIssue } from "../core/closes-issue.ts";
import { policyMistakesText } from "../core/say/policy-mistakes.ts";
import { readPolicyFile } from "../github/policy-file.ts";
import { TransientError } from "../errors.ts";
import { readConventions } from "./read-conventions.ts";
import { findItem } from "../store/queries.ts";
import { itemOf } from "./performer.ts";
import type { Effect, PolicyRead, WorkItem } from "../core/work-item.ts";
import type { GitHub } from "../github/port.ts";
import type { PerformParts, Performer } from "./performer.ts";

const POLICY_PATH = ".github/ao.yml";
const MAX_BRANCH_TRIES = 50;

export const readRequest: Performer<Extract<Effect, { type: "read_request" }>> = async (
  performing,
) => {
  const { github } = performing.parts;
  const item = itemOf(performing);
  const { repository } = item;
  await waitForAgentsEnd(performing.parts, item);
  // Somebody waits with a phone in the hand: what does not need an earlier answer is asked at the same time.
  const [permission, base] = await Promise.all([
    github.permissionOf(repository, performing.effect.login),
    github.defaultBranch(repository),
  ]);
  if (!mayWrite(permission)) {
    // Nothing more is read for somebody who may not ask.
    const policy = { file: null, mistakes: null };
    const conventions = noConventions;
    return {
      type: "request_read",
      permission,
      base,
      takenBy: null,
      branch: "",
      policy,
      conventions,
    };
  }
  const [open, branch, policy] = await Promise.all([
    github.openPullRequests(repository),
    item.branch ?? freeBranch(github, item),
    readPolicy(github, item, base.sha),
  ]);
  const own = `ao/${item.number}-`;
  const taken = open.find(
    (pull) =>
      pull.headBranch.startsWith(own) || closesIssue(pull.body, item.number, repository.name),
  );
  return {
    type: "request_read",
    permission,
    base,
    takenBy: taken?.number ?? null,
    branch,
    policy,
    conventions: await readConventions(github, repository, { base, branch }),
  };
};

/** Asked again right after a stop: the stopped agent may still run in the same worktree, and two must not. */
async function waitForAgentsEnd({ database }: PerformParts, item: WorkItem): Promise<void> {
  const previous = item.previous === null ? null : await findItem(database, item.previous);
  if (previous?.state.name !== "done" || previous.state.ending === null) return;
  throw new TransientError("the agent of the stopped work is not gone yet", { retryAfterMs: 500 });
}

async function readPolicy(github: GitHub, item: WorkItem, sha: string): Promise<PolicyRead> {
  const text = await github.readFile(item.repository, POLICY_PATH, sha);
  const read = readPolicyFile(text ?? "");
  if (read.file !== null) return { file: read.file, mistakes: null };
  return { file: null, mistakes: policyMistakesText(POLICY_PATH, read.mistakes) };
}

/** `ao/42-slug`, with `-2`, `-3` … when an earlier item's branch is still there. */
async function freeBranch(github: GitHub, item: WorkItem): Promise<string> {
  for (let nth = 1; nth <= MAX_BRANCH_TRIES; nth += 1) {
    const name = branchName(item.number, item.title, nth);
    if ((await github.branchSha(item.repository, name)) === null) return name;
  }
  throw new Error(`no free branch name for issue ${item.number}`);
}
