/** What the tests of the Actions stand-in have in common. */
import { type EventSeen, type JobPlan, planJobs, readWorkflow, type Workflow } from "./index.ts";

export const workflowPath = ".github/workflows/ci.yml";

export const push: EventSeen = {
  name: "push",
  ref: "refs/heads/ao/42-x",
  sha: "a".repeat(40),
  payload: { sender: { login: "maintainer" } },
  repository: "acme/web",
  changedPaths: ["src/a.ts"],
};

/** @throws {Error} with GitHub's messages when the text is no workflow */
export async function read(text: string): Promise<Workflow> {
  const workflow = await readWorkflow(workflowPath, text);
  if ("errors" in workflow) throw new Error(workflow.errors.join("\n"));
  return workflow;
}

/** The jobs a push gives. */
export async function plan(text: string): Promise<JobPlan[]> {
  return planJobs(await read(text), push);
}
