/** Issues and their labels. */
import { RefusedError } from "../../errors.ts";
import type { ClientOptions } from "../client-options.ts";
import type { Repository } from "../../core/work-item.ts";
import type { GitHub, Issue } from "../port.ts";
import { orNull } from "../or-null.ts";
import { split } from "../split.ts";

type Verbs = Pick<
  GitHub,
  | "issue"
  | "labelledIssues"
  | "labelledBy"
  | "createLabel"
  | "labelsOf"
  | "addLabel"
  | "removeLabel"
>;

interface IssuePayload {
  number: number;
  title: string;
  body?: string | null | undefined;
  state: string;
  locked: boolean;
  repository_url: string;
  user: { login: string } | null;
  labels: (string | { name?: string })[];
  assignees?: { login: string }[] | null | undefined;
}

export function issueVerbs({ connection }: ClientOptions): Verbs {
  return {
    async issue(repository, number) {
      const found = await orNull(async () =>
        connection.as(repository.installationId, (octokit) =>
          octokit.rest.issues.get({ ...split(repository.name), issue_number: number }),
        ),
      );
      return found === null ? null : toIssue(found.data, repository);
    },

    async labelledIssues(repository, label) {
      const { data } = await connection.as(repository.installationId, (octokit) =>
        octokit.rest.issues.listForRepo({
          ...split(repository.name),
          labels: label,
          state: "open",
          per_page: 100,
        }),
      );
      return data
        .filter((one) => one.pull_request === undefined)
        .map((one) => toIssue(one, repository));
    },

    async labelledBy(repository, number, label) {
      const events = await connection.as(repository.installationId, (octokit) =>
        octokit.paginate(octokit.rest.issues.listEvents, {
          ...split(repository.name),
          issue_number: number,
          per_page: 100,
        }),
      );
      const isLabelled = (event: (typeof events)[number]): boolean =>
        event.event === "labeled" && "label" in event && event.label.name === label;
      const first = events.findLastIndex(isLabelled);
      if (first === -1) return null;
      const last = events.slice(first).findLast((event) => {
        return isLabelled(event) || event.event === "reopened";
      });
      if (last === undefined) return null;
      const how = last.event === "reopened" ? "reopened" : "label";
      return { login: last.actor?.login ?? "ghost", at: Date.parse(last.created_at), how };
    },

    async createLabel(repository, name, about) {
      try {
        await connection.as(repository.installationId, (octokit) =>
          octokit.rest.issues.createLabel({ ...split(repository.name), name, ...about }),
        );
      } catch (error) {
        // 422: it is there already, which is what was wanted.
        if (!(error instanceof RefusedError && error.status === 422)) throw error;
      }
    },

    async labelsOf(repository, number) {
      const { data } = await connection.as(repository.installationId, (octokit) =>
        octokit.rest.issues.listLabelsOnIssue({
          ...split(repository.name),
          issue_number: number,
          per_page: 100,
        }),
      );
      return data.map((label) => label.name);
    },

    async addLabel(repository, number, label) {
      await connection.as(repository.installationId, (octokit) =>
        octokit.rest.issues.addLabels({
          ...split(repository.name),
          issue_number: number,
          labels: [label],
        }),
      );
    },

    async removeLabel(repository, number, label) {
      await orNull(async () =>
        connection.as(repository.installationId, (octokit) =>
          octokit.rest.issues.removeLabel({
            ...split(repository.name),
            issue_number: number,
            name: label,
          }),
        ),
      );
    },
  };
}

function toIssue(payload: IssuePayload, { name }: Repository): Issue {
  const place = payload.repository_url.split("/").slice(-2).join("/");
  return {
    number: payload.number,
    title: payload.title,
    body: payload.body ?? "",
    author: payload.user?.login ?? "ghost",
    state: payload.state === "open" ? "open" : "closed",
    locked: payload.locked,
    assignees: (payload.assignees ?? []).map((one) => one.login),
    movedTo: place.toLowerCase() === name.toLowerCase() ? null : place,
    labels: payload.labels.map((label) => (typeof label === "string" ? label : (label.name ?? ""))),
  };
}
