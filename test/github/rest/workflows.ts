import { z } from "zod";
import { ApiError } from "../model/errors.ts";
import type { Repository, Workflow } from "../model/words.ts";
import { renderWorkflow, renderWorkflowRun } from "../render/workflow.ts";
import { NEED } from "./needs.ts";
import {
  actorOf,
  type Answer,
  type Call,
  NO_CONTENT,
  ok,
  paginate,
  readBody,
  repositoryOf,
  type Route,
} from "./route.ts";

const ROOT = "/repos/:owner/:repo/actions";

/** Workflow files as GitHub knows them, and asking for a run. */
export const workflowRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${ROOT}/workflows`,
    access: NEED.readActions,
    run: (call) => {
      const repository = repositoryOf(call);
      return paginate(
        call,
        repository.workflows.map((one) => renderWorkflow(call.world, repository, one)),
        (workflows, total_count) => ({ total_count, workflows }),
      );
    },
  },
  {
    method: "GET",
    path: `${ROOT}/workflows/:workflow`,
    access: NEED.readActions,
    run: (call) => {
      const repository = repositoryOf(call);
      return ok(renderWorkflow(call.world, repository, workflowOf(call, repository)));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/workflows/:workflow/runs`,
    access: NEED.readActions,
    run: (call) => {
      const workflow = workflowOf(call, repositoryOf(call));
      return listRuns(call, (run) => run.workflow === workflow);
    },
  },
  {
    method: "GET",
    path: `${ROOT}/runs`,
    access: NEED.readActions,
    run: (call) => listRuns(call, () => true),
  },
  {
    method: "POST",
    path: `${ROOT}/workflows/:workflow/dispatches`,
    access: NEED.writeActions,
    run: dispatch,
  },
];

const dispatchRequest = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  return_run_details: z.boolean().optional(),
});

/** Says nothing, or names the run for whoever asks; the API of 2026-03-10 always names it. */
async function dispatch(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const body = readBody(call, dispatchRequest);
  const named = call.params["workflow"] ?? "";
  const run = await call.parts.actions.dispatch(repository, {
    file: /^\d+$/.test(named) ? workflowOf(call, repository).path : `.github/workflows/${named}`,
    branch: body.ref.replace(/^refs\/heads\//, ""),
    inputs: body.inputs ?? {},
    actor: actorOf(call),
  });
  const wantsRun =
    body.return_run_details === true || call.headers.get("x-github-api-version") === "2026-03-10";
  if (!wantsRun) return NO_CONTENT;
  const rendered = renderWorkflowRun(call.world, repository, run);
  return ok({
    workflow_run_id: run.id,
    run_url: rendered["url"],
    html_url: rendered["html_url"],
  });
}

function listRuns(call: Call, isOne: (run: Repository["workflowRuns"][number]) => boolean): Answer {
  const { query } = call;
  const repository = repositoryOf(call);
  const wanted = {
    branch: query.get("branch"),
    event: query.get("event"),
    sha: query.get("head_sha"),
    status: query.get("status"),
  };
  const runs = repository.workflowRuns.filter(
    (run) =>
      isOne(run) &&
      (wanted.branch === null || run.branch === wanted.branch) &&
      (wanted.event === null || run.event === wanted.event) &&
      (wanted.sha === null || run.sha === wanted.sha) &&
      // One parameter for both: `completed`, and `failure`.
      (wanted.status === null || run.status === wanted.status || run.conclusion === wanted.status),
  );
  return paginate(
    call,
    runs.toReversed().map((run) => renderWorkflowRun(call.world, repository, run)),
    (workflow_runs, total_count) => ({ total_count, workflow_runs }),
  );
}

function workflowOf(call: Call, repository: Repository): Workflow {
  const named = call.params["workflow"] ?? "";
  const found = repository.workflows.find(
    ({ id, path }) => String(id) === named || path === `.github/workflows/${named}`,
  );
  if (found === undefined) throw ApiError.notFound();
  return found;
}
