/** Pull requests. */
import { RefusedError } from "../../errors.ts";
import type { ClientOptions } from "../client-options.ts";
import type { GitHub, NewPullRequest, PullRequest } from "../port.ts";
import type { Changes, Repository } from "../../core/work-item.ts";
import { orNull } from "../or-null.ts";
import { split } from "../split.ts";

type Verbs = Pick<
  GitHub,
  | "openPullRequests"
  | "pullRequest"
  | "openPullRequest"
  | "editPullRequest"
  | "markReady"
  | "requestReview"
  | "mergeBase"
>;

interface PullPayload {
  number: number;
  node_id: string;
  draft?: boolean | undefined;
  state: string;
  merged_at: string | null;
  body: string | null;
  head: { sha: string; ref: string };
  changed_files?: number;
  additions?: number;
  deletions?: number;
  base: { ref: string };
}

export function pullRequestVerbs({ connection }: ClientOptions): Verbs {
  async function create(repository: Repository, request: NewPullRequest): Promise<PullPayload> {
    const { data } = await connection.as(repository.installationId, (octokit) =>
      octokit.rest.pulls.create({ ...split(repository.name), ...request }),
    );
    return data;
  }

  return {
    async openPullRequests(repository) {
      const found = await connection.as(repository.installationId, (octokit) =>
        octokit.paginate(octokit.rest.pulls.list, {
          ...split(repository.name),
          state: "open",
          per_page: 100,
        }),
      );
      return found.map(toPullRequest);
    },

    async pullRequest(repository, number) {
      const found = await orNull(async () =>
        connection.as(repository.installationId, (octokit) =>
          octokit.rest.pulls.get({ ...split(repository.name), pull_number: number }),
        ),
      );
      return found === null ? null : toPullRequest(found.data);
    },

    async openPullRequest(repository, request) {
      try {
        return toPullRequest(await create(repository, request));
      } catch (error) {
        // Drafts don't exist in every plan: GitHub answers 422 and names them.
        const noDrafts =
          error instanceof RefusedError && error.status === 422 && /draft/i.test(error.message);
        if (!noDrafts || !request.draft) throw error;
        return toPullRequest(await create(repository, { ...request, draft: false }));
      }
    },

    async editPullRequest(repository, number, text) {
      await connection.as(repository.installationId, (octokit) =>
        octokit.rest.pulls.update({ ...split(repository.name), pull_number: number, ...text }),
      );
    },

    async markReady(repository, nodeId) {
      // REST can't do it; GraphQL is the only way.
      await connection.as(repository.installationId, (octokit) =>
        octokit.graphql(
          `mutation Ready($id: ID!) {
            markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
          }`,
          { id: nodeId },
        ),
      );
    },

    async requestReview(repository, number, login) {
      await connection.as(repository.installationId, (octokit) =>
        octokit.rest.pulls.requestReviewers({
          ...split(repository.name),
          pull_number: number,
          reviewers: [login],
        }),
      );
    },

    async mergeBase(repository, number, expectedHead) {
      const target = { ...split(repository.name), pull_number: number };
      try {
        return await connection.as(repository.installationId, async (octokit) => {
          const { data: pull } = await octokit.rest.pulls.get(target);
          if (pull.head.sha !== expectedHead) {
            const commit = { ...split(repository.name), ref: pull.head.sha };
            const { data } = await octokit.rest.repos.getCommit(commit);
            const isMerge = data.parents.length === 2 && data.parents[0]?.sha === expectedHead;
            return isMerge ? { kind: "merged", head: pull.head.sha } : { kind: "moved" };
          }
          await octokit.rest.pulls.updateBranch({ ...target, expected_head_sha: expectedHead });
          return { kind: "merging" };
        });
      } catch (error) {
        if (!(error instanceof RefusedError) || error.status !== 422) throw error;
        if (/conflict/i.test(error.message)) return { kind: "conflict" };
        if (/no new commits/i.test(error.message)) return { kind: "nothing_new" };
        throw error;
      }
    },
  };
}

function toPullRequest(payload: PullPayload): PullRequest {
  return {
    number: payload.number,
    nodeId: payload.node_id,
    draft: payload.draft ?? false,
    state: payload.state === "open" ? "open" : "closed",
    merged: payload.merged_at !== null,
    headSha: payload.head.sha,
    headBranch: payload.head.ref,
    baseBranch: payload.base.ref,
    body: payload.body ?? "",
    changes: changesOf(payload),
  };
}

function changesOf({ changed_files, additions, deletions }: PullPayload): Changes | null {
  if (changed_files === undefined || additions === undefined || deletions === undefined)
    return null;
  return { files: changed_files, additions, deletions };
}
