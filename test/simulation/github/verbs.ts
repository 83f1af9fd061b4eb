/** Each verb of the port, as one look at the model or one change of it. */
import { RefusedError } from "../../../src/errors.ts";
import type { Repository } from "../../../src/core/work-item.ts";
import type { GitHub, Issue, PullRequest } from "../../../src/github/port.ts";
import type { World } from "../world.ts";
import { logOf } from "./checks.ts";
import type { Deliveries } from "./deliveries.ts";
import type { GitHubModel } from "./model.ts";
import { AO, APP, INSTALLATION_ID } from "./words.ts";
import type { SimIssue, SimPull, SimRepository } from "./words.ts";

export type CallGitHub = <T>(name: string, perform: () => T) => Promise<T>;

export interface VerbParts {
  model: GitHubModel;
  deliveries: Deliveries;
  /** The time whose truth a reading shows: now, or a little earlier. */
  seenAt: () => number;
}

export function verbsOf(
  world: World,
  { model, deliveries, seenAt }: VerbParts,
  call: CallGitHub,
): GitHub {
  const on = <T>(
    name: string,
    repository: Repository,
    perform: (at: SimRepository) => T,
  ): Promise<T> =>
    call(`${name} ${repository.name}`, () => {
      const at = model.find(repository);
      return at.archived && WRITES.test(name) ? refuse(403) : perform(at);
    });

  return {
    app: () => call("app", () => APP),
    failedDeliveries: (since) => call("failedDeliveries", () => deliveries.failed(since)),
    redeliver: (id) => call(`redeliver ${id}`, () => deliveries.redeliver(id)),
    installations: () => call("installations", () => [{ id: INSTALLATION_ID, suspended: false }]),
    repositories: () =>
      call("repositories", () =>
        [...model.repositories.values()].map(({ repository, archived }) => ({
          repository,
          archived,
          defaultBranch: "main",
        })),
      ),
    permissionOf: (repository, login) =>
      on(`permissionOf ${login}`, repository, (at) => at.members.get(login) ?? "none"),
    defaultBranch: (repository) =>
      on("defaultBranch", repository, (at) => ({
        branch: "main",
        sha: at.branches.get("main") ?? "",
      })),
    branchSha: (repository, branch) =>
      on(`branchSha ${branch}`, repository, (at) => at.branches.get(branch) ?? null),
    titleOnBranch: (repository, branch, sha) =>
      on(`titleOnBranch ${branch} ${sha.slice(0, 7)}`, repository, (at) =>
        at.branches.get(branch) === sha ? "Add instead of subtracting" : null,
      ),
    readFile: (repository, path) => on(`readFile ${path}`, repository, () => null),
    tree: (repository, sha) => on(`tree ${sha.slice(0, 7)}`, repository, () => []),
    commitMessages: (repository) => on("commitMessages", repository, () => []),
    branchRules: (repository, branch) =>
      on(`branchRules ${branch}`, repository, () => ({
        signatures: false,
        checks: [],
        patterns: [],
      })),
    issue: (repository, number) =>
      on(`issue #${number}`, repository, (at) => {
        const issue = at.issues.get(number);
        return issue === undefined ? null : toIssue(issue);
      }),
    labelledIssues: (repository, label) =>
      on("labelledIssues", repository, (at) =>
        [...at.issues.values()]
          .filter((one) => one.open && one.labels.has(label) && one.updatedAt <= seenAt())
          .map(toIssue),
      ),
    labelledBy: (repository, number) =>
      on(`labelledBy #${number}`, repository, (at) => {
        const last = at.issues.get(number)?.asked.at(-1);
        // GitHub's times have whole seconds.
        if (last === undefined) return null;
        return { ...last, at: Math.floor(last.at / 1_000) * 1_000, how: "label" };
      }),
    createLabel: (repository, name) => on(`createLabel ${name}`, repository, () => undefined),
    labelsOf: (repository, number) =>
      on(`labelsOf #${number}`, repository, (at) => [...(at.issues.get(number)?.labels ?? [])]),
    addLabel: (repository, number, label) =>
      on(`addLabel #${number} ${label}`, repository, (at) => {
        model.label(at, issueAt(at, number), label, AO);
      }),
    removeLabel: (repository, number, label) =>
      on(`removeLabel #${number} ${label}`, repository, (at) => {
        model.unlabel(at, issueAt(at, number), label, AO);
      }),
    react: (repository, to, content) =>
      on(`react ${content}`, repository, (at) => {
        at.reactions.add("issue" in to ? `#${to.issue}/${content}` : `${to.id}/${content}`);
      }),
    comments: (repository, thread) =>
      on(`comments #${thread}`, repository, (at) => {
        const until = seenAt();
        return at.comments
          .filter((one) => one.thread === thread && one.at <= until)
          .map(({ id, body, by }) => ({ id, body, mine: by === AO }));
      }),
    postComment: (repository, thread, body) =>
      on(
        `postComment #${thread}`,
        repository,
        (at) => model.comment(at, thread, { by: AO, body }).id,
      ),
    editComment: (repository, id, body) =>
      on(`editComment ${id}`, repository, (at) => {
        const comment = at.comments.find((one) => one.id === id);
        if (comment === undefined) return false;
        comment.body = body;
        return true;
      }),
    deleteComment: (repository, id) =>
      on(`deleteComment ${id}`, repository, (at) => {
        at.comments = at.comments.filter((one) => one.id !== id);
      }),
    openPullRequests: (repository) =>
      on("openPullRequests", repository, (at) => {
        const until = seenAt();
        const open = [...at.pulls.values()].filter((one) => one.open && one.openedAt <= until);
        return open.map((pull) => toPullRequest(pull, until));
      }),
    pullRequest: (repository, number) =>
      on(`pullRequest #${number}`, repository, (at) => {
        const pull = at.pulls.get(number);
        return pull === undefined ? null : toPullRequest(pull, seenAt());
      }),
    openPullRequest: (repository, request) =>
      on("openPullRequest", repository, (at) =>
        toPullRequest(model.openPull(at, request), world.now()),
      ),
    editPullRequest: (repository, number, text) =>
      on(`editPullRequest #${number}`, repository, (at) => {
        Object.assign(pullAt(at, number), text);
      }),
    markReady: (repository, nodeId) =>
      on(`markReady ${nodeId}`, repository, (at) => {
        pullAt(at, Number(nodeId.slice(3))).draft = false;
      }),
    requestReview: (repository, number, login) =>
      on(`requestReview #${number}`, repository, (at) => {
        pullAt(at, number).reviewers.add(login);
      }),
    checks: (repository, sha) =>
      on(`checks ${sha.slice(0, 7)}`, repository, (at) => ({
        headSha: sha,
        runs: (at.checks.get(sha) ?? []).map((run) => ({ ...run })),
        statuses: [],
        unfinishedSuites: 0,
      })),
    requiredChecks: (repository) => on("requiredChecks", repository, () => []),
    rerunFailed: (repository, jobIds) =>
      on(`rerunFailed ${jobIds.join()}`, repository, (at) => {
        model.rerun(at, jobIds);
      }),
    // Nobody pushes to the base of a simulation.
    mergeBase: (repository, number, expectedHead) =>
      on(`mergeBase #${number}`, repository, (at) => ({
        kind: pullAt(at, number).headSha === expectedHead ? "nothing_new" : "moved",
      })),
    jobLog: (repository, jobId) =>
      on(`jobLog ${jobId}`, repository, (at) => logOf(at, jobId) ?? refuse(404)),
    annotations: (repository, id) => on(`annotations ${id}`, repository, () => []),
    readToken: (repository) =>
      on("readToken", repository, () => ({
        token: `ghs_${"0".repeat(36)}`,
        cloneUrl: `http://127.0.0.1/${repository.name}.git`,
        expiresAtMs: world.now() + 3_600_000,
      })),
    push: (push) => on(`push ${push.branch}`, push.repository, (at) => model.push(at, push)),
  };
}

/** What an archived repository takes none of. */
const WRITES = /^(?:create|add|remove|post|edit|delete|react|openPullRequest$|mark|request|push)/;

function refuse(status: number): never {
  throw new RefusedError("Not Found", { status });
}

function issueAt(at: SimRepository, number: number): SimIssue {
  return at.issues.get(number) ?? refuse(404);
}

function pullAt(at: SimRepository, number: number): SimPull {
  return at.pulls.get(number) ?? refuse(404);
}

function toIssue({ number, title, body, author, open, labels }: SimIssue): Issue {
  const state = open ? "open" : "closed";
  const more = { locked: false, movedTo: null, assignees: [] };
  return { number, title, body, author, state, labels: [...labels], ...more };
}

function toPullRequest(pull: SimPull, seenAt: number): PullRequest {
  const { number, nodeId, draft, merged, heads, head, body } = pull;
  const headSha = heads.findLast((one) => one.since <= seenAt)?.sha ?? pull.headSha;
  const state = pull.open ? "open" : "closed";
  const baseBranch = "main";
  return {
    number,
    nodeId,
    draft,
    state,
    merged,
    headSha,
    headBranch: head,
    baseBranch,
    body,
    changes: null,
  };
}
