/** Tokens for git, each for one repository and as little as it needs, and the push of a runner's commits. */
import { pushPack } from "../push.ts";
import { gitDataOf } from "./git-data.ts";
import type { ClientOptions } from "../client-options.ts";
import type { GitHub } from "../port.ts";
import type { Repository } from "../../core/work-item.ts";

type Verbs = Pick<GitHub, "readToken" | "push">;

export function gitVerbs(options: ClientOptions): Verbs {
  const { connection, githubUrl, temporaryDirectory, secrets } = options;

  async function mint(repository: Repository, contents: "read" | "write") {
    const { data } = await connection.asApp((octokit) =>
      octokit.rest.apps.createInstallationAccessToken({
        installation_id: repository.installationId,
        repository_ids: [repository.id],
        permissions: { contents },
      }),
    );
    return data;
  }

  const cloneUrlOf = (repository: Repository): string => `${githubUrl}/${repository.name}.git`;

  return {
    async readToken(repository) {
      const { token, expires_at } = await mint(repository, "read");
      return { token, cloneUrl: cloneUrlOf(repository), expiresAtMs: Date.parse(expires_at) };
    },

    async push(push) {
      const { token } = await mint(push.repository, "write");
      const url = cloneUrlOf(push.repository);
      const api = gitDataOf(connection, push.repository, push.branch);
      return pushPack({ ...push, url, token, api, temporaryDirectory, secrets });
    },
  };
}
