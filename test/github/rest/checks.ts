import { z } from "zod";
import { addCheckRun, changeCheckRun, type CheckRunChange, newestOf } from "../model/checks.ts";
import { ApiError } from "../model/errors.ts";
import { addStatus, combineStates, newestStatuses } from "../model/statuses.ts";
import type { CheckRun, Repository } from "../model/words.ts";
import { renderAnnotation, renderCheckRun, renderSuiteInList } from "../render/check.ts";
import { renderRepository, repositoryUrl } from "../render/repository.ts";
import { renderSimpleStatus, renderStatus } from "../render/status.ts";
import { NEED } from "./needs.ts";
import { shaOf } from "./repositories.ts";
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

const ROOT = "/repos/:owner/:repo";

/** Check runs, check suites and commit statuses. */
export const checkRoutes: readonly Route[] = [
  {
    method: "POST",
    path: `${ROOT}/check-runs`,
    access: NEED.writeChecks,
    run: async (call) => {
      const body = readBody(call, newRun);
      const repository = repositoryOf(call);
      const run = await addCheckRun(call.world, repository, {
        app: call.world.app,
        sha: body.head_sha,
        actor: actorOf(call),
        name: body.name,
        change: readChange(body),
      });
      return created(renderCheckRun(call.world, repository, run));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/check-runs/:id`,
    access: NEED.readChecks,
    run: (call) => ok(renderCheckRun(call.world, repositoryOf(call), runOf(call))),
  },
  {
    method: "PATCH",
    path: `${ROOT}/check-runs/:id`,
    access: NEED.writeChecks,
    run: (call) => {
      const run = runOf(call);
      if (run.app !== call.world.app) {
        throw new ApiError(
          403,
          "Invalid app_id `" +
            `${run.app.id}` +
            "` - check run can only be modified by the GitHub App that created it.",
        );
      }
      const body = readBody(call, runFields);
      const repository = repositoryOf(call);
      changeCheckRun(call.world, repository, {
        run,
        change: { ...readChange(body), ...(body.name === undefined ? {} : { name: body.name }) },
        actor: actorOf(call),
      });
      return ok(renderCheckRun(call.world, repository, run));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/check-runs/:id/annotations`,
    access: NEED.readChecks,
    run: (call) => {
      const run = runOf(call);
      const repository = repositoryOf(call);
      return paginate(
        call,
        run.annotations.map((one) => renderAnnotation(call.world, repository, run, one)),
      );
    },
  },
  {
    method: "GET",
    path: `${ROOT}/commits/:ref/check-runs`,
    access: NEED.readChecks,
    run: listRuns,
  },
  {
    method: "GET",
    path: `${ROOT}/commits/:ref/check-suites`,
    access: NEED.readChecks,
    run: async (call) => {
      const repository = repositoryOf(call);
      const sha = await shaOf(repository, call.params["ref"] ?? "");
      const suites = repository.suites.filter((suite) => suite.sha === sha);
      return paginate(
        call,
        suites.map((suite) => renderSuiteInList(call.world, repository, suite)),
        (check_suites, total_count) => ({ total_count, check_suites }),
      );
    },
  },
  {
    method: "GET",
    path: `${ROOT}/commits/:ref/status`,
    access: NEED.readStatuses,
    run: async (call) => {
      const repository = repositoryOf(call);
      const sha = await shaOf(repository, call.params["ref"] ?? "");
      const statuses = newestStatuses(repository, sha);
      const root = repositoryUrl(call.world, repository);
      return paginate(
        call,
        statuses.map((status) => renderSimpleStatus(call.world, repository, status)),
        (page, total_count) => ({
          state: combineStates(statuses),
          statuses: page,
          sha,
          total_count,
          repository: renderRepository(call.world, repository),
          commit_url: `${root}/commits/${sha}`,
          url: `${root}/commits/${sha}/status`,
        }),
      );
    },
  },
  {
    method: "GET",
    path: `${ROOT}/commits/:ref/statuses`,
    access: NEED.readStatuses,
    run: async (call) => {
      const repository = repositoryOf(call);
      const sha = await shaOf(repository, call.params["ref"] ?? "");
      const statuses = repository.statuses.filter((status) => status.sha === sha).toReversed();
      return paginate(
        call,
        statuses.map((status) => renderStatus(call.world, repository, status)),
      );
    },
  },
  {
    method: "POST",
    path: `${ROOT}/statuses/:sha`,
    access: NEED.writeStatuses,
    run: async (call) => {
      const repository = repositoryOf(call);
      const body = readBody(call, newStatus);
      const status = await addStatus(call.world, repository, {
        sha: call.params["sha"] ?? "",
        context: body.context ?? "default",
        state: body.state,
        description: body.description ?? null,
        targetUrl: body.target_url ?? null,
        creator: actorOf(call).user,
      });
      return created(renderStatus(call.world, repository, status));
    },
  },
];

const newStatus = z.object({
  state: z.enum(["error", "failure", "pending", "success"]),
  context: z.string().optional(),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
});

const runFields = z.object({
  name: z.string().optional(),
  status: z.enum(["queued", "in_progress", "completed"]).optional(),
  conclusion: z
    .enum(["success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required"])
    .optional(),
  external_id: z.string().optional(),
  details_url: z.string().optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string().max(65_535).optional(),
      text: z.string().max(65_535).optional(),
      annotations: z
        .array(
          z.object({
            path: z.string(),
            start_line: z.number(),
            end_line: z.number(),
            annotation_level: z.enum(["notice", "warning", "failure"]),
            message: z.string(),
            title: z.string().optional(),
            raw_details: z.string().optional(),
          }),
        )
        .max(50)
        .optional(),
    })
    .optional(),
  actions: z
    .array(
      z.object({
        label: z.string().max(20),
        description: z.string().max(40),
        identifier: z.string().max(20),
      }),
    )
    .max(3)
    .optional(),
});
const newRun = runFields.extend({ name: z.string(), head_sha: z.string() });

function readChange(body: z.infer<typeof runFields>): CheckRunChange {
  const { output } = body;
  return Object.fromEntries(
    Object.entries({
      status: body.status,
      conclusion: body.conclusion,
      externalId: body.external_id,
      detailsUrl: body.details_url,
      startedAt: body.started_at === undefined ? undefined : Date.parse(body.started_at),
      completedAt: body.completed_at === undefined ? undefined : Date.parse(body.completed_at),
      title: output?.title,
      summary: output?.summary,
      text: output?.text,
      annotations: output?.annotations?.map((one) => ({
        path: one.path,
        startLine: one.start_line,
        endLine: one.end_line,
        level: one.annotation_level,
        message: one.message,
        title: one.title ?? null,
        rawDetails: one.raw_details ?? null,
      })),
      actions: body.actions,
    }).filter(([, value]) => value !== undefined),
  );
}

async function listRuns(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const { query } = call;
  const sha = await shaOf(repository, call.params["ref"] ?? "");
  const at = repository.checkRuns.filter((run) => run.sha === sha);
  const name = query.get("check_name");
  const status = query.get("status");
  const app = query.get("app_id");
  const chosen = (query.get("filter") === "all" ? at : newestOf(at)).filter(
    (run) =>
      (name === null || run.name === name) &&
      (status === null || run.status === status) &&
      (app === null || run.app.id === Number(app)),
  );
  return paginate(
    call,
    chosen.map((run) => renderCheckRun(call.world, repository, run)),
    (check_runs, total_count) => ({ total_count, check_runs }),
  );
}

function runOf(call: Call): CheckRun {
  const repository: Repository = repositoryOf(call);
  const found = repository.checkRuns.find((run) => run.id === numberOf(call, "id"));
  if (found === undefined) throw ApiError.notFound();
  return found;
}
