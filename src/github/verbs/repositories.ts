/** Who the App is, where it is installed, what a repository says of itself. */
import { z } from "zod";
import { RefusedError } from "../../errors.ts";
import type { Repository } from "../../core/work-item.ts";
import type { ClientOptions } from "../client-options.ts";
import type { GitHub } from "../port.ts";
import { orNull } from "../or-null.ts";
import { split } from "../split.ts";

type Verbs = Pick<
  GitHub,
  | "app"
  | "failedDeliveries"
  | "redeliver"
  | "installations"
  | "repositories"
  | "permissionOf"
  | "defaultBranch"
  | "branchSha"
  | "titleOnBranch"
  | "readFile"
>;

const PermissionWord = z.enum(["admin", "maintain", "write", "triage", "read", "none"]);

export function repositoryVerbs({ connection }: ClientOptions): Verbs {
  async function branchSha(repository: Repository, branch: string): Promise<string | null> {
    return orNull(async () =>
      connection.as(repository.installationId, async (octokit) => {
        const target = { ...split(repository.name), branch };
        const { data } = await octokit.rest.repos.getBranch(target);
        // A former name leads to the branch that has a new one.
        return data.name === branch ? data.commit.sha : null;
      }),
    );
  }

  return {
    async app() {
      const { data } = await connection.asApp((octokit) => octokit.rest.apps.getAuthenticated());
      if (data === null) throw new RefusedError("GitHub does not know this App", { status: 404 });
      return { id: data.id, slug: data.slug ?? "" };
    },

    async failedDeliveries(since) {
      const { data } = await connection.asApp((octokit) =>
        octokit.rest.apps.listWebhookDeliveries({ per_page: 100 }),
      );
      const recent = data.filter((one) => Date.parse(one.delivered_at) >= since);
      const home = new Set(recent.filter((one) => one.status_code < 400).map((one) => one.guid));
      const lost = new Map(
        recent.filter((one) => !home.has(one.guid)).map((one) => [one.guid, one.id]),
      );
      return [...lost.values()];
    },

    async redeliver(deliveryId) {
      await connection.asApp((octokit) =>
        octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: deliveryId }),
      );
    },

    async installations() {
      const found = await connection.asApp((octokit) =>
        octokit.paginate(octokit.rest.apps.listInstallations, { per_page: 100 }),
      );
      return found.map((one) => ({ id: one.id, suspended: one.suspended_at !== null }));
    },

    async repositories(installationId) {
      const found = await connection.as(installationId, (octokit) =>
        octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: 100 }),
      );
      return found.map((one) => ({
        repository: {
          id: one.id,
          name: one.full_name,
          installationId,
          private: one.private,
        },
        archived: one.archived ?? false,
        defaultBranch: one.default_branch ?? "main",
      }));
    },

    async permissionOf(repository, login) {
      const answer = await orNull(async () =>
        connection.as(repository.installationId, (octokit) =>
          octokit.rest.repos.getCollaboratorPermissionLevel({
            ...split(repository.name),
            username: login,
          }),
        ),
      );
      if (answer === null) return "none";
      // `permission` folds maintain into write and triage into read; the role's own name says more.
      // A custom role has a name of its own; its base is that older word.
      const role = PermissionWord.safeParse(answer.data.role_name);
      return role.data ?? PermissionWord.catch("none").parse(answer.data.permission);
    },

    async defaultBranch(repository) {
      const { data } = await connection.as(repository.installationId, (octokit) =>
        octokit.rest.repos.get(split(repository.name)),
      );
      const sha = await branchSha(repository, data.default_branch);
      if (sha === null) {
        throw new RefusedError(`the branch ${data.default_branch} has no commit`, { status: 404 });
      }
      return { branch: data.default_branch, sha };
    },

    branchSha,

    async titleOnBranch(repository, branch, sha) {
      // A commit that GitHub does not know, or that shares no history with the branch, is 404.
      const compared = await orNull(async () =>
        connection.as(repository.installationId, (octokit) =>
          octokit.rest.repos.compareCommitsWithBasehead({
            ...split(repository.name),
            basehead: `${branch}...${sha}`,
            per_page: 1,
          }),
        ),
      );
      const status = compared?.data.status;
      if (compared === null || (status !== "behind" && status !== "identical")) return null;
      // The branch leads to it, so it is itself where the two meet.
      return compared.data.merge_base_commit.commit.message.split("\n")[0] ?? "";
    },

    async readFile(repository, path, ref) {
      return orNull(async () =>
        connection.as(repository.installationId, async (octokit) => {
          const { data } = await octokit.rest.repos.getContent({
            ...split(repository.name),
            path,
            ref,
            mediaType: { format: "raw" },
          });
          // The raw media type answers text, or bytes where a server names no charset; Octokit's types know neither.
          if (data instanceof ArrayBuffer) return Buffer.from(data).toString("utf8");
          return typeof data === "string" ? data : null;
        }),
      );
    },
  };
}
