import { listCommits, readFile, resolveCommit } from "./model/git.ts";
import type { Comment, Issue, Reaction, Repository, ReviewComment } from "./model/words.ts";
import { findIssue, listPulls } from "./model/world.ts";

/** What tests look at: plain values of now. */
export interface IssueView {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly author: string;
  readonly state: "open" | "closed";
  readonly stateReason: string | null;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly reactions: readonly ReactionView[];
  readonly comments: readonly CommentView[];
}

interface ReactionView {
  readonly content: string;
  readonly user: string;
}

interface CommentView {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly reactions: readonly ReactionView[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly edits: Comment["edits"];
  /** Why it is hidden, as GraphQL names it, or null. */
  readonly minimized: string | null;
}

export interface PullView extends IssueView {
  readonly draft: boolean;
  readonly merged: boolean;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string; readonly sha: string };
  readonly requestedReviewers: readonly string[];
  readonly reviewComments: readonly ReviewCommentView[];
}

interface ReviewCommentView {
  readonly id: number;
  readonly replyTo: number | null;
  readonly author: string;
  readonly body: string;
  readonly path: string;
  readonly line: number;
  readonly reactions: readonly ReactionView[];
}

export interface CheckRunView {
  readonly id: number;
  readonly name: string;
  readonly app: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly detailsUrl: string | null;
  readonly actions: readonly { label: string; description: string; identifier: string }[];
}

export interface GitView {
  readonly directory: string;
  /** The SHA of a branch (or whatever git understands), or null. */
  readonly head: (ref: string) => Promise<string | null>;
  /** The text of a file, or null. */
  readonly show: (ref: string, path: string) => Promise<string | null>;
  /** The subjects of its commits, newest first. */
  readonly log: (ref: string) => Promise<string[]>;
}

export function viewIssue(repository: Repository, number: number): IssueView {
  return describeIssue(findIssue(repository, number));
}

export function viewPulls(repository: Repository): PullView[] {
  return listPulls(repository).map(({ issue, pull }) => ({
    ...describeIssue(issue),
    draft: pull.draft,
    merged: pull.mergedAt !== null,
    head: { ref: pull.headRef, sha: pull.headSha },
    base: { ref: pull.baseRef, sha: pull.baseSha },
    requestedReviewers: pull.requestedReviewers.map((user) => user.login),
    reviewComments: pull.reviewComments.map(describeReviewComment),
  }));
}

export function viewCheckRuns(repository: Repository, sha: string): CheckRunView[] {
  return repository.checkRuns
    .filter((run) => run.sha === sha)
    .map((run) => ({
      id: run.id,
      name: run.name,
      app: run.app.slug,
      status: run.status,
      conclusion: run.conclusion,
      title: run.title,
      summary: run.summary,
      text: run.text,
      detailsUrl: run.detailsUrl,
      actions: run.actions,
    }));
}

export function viewGit({ directory }: Repository): GitView {
  return {
    directory,
    head: (ref) => resolveCommit(directory, ref),
    show: (ref, path) => readFile(directory, ref, path),
    log: async (ref) =>
      (await listCommits(directory, [ref])).map((commit) => commit.message.split("\n")[0] ?? ""),
  };
}

function describeIssue(issue: Issue): IssueView {
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body,
    author: issue.author.login,
    state: issue.state,
    stateReason: issue.stateReason,
    labels: issue.labels.map((label) => label.name),
    assignees: issue.assignees.map((user) => user.login),
    reactions: issue.reactions.map(describeReaction),
    comments: issue.comments.map((comment) => ({
      id: comment.id,
      author: comment.author.login,
      body: comment.body,
      reactions: comment.reactions.map(describeReaction),
      createdAt: comment.createdAt,
      updatedAt: comment.updatedAt,
      edits: [...comment.edits],
      minimized: comment.minimized,
    })),
  };
}

function describeReviewComment(comment: ReviewComment): ReviewCommentView {
  const { id, replyTo, body, path, line } = comment;
  const reactions = comment.reactions.map(describeReaction);
  return { id, replyTo, author: comment.author.login, body, path, line, reactions };
}

function describeReaction(reaction: Reaction): ReactionView {
  return { content: reaction.content, user: reaction.user.login };
}
