/** GitHub's Git Data API for one branch. */
import { orNull } from "../or-null.ts";
import { split } from "../split.ts";
import type { Repository } from "../../core/work-item.ts";
import type { Connection } from "../connection.ts";
import type { GitData, NewEntry } from "../signing/git-data.ts";

export function gitDataOf(connection: Connection, repository: Repository, branch: string): GitData {
  const at = split(repository.name);
  const as = <T>(call: Parameters<typeof connection.as<T>>[1]): Promise<T> =>
    connection.as(repository.installationId, call);

  return {
    async branch() {
      const found = await orNull(() =>
        as((octokit) => octokit.rest.repos.getBranch({ ...at, branch })),
      );
      if (found === null) return null;
      const { sha, commit } = found.data.commit;
      return { sha, tree: commit.tree.sha, message: commit.message };
    },

    async createBlob(content) {
      const blob = { content: content.toString("base64"), encoding: "base64" };
      const { data } = await as((octokit) => octokit.rest.git.createBlob({ ...at, ...blob }));
      return data.sha;
    },

    async createTree(base, entries) {
      const { data } = await as((octokit) =>
        octokit.rest.git.createTree({ ...at, base_tree: base, tree: entries.map(toEntry) }),
      );
      return data.sha;
    },

    async createCommit({ message, tree, parents }) {
      const commit = { message, tree, parents: [...parents] };
      const { data } = await as((octokit) => octokit.rest.git.createCommit({ ...at, ...commit }));
      return { sha: data.sha, author: `${data.author.name} <${data.author.email}>` };
    },

    async moveBranch(from, to) {
      if (from === null) {
        const ref = `refs/heads/${branch}`;
        await as((octokit) => octokit.rest.git.createRef({ ...at, ref, sha: to }));
        return;
      }
      const ref = `heads/${branch}`;
      await as((octokit) => octokit.rest.git.updateRef({ ...at, ref, sha: to, force: false }));
    },
  };
}

function toEntry({ path, mode, is }: NewEntry) {
  const type = mode === "160000" ? ("commit" as const) : ("blob" as const);
  if (is === null) return { path, mode, type, sha: null };
  return "text" in is
    ? { path, mode, type, content: is.text }
    : { path, mode, type, sha: is.object };
}
