import { ApiError } from "../model/errors.ts";
import { listFailedJobs } from "../model/workflow-runs.ts";
import { renderJob, renderWorkflowRun } from "../render/workflow.ts";
import { NEED } from "./needs.ts";
import {
  type Answer,
  type Call,
  numberOf,
  ok,
  paginate,
  repositoryOf,
  type Route,
} from "./route.ts";

const ROOT = "/repos/:owner/:repo/actions";
/** How long the address of a log is good. */
const LOG_LIFE_MS = 60_000;

/** Workflow runs, their jobs and logs. */
export const actionsRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${ROOT}/runs/:id`,
    access: NEED.readActions,
    run: (call) => ok(renderWorkflowRun(call.world, repositoryOf(call), runOf(call))),
  },
  {
    method: "GET",
    path: `${ROOT}/runs/:id/jobs`,
    access: NEED.readActions,
    run: (call) => {
      const run = runOf(call);
      return paginate(
        call,
        run.jobs.map((job) => renderJob(call.world, repositoryOf(call), run, job)),
        (jobs, total_count) => ({ total_count, jobs }),
      );
    },
  },
  {
    method: "GET",
    path: `${ROOT}/jobs/:id`,
    access: NEED.readActions,
    run: (call) => {
      const { run, job } = jobOf(call);
      return ok(renderJob(call.world, repositoryOf(call), run, job));
    },
  },
  {
    method: "GET",
    path: `${ROOT}/jobs/:id/logs`,
    access: NEED.readActions,
    run: (call) => {
      const { job } = jobOf(call);
      // A runner that was lost has left none.
      if (job.status !== "completed" || job.log === "") throw ApiError.notFound();
      const until = call.world.now() + LOG_LIFE_MS;
      const location = `${call.world.url}/_logs/${repositoryOf(call).id}/${job.id}/${job.attempt}?until=${until}`;
      return { status: 302, headers: { location } };
    },
  },
  {
    method: "POST",
    path: `${ROOT}/jobs/:id/rerun`,
    access: NEED.writeActions,
    run: (call) => rerun(call, [jobOf(call).job.id]),
  },
  {
    method: "POST",
    path: `${ROOT}/runs/:id/rerun-failed-jobs`,
    access: NEED.writeActions,
    run: (call) => {
      const failed = listFailedJobs(runOf(call));
      return rerun(
        call,
        failed.map((job) => job.id),
      );
    },
  },
  {
    method: "POST",
    path: `${ROOT}/runs/:id/rerun`,
    access: NEED.writeActions,
    run: (call) =>
      rerun(
        call,
        runOf(call).jobs.map((job) => job.id),
      ),
  },
  {
    method: "POST",
    path: `${ROOT}/runs/:id/cancel`,
    access: NEED.writeActions,
    run: (call) => {
      const run = runOf(call);
      if (run.status === "completed") {
        throw new ApiError(409, "Cannot cancel a workflow run that is completed.");
      }
      call.parts.actions.cancel(run);
      return { status: 202, body: {} };
    },
  },
];

/** The text behind the address that `jobs/:id/logs` gave, or null once its minute is over. */
export function readLog(
  world: Call["world"],
  address: { readonly repository: number; readonly job: number; readonly until: number },
): string | null {
  if (address.until < world.now()) return null;
  const repository = world.repositories.find(({ id }) => id === address.repository);
  const jobs = repository?.workflowRuns.flatMap((run) => [...run.jobs, ...run.formerJobs]) ?? [];
  return jobs.find((job) => job.id === address.job)?.log ?? null;
}

async function rerun(call: Call, jobIds: readonly number[]): Promise<Answer> {
  if (jobIds.length === 0) throw new ApiError(403, "There are no failed jobs to run again");
  await call.parts.actions.rerun(repositoryOf(call), jobIds);
  return { status: 201, body: {} };
}

function runOf(call: Call) {
  const found = repositoryOf(call).workflowRuns.find((run) => run.id === numberOf(call, "id"));
  if (found === undefined) throw ApiError.notFound();
  return found;
}

function jobOf(call: Call) {
  const id = numberOf(call, "id");
  for (const run of repositoryOf(call).workflowRuns) {
    const job = [...run.jobs, ...run.formerJobs].find((one) => one.id === id);
    if (job !== undefined) return { run, job };
  }
  throw ApiError.notFound();
}
