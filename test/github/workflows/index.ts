/** GitHub Actions for the stand-in: read a workflow file, plan its jobs for an event, run them. */
export { decideJob, nameRun, planJobs } from "./plan.ts";
export { checkWorkflow, readWorkflow } from "./read.ts";
export { runJob } from "./run.ts";
export type {
  Annotation,
  Conclusion,
  EventSeen,
  FinishedJob,
  JobPlan,
  JobResult,
  RunOptions,
  StepResult,
  Workflow,
  WorkflowRead,
} from "./words.ts";
