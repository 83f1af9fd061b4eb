/** Checks of one commit, and the logs and annotations of those that failed. */
import { z } from "zod";
import { RefusedError, TransientError } from "../../errors.ts";
import type { CheckRun, CommitStatus } from "../../core/checks.ts";
import type { ClientOptions } from "../client-options.ts";
import type { GitHub } from "../port.ts";
import { split } from "../split.ts";

type Verbs = Pick<GitHub, "checks" | "jobLog" | "annotations" | "rerunFailed">;

const PER_PAGE = 100;

export function checkVerbs({ connection, appId }: ClientOptions): Verbs {
  return {
    async checks(repository, sha) {
      const target = { ...split(repository.name), ref: sha, per_page: PER_PAGE };
      return connection.as(repository.installationId, async (octokit) => {
        const runs = await octokit.paginate(octokit.rest.checks.listForRef, target);
        const suites = await octokit.paginate(octokit.rest.checks.listSuitesForRef, target);
        // The combined status is one object with a page of statuses; a commit with over 100 contexts is not met.
        const { data: combined } = await octokit.rest.repos.getCombinedStatusForRef(target);
        return {
          headSha: sha,
          runs: runs.filter((run) => run.app?.id !== appId).map(toCheckRun),
          statuses: combined.statuses.map(toStatus),
          unfinishedSuites: suites.filter(
            (suite) =>
              suite.app?.id !== appId &&
              suite.status !== "completed" &&
              suite.latest_check_runs_count > 0,
          ).length,
        };
      });
    },

    async jobLog(repository, jobId, maxBytes) {
      const location = await connection.as(repository.installationId, async (octokit) => {
        const answer = await octokit.request(
          "GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs",
          {
            ...split(repository.name),
            job_id: jobId,
            request: { redirect: "manual" },
          },
        );
        return answer.headers.location;
      });
      if (location === undefined) {
        throw new RefusedError("GitHub named no place for the log", { status: 404 });
      }
      return download(location, maxBytes);
    },

    async rerunFailed(repository, jobIds) {
      await connection.as(repository.installationId, async (octokit) => {
        const target = split(repository.name);
        const runIds = new Set<number>();
        for (const jobId of jobIds) {
          const { data } = await octokit.rest.actions.getJobForWorkflowRun({
            ...target,
            job_id: jobId,
          });
          runIds.add(data.run_id);
        }
        // By the run and not by the job: GitHub refuses a second job of a run that has begun again, and all of reusable workflows.
        for (const runId of runIds) {
          await unlessRunning(async () =>
            octokit.rest.actions.reRunWorkflowFailedJobs({ ...target, run_id: runId }),
          );
        }
      });
    },

    async annotations(repository, checkRunId) {
      const found = await connection.as(repository.installationId, (octokit) =>
        octokit.rest.checks.listAnnotations({
          ...split(repository.name),
          check_run_id: checkRunId,
          per_page: PER_PAGE,
        }),
      );
      return found.data.map((one) => ({
        path: one.path,
        line: one.start_line,
        level: one.annotation_level ?? "failure",
        message: one.message ?? "",
      }));
    },
  };
}

/** GitHub answers 403 for a run that runs already, as after a try whose answer was lost. */
async function unlessRunning(rerun: () => Promise<unknown>): Promise<void> {
  try {
    await rerun();
  } catch (error) {
    if (error instanceof Error && /already running/i.test(error.message)) return;
    throw error;
  }
}

/** The end of a text at a signed URL (it lives one minute and wants no token). Holds little more than `maxBytes`. */
async function download(url: string, maxBytes: number): Promise<string> {
  const answer = await fetch(url).catch((cause: unknown) => {
    throw new TransientError("the log's server could not be reached", { cause });
  });
  if (!answer.ok || answer.body === null) {
    throw new TransientError(`the log's server answered ${answer.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    bytes += chunk.length;
    while (bytes - (chunks[0]?.length ?? 0) >= maxBytes) bytes -= chunks.shift()?.length ?? 0;
  }
  return Buffer.concat(chunks).subarray(-maxBytes).toString("utf8");
}

interface RunPayload {
  id: number;
  name: string;
  status: string;
  conclusion: string | null;
  app: { id: number; slug?: string | undefined } | null;
  html_url: string | null;
  output: { title: string | null; summary: string | null };
}

/** A word GitHub adds later is one that has not ended. */
const RunStatus = z
  .enum(["queued", "in_progress", "completed", "waiting", "requested", "pending"])
  .catch("pending");

function toCheckRun(run: RunPayload): CheckRun {
  return {
    id: run.id,
    name: run.name,
    status: RunStatus.parse(run.status),
    conclusion: run.conclusion,
    appId: run.app?.id ?? 0,
    job: run.app?.slug === "github-actions",
    url: run.html_url,
    summary: run.output.title ?? run.output.summary,
  };
}

interface StatusPayload {
  context: string;
  state: string;
  description: string | null;
  target_url: string | null;
}

const StatusState = z.enum(["error", "failure", "pending", "success"]).catch("pending");

function toStatus(status: StatusPayload): CommitStatus {
  return {
    context: status.context,
    state: StatusState.parse(status.state),
    description: status.description,
    url: status.target_url,
  };
}
