import { z } from "zod";
import { ApiError } from "../model/errors.ts";
import { listChanges, readPatch } from "../model/changes.ts";
import { listCommits, runGit } from "../model/git.ts";
import { closeIssue, editIssue, reopenIssue } from "../model/issues.ts";
import { mergePull } from "../model/merges.ts";
import { openPull, requestReviewers, settleMergeable, unrequestReviewers } from "../model/pulls.ts";
import { hasMergeQueue } from "../model/rules.ts";
import { updateBranch } from "../model/update-branch.ts";
import type { Repository, User } from "../model/words.ts";
import { findPull, listPulls } from "../model/world.ts";
import { renderCommit } from "../render/commit.ts";
import { renderChangedFile } from "../render/file.ts";
import { issuePage } from "../render/issue.ts";
import { renderPull, renderPullInList } from "../render/pull.ts";
import { renderUser } from "../render/user.ts";
import { checkMayEdit } from "./issues.ts";
import { NEED } from "./needs.ts";
import {
  actorOf,
  type Answer,
  type Call,
  created,
  numberOf,
  ok,
  paginate,
  readBody,
  repositoryOf,
  type Route,
} from "./route.ts";

const ROOT = "/repos/:owner/:repo/pulls";

/** Pull requests, their reviewers, files and reviews. */
export const pullRoutes: readonly Route[] = [
  { method: "GET", path: ROOT, access: NEED.readPulls, run: listChosen },
  { method: "POST", path: ROOT, access: NEED.writePulls, run: open },
  { method: "GET", path: `${ROOT}/:number`, access: NEED.readPulls, run: answerPull },
  { method: "PATCH", path: `${ROOT}/:number`, access: NEED.review, run: change },
  { method: "PUT", path: `${ROOT}/:number/merge`, access: NEED.merge, run: merge },
  {
    method: "PUT",
    path: `${ROOT}/:number/update-branch`,
    access: NEED.writePulls,
    run: updatePullBranch,
  },
  {
    method: "GET",
    path: `${ROOT}/:number/commits`,
    access: NEED.readPulls,
    run: async (call) => {
      const { repository, pull } = placeOf(call);
      const range = [`${pull.baseSha}..${pull.headSha}`];
      const commits = (await listCommits(repository.directory, range)).toReversed();
      return paginate(
        call,
        commits.map((commit) => renderCommit(call.world, repository, commit)),
      );
    },
  },
  { method: "GET", path: `${ROOT}/:number/files`, access: NEED.readPulls, run: listFiles },
  {
    method: "GET",
    path: `${ROOT}/:number/requested_reviewers`,
    access: NEED.readPulls,
    run: (call) =>
      ok({
        users: placeOf(call).pull.requestedReviewers.map((user) => renderUser(call.world, user)),
        teams: [],
      }),
  },
  {
    method: "POST",
    path: `${ROOT}/:number/requested_reviewers`,
    access: NEED.writePulls,
    run: (call) => {
      const { repository, issue } = placeOf(call);
      const reviewers = readReviewers(call);
      requestReviewers(call.world, repository, { issue, actor: actorOf(call), reviewers });
      return created(renderPullInList(call.world, repository, issue));
    },
  },
  {
    method: "DELETE",
    path: `${ROOT}/:number/requested_reviewers`,
    access: NEED.writePulls,
    run: (call) => {
      const { repository, issue } = placeOf(call);
      const reviewers = readReviewers(call);
      unrequestReviewers(call.world, repository, { issue, actor: actorOf(call), reviewers });
      return ok(renderPullInList(call.world, repository, issue));
    },
  },
];

function listChosen(call: Call): Answer {
  const repository = repositoryOf(call);
  const { query } = call;
  const state = query.get("state") ?? "open";
  const head = query.get("head")?.toLowerCase() ?? null;
  const base = query.get("base");
  const owner = repository.owner.login.toLowerCase();
  const chosen = listPulls(repository).filter(
    ({ issue, pull }) =>
      (state === "all" || issue.state === state) &&
      // GitHub ignores a head without its owner.
      (head === null || !head.includes(":") || head === `${owner}:${pull.headRef.toLowerCase()}`) &&
      (base === null || pull.baseRef === base),
  );
  const sorted = query.get("direction") === "asc" ? chosen : chosen.toReversed();
  return paginate(
    call,
    sorted.map(({ issue }) => renderPullInList(call.world, repository, issue)),
  );
}

const newPull = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
});

async function open(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const body = readBody(call, newPull);
  const issue = await openPull(call.world, repository, actorOf(call), {
    title: body.title,
    body: body.body ?? null,
    head: body.head,
    base: body.base,
    draft: body.draft ?? false,
  });
  return created(renderPull(call.world, repository, issue));
}

async function answerPull(call: Call): Promise<Answer> {
  const { repository, issue, pull } = placeOf(call);
  if ((call.headers.get("accept") ?? "").includes(".diff")) {
    const range = `${pull.baseSha}...${pull.headSha}`;
    return {
      status: 200,
      body: await runGit(repository.directory, ["diff", range]),
      headers: { "content-type": "application/vnd.github.v3.diff; charset=utf-8" },
    };
  }
  const body = renderPull(call.world, repository, issue);
  settleMergeable(issue);
  return ok(body);
}

const pullChange = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]).optional(),
});

function change(call: Call): Answer {
  const { world } = call;
  const { repository, issue } = placeOf(call);
  const actor = actorOf(call);
  checkMayEdit(repository, actor, issue);
  const body = readBody(call, pullChange);
  editIssue(world, repository, {
    issue,
    actor,
    ...(body.title === undefined ? {} : { title: body.title }),
    ...(body.body === undefined ? {} : { body: body.body }),
  });
  if (body.state === "closed") closeIssue(world, repository, { issue, actor });
  if (body.state === "open") reopenIssue(world, repository, { issue, actor });
  return ok(renderPull(world, repository, issue));
}

async function merge(call: Call): Promise<Answer> {
  const { repository, issue, pull } = placeOf(call);
  const body = readBody(
    call,
    z.object({ sha: z.string().optional(), merge_method: z.enum(["merge", "squash"]).optional() }),
  );
  if (body.sha !== undefined && body.sha !== pull.headSha) {
    throw new ApiError(409, "Head branch was modified. Review and try the merge again.");
  }
  if (hasMergeQueue(repository, pull.baseRef)) {
    throw new ApiError(
      405,
      "Repository rule violations found\n\nChanges must be made through the merge queue\n\n",
    );
  }
  const sha = await mergePull(call.world, repository, {
    issue,
    actor: actorOf(call),
    method: body.merge_method ?? "merge",
  });
  return ok({ sha, merged: true, message: "Pull Request successfully merged" });
}

async function updatePullBranch(call: Call): Promise<Answer> {
  const { repository, issue } = placeOf(call);
  const body = readBody(call, z.object({ expected_head_sha: z.string().optional() }));
  await updateBranch(call.world, repository, {
    issue,
    actor: actorOf(call),
    ...(body.expected_head_sha === undefined ? {} : { expectedHead: body.expected_head_sha }),
  });
  return {
    status: 202,
    body: {
      message: "Updating pull request branch.",
      url: issuePage(call.world, repository, issue),
    },
  };
}

async function listFiles(call: Call): Promise<Answer> {
  const { repository, pull } = placeOf(call);
  const { directory } = repository;
  const base = await runGit(directory, ["merge-base", pull.baseSha, pull.headSha]);
  const range = { from: base.trim(), to: pull.headSha };
  const changes = await listChanges(directory, range.from, range.to);
  const files = await Promise.all(
    changes.map(async (file) => ({
      ...renderChangedFile(call.world, repository, file, pull.headSha),
      patch: await readPatch(directory, range, file.path),
    })),
  );
  return paginate(call, files);
}

function placeOf(call: Call) {
  const repository: Repository = repositoryOf(call);
  return { repository, ...findPull(repository, numberOf(call, "number")) };
}

function readReviewers(call: Call): User[] {
  const { reviewers } = readBody(call, z.object({ reviewers: z.array(z.string()).optional() }));
  return (reviewers ?? []).map((login) => {
    const user = call.world.users.get(login.toLowerCase());
    if (user !== undefined) return user;
    throw new ApiError(
      422,
      "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator.",
    );
  });
}
