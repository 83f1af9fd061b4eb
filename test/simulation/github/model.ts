/** What GitHub holds and does at once. Every method either changes it whole or throws as GitHub would refuse. */
import { RefusedError } from "../../../src/errors.ts";
import type { Repository } from "../../../src/core/work-item.ts";
import type { Push, PushResult } from "../../../src/github/port.ts";
import type { World } from "../world.ts";
import { rerunChecks, startChecks } from "./checks.ts";
import type { Deliveries } from "./deliveries.ts";
import { commentPayload, issuePayload, pullPayload, repositoryPayload } from "./payloads.ts";
import { AO, INSTALLATION_ID } from "./words.ts";
import type { SimComment, SimCommit, SimIssue, SimPack, SimPull, SimRepository } from "./words.ts";

export interface GitHubModel {
  readonly repositories: Map<number, SimRepository>;
  addRepository(name: string, about: { ci: boolean; private: boolean }): SimRepository;
  find(repository: Repository): SimRepository;
  openIssue(at: SimRepository, about: { title: string; author: string }): SimIssue;
  label(at: SimRepository, issue: SimIssue, label: string, by: string): void;
  unlabel(at: SimRepository, issue: SimIssue, label: string, by: string): void;
  closeIssue(at: SimRepository, issue: SimIssue, by: string): void;
  comment(at: SimRepository, thread: number, said: { by: string; body: string }): SimComment;
  openPull(
    at: SimRepository,
    about: { title: string; body: string; head: string; draft: boolean },
  ): SimPull;
  closePull(at: SimRepository, pull: SimPull, how: { merged: boolean; by: string }): void;
  push(at: SimRepository, push: Push): PushResult;
  /** An owner archives the repository, or takes that back. */
  archive(at: SimRepository, archived: boolean, by: string): void;
  /** A person puts a commit of their own on top of a branch. */
  pushByPerson(at: SimRepository, branch: string, by: string): void;
  /** Failed jobs are run again. */
  rerun(at: SimRepository, jobIds: readonly number[]): void;
  /** A new id for anything. */
  newId(): number;
}

export interface ModelParts {
  world: World;
  deliveries: Deliveries;
  /** Told before a branch changes: what no lease may do is found out here. */
  onPush: (at: SimRepository, push: Push, pack: SimPack) => void;
}

export function makeGitHubModel({ world, deliveries, onPush }: ModelParts): GitHubModel {
  const repositories = new Map<number, SimRepository>();
  const chance = world.chance.fork("github");
  let lastId = 1_000;
  const newId = (): number => (lastId += 1);
  const newSha = (): string => chance.text(40, "0123456789abcdef");

  function moveBranch(at: SimRepository, branch: string, sha: string, by: string): void {
    at.branches.set(branch, sha);
    for (const pull of at.pulls.values()) {
      if (!pull.open || pull.head !== branch) continue;
      pull.headSha = sha;
      pull.heads.push({ sha, since: world.now() });
      deliveries.send("pull_request", pullPayload(at, pull, { action: "synchronize", by }));
    }
    startChecks({ world, deliveries, newId }, at, sha);
  }

  function closeIssue(at: SimRepository, issue: SimIssue, by: string): void {
    if (!issue.open) return;
    issue.open = false;
    issue.updatedAt = world.now();
    world.trace(`${by} closes #${issue.number}`);
    deliveries.send("issues", issuePayload(at, issue, { action: "closed", label: null, by }));
  }

  return {
    repositories,
    newId,
    rerun: (at, jobIds) => rerunChecks({ world, deliveries, newId }, at, jobIds),
    closeIssue,
    addRepository(name, { ci, private: isPrivate }) {
      const root: SimCommit = { sha: newSha(), parent: "", red: false, error: "" };
      const at: SimRepository = {
        repository: { id: newId(), name, installationId: INSTALLATION_ID, private: isPrivate },
        archived: false,
        ci,
        members: new Map(),
        branches: new Map([["main", root.sha]]),
        commits: new Map([[root.sha, root]]),
        issues: new Map(),
        pulls: new Map(),
        comments: [],
        reactions: new Set(),
        checks: new Map(),
      };
      repositories.set(at.repository.id, at);
      return at;
    },
    find(repository) {
      const at = repositories.get(repository.id);
      if (at === undefined) throw new RefusedError("Not Found", { status: 404 });
      return at;
    },
    openIssue(at, { title, author }) {
      const number = newNumber(at);
      const body = `\`sum(1, 2)\` gives -1 (${title})`;
      const issue: SimIssue = {
        number,
        title,
        body,
        author,
        open: true,
        updatedAt: world.now(),
        labels: new Set(),
        asked: [],
      };
      at.issues.set(number, issue);
      return issue;
    },
    label(at, issue, label, by) {
      if (issue.labels.has(label)) return;
      issue.updatedAt = world.now();
      issue.labels.add(label);
      if (label === "ao") issue.asked.push({ login: by, at: world.now() });
      world.trace(`${by} labels #${issue.number} ${label}`);
      deliveries.send("issues", issuePayload(at, issue, { action: "labeled", label, by }));
    },
    unlabel(at, issue, label, by) {
      if (!issue.labels.delete(label)) return;
      issue.updatedAt = world.now();
      world.trace(`${by} takes ${label} off #${issue.number}`);
      deliveries.send("issues", issuePayload(at, issue, { action: "unlabeled", label, by }));
    },
    comment(at, thread, { by, body }) {
      const comment = { id: newId(), thread, by, body, at: world.now() };
      at.comments.push(comment);
      world.trace(`${by} comments on #${thread}: ${body.split("\n")[0] ?? ""}`);
      if (by !== AO)
        deliveries.send("issue_comment", commentPayload(at, comment), { mustArrive: true });
      return comment;
    },
    openPull(at, { title, body, head, draft }) {
      const headSha = at.branches.get(head);
      const exists = [...at.pulls.values()].some((pull) => pull.open && pull.head === head);
      if (headSha === undefined || exists) {
        throw new RefusedError("Validation Failed", { status: 422 });
      }
      const number = newNumber(at);
      const pull: SimPull = {
        number,
        nodeId: `PR_${number}`,
        title,
        body,
        head,
        headSha,
        heads: [{ sha: headSha, since: world.now() }],
        openedAt: world.now(),
        draft,
        open: true,
        merged: false,
        reviewers: new Set(),
      };
      at.pulls.set(number, pull);
      world.trace(`pull request #${number} is opened for ${head}`);
      deliveries.send("pull_request", pullPayload(at, pull, { action: "opened", by: AO }));
      return pull;
    },
    closePull(at, pull, { merged, by }) {
      if (!pull.open) return;
      Object.assign(pull, { open: false, merged });
      world.trace(`${by} ${merged ? "merges" : "closes"} #${pull.number}`);
      deliveries.send("pull_request", pullPayload(at, pull, { action: "closed", by }));
      const closes = Number(/Fixes #(\d+)/.exec(pull.body)?.[1]);
      const issue = at.issues.get(closes);
      if (merged && issue !== undefined) closeIssue(at, issue, by);
    },
    push(at, push) {
      const pack: SimPack = JSON.parse(push.pack.toString("utf8"));
      const current = at.branches.get(push.branch) ?? null;
      if (current !== push.expected) {
        const says =
          "Somebody else has pushed to AO's branch meanwhile, so nothing was pushed over it.";
        return { pushed: false, about: "branch", says, forAgent: false };
      }
      for (const commit of pack.commits) at.commits.set(commit.sha, commit);
      if (!follows(at, push.head, push.from)) {
        return {
          pushed: false,
          about: "other",
          says: "The commits do not follow from what was pushed before.",
          forAgent: true,
        };
      }
      onPush(at, push, pack);
      world.trace(`${push.branch} is now ${push.head.slice(0, 7)}, by ${pack.jobId}`);
      moveBranch(at, push.branch, push.head, AO);
      return { pushed: true, head: push.head, signed: false };
    },
    archive(at, archived, by) {
      if (at.archived === archived) return;
      at.archived = archived;
      const action = archived ? "archived" : "unarchived";
      world.trace(`${by} has ${action} ${at.repository.name}`);
      deliveries.send("repository", repositoryPayload(at, action, by));
    },
    pushByPerson(at, branch, by) {
      const parent = at.branches.get(branch);
      if (parent === undefined) return;
      const sha = newSha();
      at.commits.set(sha, { sha, parent, red: false, error: "" });
      world.trace(`${by} pushes ${sha.slice(0, 7)} to ${branch}`);
      moveBranch(at, branch, sha, by);
    },
  };
}

function follows(at: SimRepository, head: string, from: string): boolean {
  for (let sha: string | undefined = head; sha !== undefined; sha = at.commits.get(sha)?.parent) {
    if (sha === from) return true;
  }
  return false;
}

function newNumber(at: SimRepository): number {
  return Math.max(0, ...at.issues.keys(), ...at.pulls.keys()) + 1;
}
