/** The words of the Actions stand-in. */
import type { EventsConfig } from "@actions/workflow-parser/model/workflow-template";
import type { Json, JsonObject } from "../oracle-json.ts";

/** A part of a workflow file as written: values, and expressions that are not evaluated yet. */
export type Template = null | boolean | number | string | Expression | Template[] | Mapping;
export type Mapping = Map<string, Template>;

/** `${{ … }}` without its braces; "a ${{ b }}" is `format('a {0}', b)`. */
export interface Expression {
  readonly expression: string;
}

export type WorkflowRead = Workflow | { errors: string[] };

export interface Workflow {
  /** `name:`, or the path when it has none. */
  name: string;
  path: string;
  on: EventsConfig;
  /** The whole file. */
  template: Mapping;
  jobs: JobTemplate[];
}

export interface JobTemplate {
  /** Its key under `jobs:`. */
  id: string;
  needs: string[];
  /** `if:` as one expression that always says what it needs: "success() && (github.ref == 'x')". */
  condition: string;
  template: Mapping;
  steps: StepPlan[];
}

export interface StepPlan {
  /** `id:`, or the empty text. */
  id: string;
  condition: string;
  template: Mapping;
}

/** Something that happened in a repository, as its webhook tells it. */
export interface EventSeen {
  name: "push" | "pull_request" | "merge_group" | "workflow_dispatch";
  /** "refs/heads/main", for a pull request "refs/pull/7/merge". */
  ref: string;
  sha: string;
  /** The webhook's payload; a `workflow_dispatch` has its inputs under `inputs`. */
  payload: object;
  /** "acme/web" */
  repository: string;
  /** Relative to the repository's root, for `paths:` filters. */
  changedPaths: string[];
}

/** One job to run: a matrix gives one for each combination, with the same `id`. */
export interface JobPlan {
  id: string;
  /** As the check run is called: "test", "test (20, linux)". */
  name: string;
  /** Labels. */
  runsOn: string[];
  needs: string[];
  steps: StepPlan[];
  /** Its `if:` says no. Where `needs` is not empty that is decided later, by `decideJob`. */
  skipped: boolean;
  /** Its failure does not fail the run. */
  continueOnError: boolean;
  condition: string;
  template: Mapping;
  /** The whole workflow file, for its `env:` and `defaults:`. */
  workflow: Mapping;
  /** What expressions see that is known before the job starts: github, inputs, matrix, strategy. */
  values: JsonObject;
}

export type Conclusion = "success" | "failure" | "cancelled" | "skipped";

export interface FinishedJob {
  job: JobPlan;
  conclusion: Conclusion;
  outputs: Record<string, string>;
}

export interface RunOptions {
  /** A checkout at the event's sha. */
  directory: string;
  /** Over the runner's own variables and under the workflow's: GITHUB_RUN_ID, GITHUB_TOKEN, … */
  env: Record<string, string>;
  /** Aborting cancels: the running step's process group ends, no further step starts. */
  signal: AbortSignal;
  now: () => Date;
  /** Each line of the log as it is written. */
  onLine?: (line: string) => void;
  /** What ran before, for `needs`. */
  finished?: FinishedJob[];
}

export interface JobResult {
  conclusion: Conclusion;
  /** GitHub's raw job log: a byte order mark, then lines "2026-11-21T09:00:00.0000000Z text". */
  log: string;
  steps: StepResult[];
  annotations: Annotation[];
  outputs: Record<string, string>;
  /** Markdown the steps wrote to GITHUB_STEP_SUMMARY. */
  summary: string;
}

export interface StepResult {
  name: string;
  /** From 1; "Set up job" is the first and "Complete job" the last. */
  number: number;
  conclusion: Conclusion;
  startedAt: Date;
  completedAt: Date;
}

/** As `GET /check-runs/{id}/annotations` tells it. */
export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: "notice" | "warning" | "failure";
  message: string;
  title: string | null;
}

/** What an expression sees. */
export interface Scope {
  values: Record<string, Json>;
  /** What success(), failure() and cancelled() ask about; after "skipped" all of them say no. */
  status: Conclusion;
}
