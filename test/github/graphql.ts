import { graphql, GraphQLError } from "graphql";
import { z } from "zod";
import { ApiError } from "./model/errors.ts";
import { allow } from "./model/permissions.ts";
import { setDraft } from "./model/pulls.ts";
import type { Actor, Comment, Issue, Repository } from "./model/words.ts";
import { nameOf, type World } from "./model/world.ts";
import { graphqlSchema, type Oracle } from "./oracle.ts";
import { nodeId } from "./render/json.ts";
import { NEED } from "./rest/needs.ts";
import type { Caller } from "./tokens.ts";

const request = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** Executes a document on GitHub's own schema; mistakes come back in `errors`, with status 200. */
export async function answerGraphql(
  parts: { readonly world: World; readonly oracle: Oracle },
  caller: Caller,
  body: unknown,
): Promise<unknown> {
  const { world, oracle } = parts;
  const { query, variables } = request.parse(body);
  oracle.graphql(query, variables ?? {});
  if (caller.kind !== "actor")
    throw new ApiError(401, "This endpoint requires you to be authenticated.");
  const { data, errors } = await graphql({
    schema: graphqlSchema(),
    source: query,
    rootValue: makeRoot(world, caller.actor),
    variableValues: variables ?? {},
  });
  if (errors === undefined) return { data };
  // GitHub writes the type of an error beside its message.
  return {
    data: data ?? null,
    errors: errors.map((error) => ({ ...error.toJSON(), ...error.extensions })),
  };
}

function makeRoot(world: World, actor: Actor) {
  return {
    viewer: { login: actor.user.login },
    markPullRequestReadyForReview: ({ input }: { input: { pullRequestId: string } }) =>
      changeDraft(world, actor, input.pullRequestId, false),
    convertPullRequestToDraft: ({ input }: { input: { pullRequestId: string } }) =>
      changeDraft(world, actor, input.pullRequestId, true),
    minimizeComment: ({ input }: { input: { subjectId: string; classifier: string } }) =>
      hide(world, actor, input.subjectId, input.classifier),
    unminimizeComment: ({ input }: { input: { subjectId: string } }) =>
      hide(world, actor, input.subjectId, null),
  };
}

async function changeDraft(world: World, actor: Actor, id: string, draft: boolean) {
  const { repository, issue } = findPullByNode(world, id);
  permit(repository, actor, NEED.writePulls);
  setDraft(world, repository, { issue, actor, draft });
  return { pullRequest: describePull(world, repository, issue) };
}

function describePull(world: World, repository: Repository, issue: Issue) {
  return {
    __typename: "PullRequest",
    id: nodeId("PR", issue.pull?.id ?? 0),
    number: issue.number,
    title: issue.title,
    isDraft: issue.pull?.draft ?? false,
    url: `${world.url}/${nameOf(repository)}/pull/${issue.number}`,
  };
}

function hide(world: World, actor: Actor, id: string, classifier: string | null) {
  const { repository, comment } = findCommentByNode(world, id);
  permit(repository, actor, NEED.triage);
  comment.minimized = classifier;
  const described = {
    __typename: "IssueComment",
    id,
    body: comment.body,
    isMinimized: classifier !== null,
    minimizedReason: classifier?.toLowerCase().replaceAll("_", "-") ?? null,
  };
  return classifier === null ? { unminimizedComment: described } : { minimizedComment: described };
}

/** GraphQL has no status codes: what REST refuses is an error with a type here. */
function permit(repository: Repository, actor: Actor, need: Parameters<typeof allow>[2]): void {
  try {
    allow(repository, actor, need);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new GraphQLError(error.message, {
      extensions: { type: error.status === 404 ? "NOT_FOUND" : "FORBIDDEN" },
    });
  }
}

function findPullByNode(world: World, id: string): { repository: Repository; issue: Issue } {
  for (const repository of world.repositories) {
    for (const issue of repository.issues.values()) {
      if (issue.pull !== null && nodeId("PR", issue.pull.id) === id) return { repository, issue };
    }
  }
  throw unknownNode(id);
}

function findCommentByNode(world: World, id: string): { repository: Repository; comment: Comment } {
  for (const repository of world.repositories) {
    for (const issue of repository.issues.values()) {
      const comment = issue.comments.find((one) => nodeId("IC", one.id) === id);
      if (comment !== undefined) return { repository, comment };
    }
  }
  throw unknownNode(id);
}

function unknownNode(id: string): GraphQLError {
  return new GraphQLError(`Could not resolve to a node with the global id of '${id}'.`, {
    extensions: { type: "NOT_FOUND" },
  });
}
