/**
 * Opens the pull request once there is a commit: a draft where drafts exist and are checked. An open one of the branch is
 * taken as ours.
 */
import { pullRequestTitle } from "../core/say/pull-request-title.ts";
import { pullRequestBody } from "../core/say/pull-request.ts";
import { itemOf } from "./performer.ts";
import type { Effect } from "../core/work-item.ts";
import type { Performer } from "./performer.ts";

export const openPullRequest: Performer<Extract<Effect, { type: "open_pull_request" }>> = async (
  performing,
) => {
  const { parts } = performing;
  const item = itemOf(performing);
  // Stopped meanwhile: nothing more is opened.
  if (item.state.name === "done") return null;
  const { repository, branch, base } = item;
  if (branch === null || base === null) throw new Error(`${item.id} has no branch to open`);
  const open = await parts.github.openPullRequests(repository);
  const pull =
    open.find((one) => one.headBranch === branch) ??
    (await parts.github.openPullRequest(repository, {
      title: parts.redact(pullRequestTitle(item)),
      body: parts.redact(pullRequestBody(item)),
      head: branch,
      base: base.branch,
      draft: item.conventions?.draft ?? true,
    }));
  const { number, nodeId, draft } = pull;
  return { type: "pull_request_opened", number, nodeId, draft };
};
