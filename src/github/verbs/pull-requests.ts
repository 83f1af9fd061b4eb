/** Pull requests. */
import { RefusedError } from "../../errors.ts";
import type { ClientOptions } from "../client-options.ts";
import type { GitHub, NewPullRequest, PullRequest } from "../port.ts";
import type { Repository } from "../../core/work-item.ts";
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
>;

interface PullPayload {
  number: number;
  node_id: string;
  draft?: boolean | undefined;
  state: string;
  merged_at: string | null;
  body: string | null;
  head: { sha: string; ref: string };
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
  };
}
