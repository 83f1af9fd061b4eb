/** Runs one planned job the way GitHub's runner does, with its log. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObject, type Json, type JsonObject } from "../oracle-json.ts";
import { evaluateTexts } from "./expressions.ts";
import { createLog } from "./log.ts";
import { scopeOf } from "./plan.ts";
import { fail, type JobProgress, readJobEnv, scopeOfStep } from "./progress.ts";
import { nameStep, runStep } from "./step.ts";
import type { Conclusion, JobPlan, JobResult, RunOptions, StepResult } from "./words.ts";

/**
 * Runs the job's `run:` steps with bash in `options.directory`. What a workflow can do wrong does not
 * throw: it is a failed step and a line in the log.
 */
export async function runJob(job: JobPlan, options: RunOptions): Promise<JobResult> {
  const home = await mkdtemp(join(tmpdir(), "actions-job-"));
  const progress = startJob(job, options, home);
  try {
    return await runSteps(progress);
  } finally {
    for (const endGroup of progress.leftovers) endGroup();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function startJob(job: JobPlan, options: RunOptions, home: string): JobProgress {
  const { values } = scopeOf(job, options.finished ?? []);
  const minutes = readTimeoutMinutes(job);
  return {
    job,
    options,
    log: createLog(options.now, options.onLine ?? (() => undefined)),
    home,
    signal: AbortSignal.any([options.signal, AbortSignal.timeout(minutes * 60_000)]),
    status: "success",
    annotations: [],
    env: {},
    path: [],
    steps: {},
    summary: "",
    leftovers: [],
    values: {
      ...values,
      github: {
        ...describeRun(values["github"], job, options),
        event_path: join(home, "event.json"),
      },
    },
  };
}

const defaultTimeoutMinutes = 360;

function readTimeoutMinutes({ template }: JobPlan): number {
  const minutes = template.get("timeout-minutes");
  return typeof minutes === "number" && minutes > 0 ? minutes : defaultTimeoutMinutes;
}

async function runSteps(progress: JobProgress): Promise<JobResult> {
  const { job, options, log, annotations } = progress;
  const steps: StepResult[] = [];
  const record = async (name: string, run: () => Promise<Conclusion>): Promise<Conclusion> => {
    const startedAt = options.now();
    const conclusion = await run();
    const number = steps.length + 1;
    steps.push({ name, number, conclusion, startedAt, completedAt: options.now() });
    return conclusion;
  };

  const isReady = (await record("Set up job", () => setUpJob(progress))) === "success";
  for (const step of job.steps) {
    const number = steps.length + 1;
    const name = nameStep(progress, step);
    await record(name, async () => (isReady ? runStep(progress, step, number) : "skipped"));
  }
  const outputs = readOutputs(progress);
  if (progress.signal.aborted) tellCancelled(progress);
  await record("Complete job", async () => {
    log.write("Cleaning up orphan processes");
    return "success";
  });
  const { status: conclusion, summary } = progress;
  return { conclusion, log: log.read(), steps, annotations, outputs, summary };
}

async function setUpJob(progress: JobProgress): Promise<Conclusion> {
  const { job, log, home, values } = progress;
  log.write("Current runner version: '2.330.0'");
  log.write("##[group]Operating System");
  log.write("Ubuntu");
  log.write("24.04.3");
  log.write("LTS");
  log.write("##[endgroup]");
  log.write("Prepare workflow directory");
  log.write("Prepare all required actions");
  log.write(`Complete job name: ${job.name}`);
  await mkdir(join(home, "temp"));
  const github = isObject(values["github"]) ? values["github"] : {};
  await writeFile(join(home, "event.json"), JSON.stringify(github["event"] ?? {}));
  try {
    refuseUnsupported(job);
    progress.env = readJobEnv(job, scopeOfStep(progress, {}));
    return "success";
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    fail(progress, error.message);
    progress.status = "failure";
    return "failure";
  }
}

/** @throws {Error} for what would need the real GitHub Actions */
function refuseUnsupported({ template }: JobPlan): void {
  const found = ["uses", "container", "services"].find((key) => template.has(key));
  if (found === undefined) return;
  throw new Error(
    `This stand-in for GitHub Actions runs 'run:' steps only, not a job's '${found}:'.`,
  );
}

/** The `github` values that are known only now; what the caller gives as GITHUB_RUN_ID is `run_id`. */
function describeRun(planned: Json | undefined, job: JobPlan, options: RunOptions): JsonObject {
  const given = Object.entries(options.env)
    .filter(([name]) => name.startsWith("GITHUB_"))
    .map(([name, value]) => [name.slice("GITHUB_".length).toLowerCase(), value]);
  return {
    ...(isObject(planned) ? planned : {}),
    job: job.id,
    workspace: options.directory,
    ...Object.fromEntries(given),
  };
}

function readOutputs(progress: JobProgress): Record<string, string> {
  try {
    return evaluateTexts(progress.job.template.get("outputs"), scopeOfStep(progress, {}));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    fail(progress, error.message);
    progress.status = "failure";
    return {};
  }
}

function tellCancelled(progress: JobProgress): void {
  progress.status = "cancelled";
  if (!progress.options.signal.aborted) {
    const minutes = readTimeoutMinutes(progress.job);
    fail(
      progress,
      `The job running on runner GitHub Actions 1 has exceeded the maximum execution time of ${minutes} minutes.`,
    );
  }
  fail(progress, "The operation was canceled.");
}
