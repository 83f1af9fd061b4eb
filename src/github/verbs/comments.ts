/** Comments and reactions. */
import type { ClientOptions } from "../client-options.ts";
import type { GitHub } from "../port.ts";
import { orNull } from "../or-null.ts";
import { split } from "../split.ts";

type Verbs = Pick<GitHub, "react" | "comments" | "postComment" | "editComment" | "deleteComment">;

export function commentVerbs({ connection, appId }: ClientOptions): Verbs {
  return {
    async react(repository, to, content) {
      const target = split(repository.name);
      // GitHub answers the existing reaction when it is there already. A target that is gone needs none.
      await orNull(async () =>
        connection.as(repository.installationId, (octokit) =>
          "issue" in to
            ? octokit.rest.reactions.createForIssue({ ...target, issue_number: to.issue, content })
            : octokit.rest.reactions.createForIssueComment({
                ...target,
                comment_id: to.id,
                content,
              }),
        ),
      );
    },

    async comments(repository, thread) {
      const found = await connection.as(repository.installationId, (octokit) =>
        octokit.paginate(octokit.rest.issues.listComments, {
          ...split(repository.name),
          issue_number: thread,
          per_page: 100,
        }),
      );
      return found.map((one) => ({
        id: one.id,
        body: one.body ?? "",
        mine: one.performed_via_github_app?.id === appId,
      }));
    },

    async postComment(repository, thread, body) {
      const { data } = await connection.as(repository.installationId, (octokit) =>
        octokit.rest.issues.createComment({
          ...split(repository.name),
          issue_number: thread,
          body,
        }),
      );
      return data.id;
    },

    async editComment(repository, commentId, body) {
      const edited = await orNull(async () =>
        connection.as(repository.installationId, (octokit) =>
          octokit.rest.issues.updateComment({
            ...split(repository.name),
            comment_id: commentId,
            body,
          }),
        ),
      );
      return edited !== null;
    },

    async deleteComment(repository, commentId) {
      await orNull(async () =>
        connection.as(repository.installationId, (octokit) =>
          octokit.rest.issues.deleteComment({ ...split(repository.name), comment_id: commentId }),
        ),
      );
    },
  };
}
