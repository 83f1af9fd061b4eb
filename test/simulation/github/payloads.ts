/** Webhook payloads, as far as AO's readers look into them. */
import { AO, INSTALLATION_ID } from "./words.ts";
import type { SimComment, SimIssue, SimPull, SimRepository } from "./words.ts";

export function issuePayload(
  at: SimRepository,
  issue: SimIssue,
  about: { action: string; label: string | null; by: string },
): object {
  return {
    ...envelope(at, about.action, about.by),
    issue: issueOf(issue),
    ...(about.label !== null && { label: { name: about.label } }),
  };
}

export function commentPayload(at: SimRepository, comment: SimComment): object {
  const issue = at.issues.get(comment.thread);
  const pull = at.pulls.get(comment.thread);
  return {
    ...envelope(at, "created", comment.by),
    issue:
      issue === undefined
        ? {
            number: comment.thread,
            title: pull?.title ?? "",
            state: "open",
            updated_at: toTime(comment.at),
            user: { login: AO },
            pull_request: {},
          }
        : issueOf(issue),
    comment: {
      id: comment.id,
      body: comment.body,
      created_at: toTime(comment.at),
      user: { login: comment.by, type: "User" },
    },
  };
}

export function pullPayload(
  at: SimRepository,
  pull: SimPull,
  about: { action: string; by: string },
): object {
  const merged = pull.merged ? { merged: true, merged_by: { login: about.by } } : { merged: false };
  return {
    ...envelope(at, about.action, about.by),
    pull_request: { number: pull.number, ...merged, head: { sha: pull.headSha } },
  };
}

export function checkPayload(at: SimRepository, sha: string, action: string): object {
  return {
    ...envelope(at, action, "github-actions[bot]"),
    check_run: { head_sha: sha, app: { id: 15_368 } },
  };
}

export function repositoryPayload(at: SimRepository, action: string, by: string): object {
  return envelope(at, action, by);
}

function issueOf(issue: SimIssue): object {
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.open ? "open" : "closed",
    updated_at: toTime(issue.updatedAt),
    user: { login: issue.author, type: "User" },
  };
}

/** As GitHub writes times: in whole seconds. */
function toTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, "");
}

function envelope({ repository }: SimRepository, action: string, by: string): object {
  return {
    action,
    installation: { id: INSTALLATION_ID },
    repository: { id: repository.id, full_name: repository.name, private: repository.private },
    sender: { login: by, type: by.endsWith("[bot]") ? "Bot" : "User" },
  };
}
