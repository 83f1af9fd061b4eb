import { z } from "zod";
import { addComment, deleteComment, editComment, findComment } from "../model/comments.ts";
import { ApiError } from "../model/errors.ts";
import { closeIssue, editIssue, openIssue, reopenIssue } from "../model/issues.ts";
import { addLabel, findLabel, putLabels, takeLabel } from "../model/labels.ts";
import { isAtLeast, permissionOf } from "../model/permissions.ts";
import type { Actor, Issue, Label, Repository } from "../model/words.ts";
import { renderComment } from "../render/comment.ts";
import { renderFullIssue, renderIssue, renderIssueEvent } from "../render/issue.ts";
import { renderLabel } from "../render/label.ts";
import { NEED, onIssue } from "./needs.ts";
import {
  actorOf,
  type Call,
  created,
  issueOf,
  NO_CONTENT,
  numberOf,
  ok,
  paginate,
  readBody,
  repositoryOf,
  type Route,
} from "./route.ts";

const ROOT = "/repos/:owner/:repo";

/** Issues, their comments and their labels. */
export const issueRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${ROOT}/issues`,
    access: NEED.readIssues,
    run: (call) => {
      const repository = repositoryOf(call);
      const items = chooseIssues(call, repository);
      return paginate(
        call,
        items.map((issue) => renderIssue(call.world, repository, issue)),
      );
    },
  },
  {
    method: "POST",
    path: `${ROOT}/issues`,
    access: { app: ["issues:write"], person: "read" },
    run: (call) => {
      const repository = repositoryOf(call);
      const body = readBody(call, newIssue);
      const issue = openIssue(call.world, repository, actorOf(call), {
        title: body.title,
        body: body.body ?? null,
        labels: wanted(call, repository, body.labels ?? []),
      });
      return created(renderFullIssue(call.world, repository, issue));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/issues/:number`,
    access: onIssue("read", "read"),
    run: (call) => ok(renderFullIssue(call.world, repositoryOf(call), issueOf(call))),
  },
  {
    method: "PATCH",
    path: `${ROOT}/issues/:number`,
    access: onIssue("write", "read"),
    run: (call) => {
      const issue = issueOf(call);
      checkMayEdit(repositoryOf(call), actorOf(call), issue);
      changeIssue(call, issue);
      return ok(renderFullIssue(call.world, repositoryOf(call), issue));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/issues/:number/events`,
    access: onIssue("read", "read"),
    run: (call) => {
      const repository = repositoryOf(call);
      const events = issueOf(call).events;
      return paginate(
        call,
        events.map((event) => renderIssueEvent(call.world, repository, event)),
      );
    },
  },
  {
    method: "GET",
    path: `${ROOT}/issues/:number/comments`,
    access: onIssue("read", "read"),
    run: (call) => {
      const repository = repositoryOf(call);
      const issue = issueOf(call);
      const since = Date.parse(call.query.get("since") ?? "1970-01-01T00:00:00Z");
      const comments = issue.comments.filter((comment) => comment.updatedAt >= since);
      return paginate(
        call,
        comments.map((comment) => renderComment(call.world, repository, { issue, comment })),
      );
    },
  },
  {
    method: "POST",
    path: `${ROOT}/issues/:number/comments`,
    access: onIssue("write", "read"),
    run: (call) => {
      const repository = repositoryOf(call);
      const issue = issueOf(call);
      const { body } = readBody(call, z.object({ body: z.string() }));
      const comment = addComment(call.world, repository, { issue, actor: actorOf(call), body });
      return created(renderComment(call.world, repository, { issue, comment }));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/issues/comments/:id`,
    access: NEED.readIssues,
    run: (call) => {
      const repository = repositoryOf(call);
      return ok(
        renderComment(call.world, repository, findComment(repository, numberOf(call, "id"))),
      );
    },
  },
  {
    method: "PATCH",
    path: `${ROOT}/issues/comments/:id`,
    access: NEED.comment,
    run: (call) => {
      const repository = repositoryOf(call);
      const place = findComment(repository, numberOf(call, "id"));
      const actor = actorOf(call);
      checkMayEdit(repository, actor, place.comment);
      const { body } = readBody(call, z.object({ body: z.string() }));
      editComment(call.world, repository, { ...place, actor, body });
      return ok(renderComment(call.world, repository, place));
    },
  },
  {
    method: "DELETE",
    path: `${ROOT}/issues/comments/:id`,
    access: NEED.comment,
    run: (call) => {
      const repository = repositoryOf(call);
      const place = findComment(repository, numberOf(call, "id"));
      const actor = actorOf(call);
      checkMayEdit(repository, actor, place.comment);
      deleteComment(call.world, repository, { ...place, actor });
      return NO_CONTENT;
    },
  },
  {
    method: "GET",
    path: `${ROOT}/issues/:number/labels`,
    access: onIssue("read", "read"),
    run: (call) => paginate(call, renderLabels(call)),
  },
  {
    method: "POST",
    path: `${ROOT}/issues/:number/labels`,
    access: onIssue("write", "triage"),
    run: (call) => {
      const repository = repositoryOf(call);
      const body = readBody(call, labelNames);
      const labels = wanted(call, repository, Array.isArray(body) ? body : body.labels);
      putLabels(call.world, repository, { issue: issueOf(call), labels, actor: actorOf(call) });
      return ok(renderLabels(call));
    },
  },
  {
    method: "DELETE",
    path: `${ROOT}/issues/:number/labels/:name`,
    access: onIssue("write", "triage"),
    run: (call) => {
      takeLabel(call.world, repositoryOf(call), {
        issue: issueOf(call),
        name: call.params["name"] ?? "",
        actor: actorOf(call),
      });
      return ok(renderLabels(call));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/labels`,
    access: NEED.readIssues,
    run: (call) => {
      const repository = repositoryOf(call);
      return paginate(
        call,
        repository.labels.map((label) => renderLabel(call.world, repository, label)),
      );
    },
  },
  {
    method: "POST",
    path: `${ROOT}/labels`,
    access: NEED.writeLabels,
    run: (call) => {
      const repository = repositoryOf(call);
      const label = addLabel(call.world, repository, readBody(call, newLabel));
      emitLabel(call, repository, label);
      return created(renderLabel(call.world, repository, label));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/labels/:name`,
    access: NEED.readIssues,
    run: (call) => {
      const repository = repositoryOf(call);
      const label = findLabel(repository, call.params["name"] ?? "");
      if (label === null) throw ApiError.notFound();
      return ok(renderLabel(call.world, repository, label));
    },
  },
];

const newIssue = z.object({
  title: z.string(),
  body: z
    .string()
    .nullish()
    .transform((body) => body ?? null),
  labels: z.array(z.string()).optional(),
});
const labelNames = z.union([z.object({ labels: z.array(z.string()) }), z.array(z.string())]);
const newLabel = z
  .object({ name: z.string(), color: z.string().optional(), description: z.string().optional() })
  .transform(({ name, color, description }) => ({
    name,
    ...(color === undefined ? {} : { color }),
    ...(description === undefined ? {} : { description }),
  }));
const issueChange = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]).optional(),
  state_reason: z.enum(["completed", "not_planned", "duplicate", "reopened"]).nullish(),
});

function changeIssue(call: Call, issue: Issue): void {
  const { world } = call;
  const repository = repositoryOf(call);
  const actor = actorOf(call);
  const body = readBody(call, issueChange);
  editIssue(world, repository, {
    issue,
    actor,
    ...(body.title === undefined ? {} : { title: body.title }),
    ...(body.body === undefined ? {} : { body: body.body }),
  });
  if (body.state === "closed") {
    closeIssue(world, repository, { issue, actor, reason: body.state_reason ?? "completed" });
  }
  if (body.state === "open") reopenIssue(world, repository, { issue, actor });
}

/** People edit what they wrote, and with write access what others wrote; an App what it may write at all. */
export function checkMayEdit(
  repository: Repository,
  actor: Actor,
  written: { readonly author: Actor["user"] },
): void {
  if (actor.token !== null || written.author === actor.user) return;
  if (isAtLeast(permissionOf(repository, actor.user), "write")) return;
  throw new ApiError(403, "Must have admin rights to Repository.");
}

/** The labels of these names; over the API an unknown one is made, for whoever may. */
function wanted(call: Call, repository: Repository, names: readonly string[]): Label[] {
  return names.map((name) => {
    const known = findLabel(repository, name);
    if (known !== null) return known;
    const actor = actorOf(call);
    if (actor.token === null && !isAtLeast(permissionOf(repository, actor.user), "write")) {
      throw ApiError.invalid("Label", "name");
    }
    const label = addLabel(call.world, repository, { name });
    emitLabel(call, repository, label);
    return label;
  });
}

function emitLabel(call: Call, repository: Repository, label: Label): void {
  call.world.emit({
    event: "label",
    action: "created",
    repository,
    sender: actorOf(call).user,
    body: { label: renderLabel(call.world, repository, label) },
  });
}

function renderLabels(call: Call) {
  const repository = repositoryOf(call);
  return issueOf(call).labels.map((label) => renderLabel(call.world, repository, label));
}

function chooseIssues({ query }: Call, repository: Repository): Issue[] {
  const state = query.get("state") ?? "open";
  const labels = (query.get("labels") ?? "").split(",").filter((name) => name !== "");
  const since = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
  const chosen = [...repository.issues.values()].filter(
    (issue) =>
      (state === "all" || issue.state === state) &&
      issue.updatedAt >= since &&
      labels.every((name) =>
        issue.labels.some((label) => label.name.toLowerCase() === name.toLowerCase()),
      ),
  );
  return query.get("direction") === "asc" ? chosen : chosen.toReversed();
}
