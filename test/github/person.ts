import { addComment, deleteComment, editComment, findComment, react } from "./model/comments.ts";
import { ApiError } from "./model/errors.ts";
import { resolveCommit } from "./model/git.ts";
import { changeBase } from "./model/branch-names.ts";
import { convertToDiscussion, deleteIssue, setLocked, transferIssue } from "./model/issue-ends.ts";
import { closeIssue, editIssue, openIssue, reopenIssue } from "./model/issues.ts";
import { emitIssue, recordEvent } from "./model/issue-events.ts";
import { findLabel, putLabels, takeLabel } from "./model/labels.ts";
import { dequeue, type DequeueReason, enqueue } from "./model/merge-queue.ts";
import { mergePull } from "./model/merges.ts";
import { allow, type Need } from "./model/permissions.ts";
import { openPull, setDraft } from "./model/pulls.ts";
import { deleteBranch, pushFiles } from "./model/pushes.ts";
import { addReview, addReviewComment } from "./model/reviews.ts";
import { updateBranch } from "./model/update-branch.ts";
import { listFailedJobs } from "./model/workflow-runs.ts";
import type { Actor, Issue, Label, Reactable, Repository } from "./model/words.ts";
import { findIssue, findPull, findRepository, findUser, type World } from "./model/world.ts";
import { checkMayEdit } from "./rest/issues.ts";
import { NEED } from "./rest/needs.ts";

/** What a person does on the site or in the mobile app; each call checks what that person may. */
export interface Person {
  readonly login: string;
  /** Gives the number. */
  readonly openIssue: (
    repository: string,
    issue: { readonly title: string; readonly body?: string; readonly labels?: readonly string[] },
  ) => Promise<number>;
  readonly editIssue: (
    repository: string,
    number: number,
    change: { readonly title?: string; readonly body?: string },
  ) => Promise<void>;
  readonly label: (repository: string, number: number, name: string) => Promise<void>;
  readonly unlabel: (repository: string, number: number, name: string) => Promise<void>;
  readonly assign: (repository: string, number: number, login: string) => Promise<void>;
  /** Gives the comment's id. */
  readonly comment: (repository: string, number: number, body: string) => Promise<number>;
  readonly editComment: (repository: string, id: number, body: string) => Promise<void>;
  readonly deleteComment: (repository: string, id: number) => Promise<void>;
  readonly reactToComment: (repository: string, id: number, content: Reactable) => Promise<void>;
  readonly closeIssue: (
    repository: string,
    number: number,
    reason?: "completed" | "not_planned",
  ) => Promise<void>;
  readonly reopenIssue: (repository: string, number: number) => Promise<void>;
  readonly lockIssue: (repository: string, number: number) => Promise<void>;
  readonly unlockIssue: (repository: string, number: number) => Promise<void>;
  /** Gives the number it has there. */
  readonly transferIssue: (repository: string, number: number, to: string) => Promise<number>;
  readonly convertToDiscussion: (repository: string, number: number) => Promise<void>;
  readonly deleteIssue: (repository: string, number: number) => Promise<void>;
  /** Points a pull request at another base branch. */
  readonly changeBase: (repository: string, number: number, base: string) => Promise<void>;
  /** Gives the number. */
  readonly openPullRequest: (
    repository: string,
    pull: {
      readonly title: string;
      readonly body?: string;
      readonly head: string;
      readonly base?: string;
      readonly draft?: boolean;
    },
  ) => Promise<number>;
  readonly closePullRequest: (repository: string, number: number) => Promise<void>;
  readonly reopenPullRequest: (repository: string, number: number) => Promise<void>;
  readonly markReady: (repository: string, number: number) => Promise<void>;
  readonly convertToDraft: (repository: string, number: number) => Promise<void>;
  /** Gives the SHA of the merge. */
  readonly mergePullRequest: (
    repository: string,
    number: number,
    method?: "merge" | "squash",
  ) => Promise<string>;
  /** Puts a pull request into its base's merge queue. */
  readonly enqueue: (repository: string, number: number) => Promise<void>;
  /** Takes it out again, by hand or for another of GitHub's reasons. */
  readonly dequeue: (repository: string, number: number, reason?: DequeueReason) => Promise<void>;
  /** Commits to a branch (made from the default branch where it is new) and gives the SHA. */
  readonly pushFiles: (
    repository: string,
    branch: string,
    files: Readonly<Record<string, string | null>>,
    message: string,
  ) => Promise<string>;
  /** Merges the base into the head, with the button. */
  readonly updateBranch: (repository: string, number: number) => Promise<void>;
  /** Runs the failed jobs of a commit's workflows again; gives how many. */
  readonly rerunFailedJobs: (repository: string, sha: string) => Promise<number>;
  readonly deleteBranch: (repository: string, branch: string) => Promise<void>;
  readonly approve: (repository: string, number: number, body?: string) => Promise<number>;
  readonly requestChanges: (
    repository: string,
    number: number,
    body: string,
    comments?: readonly LineComment[],
  ) => Promise<number>;
  readonly reviewComment: (
    repository: string,
    number: number,
    comment: LineComment,
  ) => Promise<number>;
}

interface LineComment {
  readonly path: string;
  readonly line: number;
  readonly body: string;
}

const ADMIN: Need = { app: ["administration:write"], person: "admin" };

export function actAs(world: World, login: string): Person {
  const actor: Actor = { user: findUser(world, login), token: null };

  const enter = (name: string, need: Need): Repository => {
    const repository = findRepository(world, name);
    allow(repository, actor, need);
    return repository;
  };
  const placeOf = (name: string, number: number, need: Need) => {
    const repository = enter(name, need);
    return { repository, issue: findIssue(repository, number) };
  };
  const placeOfOwn = (name: string, number: number) => {
    const place = placeOf(name, number, NEED.comment);
    checkMayEdit(place.repository, actor, place.issue);
    return place;
  };
  const commentOf = (name: string, id: number) => {
    const repository = enter(name, NEED.comment);
    return { repository, place: findComment(repository, id) };
  };

  return {
    login: actor.user.login,
    openIssue: async (name, { title, body, labels = [] }) => {
      const repository = enter(name, labels.length === 0 ? NEED.comment : NEED.triage);
      const picked = labels.map((label) => pickLabel(repository, label));
      const spec = { title, body: body ?? null, labels: picked };
      return openIssue(world, repository, actor, spec).number;
    },
    editIssue: async (name, number, change) => {
      const { repository, issue } = placeOfOwn(name, number);
      editIssue(world, repository, { issue, actor, ...change });
    },
    label: async (name, number, labelName) => {
      const { repository, issue } = placeOf(name, number, NEED.triage);
      putLabels(world, repository, { issue, labels: [pickLabel(repository, labelName)], actor });
    },
    unlabel: async (name, number, labelName) => {
      const { repository, issue } = placeOf(name, number, NEED.triage);
      takeLabel(world, repository, { issue, name: labelName, actor });
    },
    assign: async (name, number, assigneeLogin) => {
      const { repository, issue } = placeOf(name, number, NEED.triage);
      const assignee = findUser(world, assigneeLogin);
      if (issue.assignees.includes(assignee)) return;
      issue.assignees.push(assignee);
      recordEvent(world, issue, { event: "assigned", actor });
      emitIssue(world, repository, { issue, action: "assigned", actor, assignee });
    },
    comment: async (name, number, body) => {
      const { repository, issue } = placeOf(name, number, NEED.comment);
      if (issue.locked) allow(repository, actor, NEED.writePulls);
      return addComment(world, repository, { issue, actor, body }).id;
    },
    editComment: async (name, id, body) => {
      const { repository, place } = commentOf(name, id);
      checkMayEdit(repository, actor, place.comment);
      editComment(world, repository, { ...place, actor, body });
    },
    deleteComment: async (name, id) => {
      const { repository, place } = commentOf(name, id);
      checkMayEdit(repository, actor, place.comment);
      deleteComment(world, repository, { ...place, actor });
    },
    reactToComment: async (name, id, content) => {
      react(world, commentOf(name, id).place.comment.reactions, actor.user, content);
    },
    closeIssue: async (name, number, reason = "completed") => {
      const { repository, issue } = placeOfTriager(number, name);
      closeIssue(world, repository, { issue, actor, reason });
    },
    reopenIssue: async (name, number) => {
      const { repository, issue } = placeOfTriager(number, name);
      reopenIssue(world, repository, { issue, actor });
    },
    lockIssue: async (name, number) => {
      const { repository, issue } = placeOf(name, number, NEED.writePulls);
      setLocked(world, repository, { issue, actor, locked: true });
    },
    unlockIssue: async (name, number) => {
      const { repository, issue } = placeOf(name, number, NEED.writePulls);
      setLocked(world, repository, { issue, actor, locked: false });
    },
    transferIssue: async (name, number, toName) => {
      const { repository, issue } = placeOf(name, number, NEED.writePulls);
      const to = enter(toName, NEED.writePulls);
      return transferIssue(world, repository, { issue, actor, to }).number;
    },
    convertToDiscussion: async (name, number) => {
      const { repository, issue } = placeOf(name, number, NEED.triage);
      convertToDiscussion(world, repository, { issue, actor });
    },
    deleteIssue: async (name, number) => {
      const { repository, issue } = placeOf(name, number, ADMIN);
      deleteIssue(world, repository, { issue, actor });
    },
    changeBase: async (name, number, base) => {
      const { repository, issue } = placeOf(name, number, NEED.writePulls);
      await changeBase(world, repository, { issue, base, actor });
    },
    openPullRequest: async (name, pull) => {
      const repository = enter(name, NEED.writePulls);
      const issue = await openPull(world, repository, actor, {
        title: pull.title,
        body: pull.body ?? null,
        head: pull.head,
        base: pull.base ?? repository.defaultBranch,
        draft: pull.draft ?? false,
      });
      return issue.number;
    },
    closePullRequest: async (name, number) => {
      const { repository, issue } = placeOfTriager(number, name);
      findPull(repository, number);
      closeIssue(world, repository, { issue, actor });
    },
    reopenPullRequest: async (name, number) => {
      const { repository, issue } = placeOfTriager(number, name);
      const { pull } = findPull(repository, number);
      if ((await resolveCommit(repository.directory, `refs/heads/${pull.headRef}`)) === null) {
        throw ApiError.invalid("PullRequest", "state", `The ${pull.headRef} branch was deleted.`);
      }
      reopenIssue(world, repository, { issue, actor });
    },
    convertToDraft: async (name, number) => {
      const { repository, issue } = placeOf(name, number, NEED.writePulls);
      setDraft(world, repository, { issue, actor, draft: true });
    },
    markReady: async (name, number) => {
      const { repository, issue } = placeOf(name, number, NEED.writePulls);
      setDraft(world, repository, { issue, actor, draft: false });
    },
    mergePullRequest: async (name, number, method = "merge") => {
      const { repository, issue } = placeOf(name, number, NEED.merge);
      return mergePull(world, repository, { issue, actor, method });
    },
    enqueue: async (name, number) => {
      const { repository, issue } = placeOf(name, number, NEED.merge);
      enqueue(world, repository, { issue, actor });
    },
    dequeue: async (name, number, reason = "MANUAL") => {
      const { repository, issue } = placeOf(name, number, NEED.merge);
      await dequeue(world, repository, { issue, actor, reason });
    },
    pushFiles: async (name, branch, files, message) => {
      const repository = enter(name, NEED.merge);
      return pushFiles(world, repository, { actor, branch, files, message });
    },
    updateBranch: async (name, number) => {
      const { repository, issue } = placeOf(name, number, NEED.writePulls);
      await updateBranch(world, repository, { issue, actor });
    },
    rerunFailedJobs: async (name, sha) => {
      const repository = enter(name, NEED.writeActions);
      const runs = repository.workflowRuns.filter((run) => run.sha === sha);
      let count = 0;
      for (const run of runs) {
        const failed = listFailedJobs(run).map((job) => job.id);
        if (failed.length > 0) await world.workflows?.rerun(repository, failed);
        count += failed.length;
      }
      return count;
    },
    deleteBranch: async (name, branch) => {
      await deleteBranch(world, enter(name, NEED.merge), actor, branch);
    },
    approve: async (name, number, body = "") =>
      review(name, number, { state: "APPROVED", body, comments: [] }),
    requestChanges: async (name, number, body, comments = []) =>
      review(name, number, { state: "CHANGES_REQUESTED", body, comments }),
    reviewComment: async (name, number, comment) => {
      const { repository, issue } = placeOf(name, number, NEED.review);
      return addReviewComment(world, repository, { issue, actor, ...comment }).id;
    },
  };

  /** Who opened something may close it; else it takes triage. */
  function placeOfTriager(number: number, name: string): { repository: Repository; issue: Issue } {
    const place = placeOf(name, number, NEED.comment);
    if (place.issue.author !== actor.user) allow(place.repository, actor, NEED.triage);
    return place;
  }

  function review(
    name: string,
    number: number,
    spec: {
      readonly state: "APPROVED" | "CHANGES_REQUESTED";
      readonly body: string;
      readonly comments: readonly LineComment[];
    },
  ): number {
    const { repository, issue } = placeOf(name, number, NEED.review);
    return addReview(world, repository, { issue, actor, ...spec }).id;
  }
}

/** On the site one picks from the labels there are. */
function pickLabel(repository: Repository, name: string): Label {
  const label = findLabel(repository, name);
  if (label === null) throw ApiError.invalid("Label", "name", `there is no label ${name}`);
  return label;
}
