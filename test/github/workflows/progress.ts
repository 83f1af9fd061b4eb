/** Everything one running job knows, and what its steps therefore see. */
import { join } from "node:path";
import { isObject, type Json, type JsonObject } from "../oracle-json.ts";
import { evaluateTexts } from "./expressions.ts";
import type { JobLog } from "./log.ts";
import { toMapping } from "./template.ts";
import type { Annotation, Conclusion, JobPlan, Mapping, RunOptions, Scope } from "./words.ts";

export interface JobProgress {
  job: JobPlan;
  options: RunOptions;
  log: JobLog;
  /** A directory of its own for scripts, HOME and the like; removed when the job ends. */
  home: string;
  /** Aborted by the caller or by the job's `timeout-minutes:`. */
  signal: AbortSignal;
  status: Conclusion;
  annotations: Annotation[];
  /** `env:` of workflow and job, then what steps wrote to GITHUB_ENV. */
  env: Record<string, string>;
  /** What steps wrote to GITHUB_PATH, newest first. */
  path: string[];
  /** `steps.<id>` in expressions. */
  steps: JsonObject;
  summary: string;
  /** End what steps left running. */
  leftovers: (() => void)[];
  /** github, matrix, needs, … before the first step. */
  values: Record<string, Json>;
}

/** An error of the runner's own: a line in the log and an annotation, as on GitHub. */
export function fail({ log, annotations }: JobProgress, message: string): void {
  log.write(`##[error]${message}`);
  annotations.push({
    path: ".github",
    start_line: 1,
    end_line: 1,
    annotation_level: "failure",
    message,
    title: null,
  });
}

/** What expressions in a step see; `stepEnv` is the step's own `env:`. */
export function scopeOfStep(progress: JobProgress, stepEnv: Record<string, string>): Scope {
  const { values, env, steps, status } = progress;
  return {
    values: {
      ...values,
      env: { ...env, ...stepEnv },
      steps,
      job: { status },
      runner: {
        name: "GitHub Actions 1",
        os: "Linux",
        arch: "X64",
        temp: join(progress.home, "temp"),
      },
    },
    status,
  };
}

/** `defaults.run:` of the workflow, then of the job. */
export function readRunDefaults({ job }: JobProgress): Mapping {
  const [ofAll, ofJob] = [job.workflow, job.template].map((template) =>
    toMapping(toMapping(template.get("defaults")).get("run")),
  );
  return new Map([...(ofAll ?? []), ...(ofJob ?? [])]);
}

/** `env:` of the workflow, then of the job. */
export function readJobEnv(job: JobPlan, scope: Scope): Record<string, string> {
  const [ofAll, ofJob] = [job.workflow, job.template].map((template) =>
    evaluateTexts(template.get("env"), scope),
  );
  return { ...ofAll, ...ofJob };
}

/** The whole environment of a step's process: nothing of ours but PATH. */
export function buildProcessEnv(progress: JobProgress): Record<string, string> {
  const { values, options, home, env } = progress;
  const github = isObject(values["github"]) ? values["github"] : {};
  const described = Object.entries(github).filter(([name]) => name !== "token");
  const fromGithub = described.flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[`GITHUB_${name.toUpperCase()}`, value]] : [],
  );
  const all: Record<string, string> = {
    PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    HOME: home,
    LANG: "C.UTF-8",
    CI: "true",
    GITHUB_ACTIONS: "true",
    ...Object.fromEntries(fromGithub),
    RUNNER_NAME: "GitHub Actions 1",
    RUNNER_OS: "Linux",
    RUNNER_ARCH: "X64",
    RUNNER_TEMP: join(home, "temp"),
    ...options.env,
    ...env,
  };
  return { ...all, PATH: [...progress.path, all["PATH"]].join(":") };
}
