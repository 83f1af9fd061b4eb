/**
 * Cuts the slice of GitHub's official REST and webhook description that AO and its stand-in use,
 * as plain JSON Schema, into `schema/github.json`.
 *
 *   node test/witness/install.ts     # 394 MB, hence not a dependency
 *   node test/github/make-schema.ts node_modules/.cache/ao-witness/prism-…/node_modules/@octokit/openapi
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deduplicate } from "./oracle-deduplicate.ts";
import { type JsonObject, toList, toObject, toText } from "./oracle-json.ts";
import { createShrinker, type FoundOperation } from "./oracle-shrink.ts";

const operationIds = `
  apps/get-authenticated apps/list-installations apps/get-installation
  apps/create-installation-access-token apps/list-repos-accessible-to-installation
  apps/get-repo-installation apps/revoke-installation-access-token apps/list-webhook-deliveries
  apps/get-webhook-delivery apps/redeliver-webhook-delivery

  repos/get repos/get-branch repos/list-branches repos/get-content repos/list-commits
  repos/get-commit repos/compare-commits-with-basehead repos/compare-commits
  repos/get-collaborator-permission-level repos/list-collaborators
  repos/get-combined-status-for-ref repos/list-commit-statuses-for-ref repos/create-commit-status
  repos/get-branch-rules repos/get-branch-protection repos/create-or-update-file-contents

  git/get-ref git/list-matching-refs git/create-ref git/update-ref git/delete-ref git/get-commit
  git/get-tree git/get-blob git/create-blob git/create-tree git/create-commit

  issues/get issues/list-for-repo issues/create issues/update issues/list-labels-on-issue
  issues/add-labels issues/set-labels issues/remove-label issues/remove-all-labels
  issues/list-labels-for-repo issues/create-label issues/get-label issues/list-comments
  issues/list-comments-for-repo issues/create-comment issues/get-comment issues/update-comment
  issues/delete-comment issues/list-events issues/list-events-for-timeline issues/add-assignees
  issues/remove-assignees issues/lock issues/unlock

  reactions/create-for-issue reactions/list-for-issue reactions/delete-for-issue
  reactions/create-for-issue-comment reactions/list-for-issue-comment
  reactions/delete-for-issue-comment reactions/create-for-pull-request-review-comment
  reactions/list-for-pull-request-review-comment reactions/delete-for-pull-request-comment

  pulls/list pulls/create pulls/get pulls/update pulls/list-files pulls/list-commits
  pulls/request-reviewers pulls/list-requested-reviewers pulls/remove-requested-reviewers
  pulls/list-reviews pulls/create-review pulls/get-review pulls/list-comments-for-review
  pulls/list-review-comments pulls/list-review-comments-for-repo pulls/get-review-comment
  pulls/create-review-comment pulls/create-reply-for-review-comment pulls/check-if-merged
  pulls/merge pulls/update-branch

  checks/create checks/update checks/get checks/list-for-ref checks/list-annotations
  checks/list-suites-for-ref checks/get-suite checks/list-for-suite checks/rerequest-run
  checks/rerequest-suite

  actions/list-workflow-runs-for-repo actions/list-workflow-runs actions/get-workflow-run
  actions/get-workflow-run-attempt actions/list-jobs-for-workflow-run
  actions/list-jobs-for-workflow-run-attempt actions/get-job-for-workflow-run
  actions/download-job-logs-for-workflow-run actions/re-run-workflow-failed-jobs
  actions/re-run-job-for-workflow-run actions/re-run-workflow actions/cancel-workflow-run
  actions/list-repo-workflows actions/get-workflow actions/create-workflow-dispatch

  search/issues-and-pull-requests users/get-by-username rate-limit/get meta/root meta/get
`
  .trim()
  .split(/\s+/);

/** The events whose payloads are kept, every action of each. */
const webhookEvents = [
  "issues",
  "issue-comment",
  "pull-request",
  "pull-request-review",
  "pull-request-review-comment",
  "pull-request-review-thread",
  "check-run",
  "check-suite",
  "status",
  "workflow-run",
  "workflow-job",
  "push",
  "create",
  "delete",
  "installation",
  "installation-repositories",
  "repository",
  "label",
  "member",
  "merge-group",
  "ping",
];
const otherEvents =
  /^(repository-(advisory|dispatch|import|ruleset|vulnerability)|installation-target)/;

function makeSchema(packageDirectory: string, target: string | URL): void {
  const version = toText(read(join(packageDirectory, "package.json"))["version"]);
  const spec = read(join(packageDirectory, "generated/api.github.com.json"));
  const shrinker = createShrinker(spec);
  const picked = {
    operations: Object.fromEntries(
      pickOperations(spec).map(([id, found]) => [id, shrinker.shrinkOperation(found)]),
    ),
    webhooks: Object.fromEntries(
      pickWebhooks(spec).map(([name, hook]) => [name, shrinker.shrinkWebhook(hook)]),
    ),
  };
  const { parts, definitions } = deduplicate(picked, shrinker.definitions);
  const source = `@octokit/openapi ${version}`;
  const text = `${JSON.stringify({ source, ...parts, $defs: definitions })}\n`;
  writeFileSync(target, text);
  console.log(`${text.length} bytes`);
}

/** @throws {Error} when the specification no longer has one that is listed here */
function pickOperations(spec: JsonObject): [string, FoundOperation][] {
  const found = new Map<string, FoundOperation>();
  for (const [path, value] of Object.entries(toObject(spec["paths"]))) {
    const { parameters, ...methods } = toObject(value);
    for (const [method, stated] of Object.entries(methods)) {
      const operation = toObject(stated);
      const shared = toList(parameters);
      found.set(toText(operation["operationId"]), {
        method: method.toUpperCase(),
        path,
        operation,
        shared,
      });
    }
  }
  return operationIds.map((id) => {
    const operation = found.get(id);
    if (operation === undefined) throw new Error(`not in the specification: ${id}`);
    return [id, operation];
  });
}

function pickWebhooks(spec: JsonObject): [string, JsonObject][] {
  const all = Object.entries(toObject(spec["x-webhooks"]));
  return all.filter(([name]) => isPicked(name)).map(([name, hook]) => [name, toObject(hook)]);
}

function isPicked(webhook: string): boolean {
  if (otherEvents.test(webhook)) return false;
  return webhookEvents.some((event) => webhook === event || webhook.startsWith(`${event}-`));
}

function read(path: string): JsonObject {
  return toObject(JSON.parse(readFileSync(path, "utf8")));
}

const [packageDirectory, target] = process.argv.slice(2);
if (packageDirectory === undefined) {
  throw new Error("usage: make-schema.ts <@octokit/openapi> [<another file to write>]");
}
makeSchema(packageDirectory, target ?? new URL("schema/github.json", import.meta.url));
