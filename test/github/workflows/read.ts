/** A workflow file as GitHub's own parser reads it. */
import type { WorkflowJob } from "@actions/workflow-parser/model/workflow-template";
import { loadParser } from "./github-parser.ts";
import { readTemplate, toMapping } from "./template.ts";
import type { JobTemplate, Mapping, WorkflowRead } from "./words.ts";

/** The problems GitHub's parser finds in the file; none when GitHub would accept it. */
export async function checkWorkflow(path: string, text: string): Promise<string[]> {
  const read = await readWorkflow(path, text);
  return "errors" in read ? read.errors : [];
}

/** `path` is relative to the repository: ".github/workflows/ci.yml". */
export async function readWorkflow(path: string, text: string): Promise<WorkflowRead> {
  const parser = await loadParser();
  const trace = new parser.NoOperationTraceWriter();
  const { context: seen, value } = parser.parseWorkflow({ name: path, content: text }, trace);
  if (value === undefined) return { errors: seen.errors.getErrors().map(({ message }) => message) };
  const { errors, events, jobs } = await parser.convertWorkflowTemplate(seen, value);
  if (errors !== undefined) return { errors: errors.map(({ Message: message }) => message) };

  const template = readTemplate(text);
  const templates = toMapping(template.get("jobs"));
  const name = template.get("name");
  return {
    name: typeof name === "string" && name !== "" ? name : path,
    path,
    on: events,
    template,
    jobs: jobs.map((job) => readJob(job, toMapping(templates.get(job.id.value)))),
  };
}

/** Conditions come from GitHub's converter, which adds what they leave unsaid: `success() && (…)`. */
function readJob(job: WorkflowJob, template: Mapping): JobTemplate {
  const steps = template.get("steps");
  const conditions = job.type === "job" ? job.steps.map((step) => step.if?.expression) : [];
  return {
    id: job.id.value,
    needs: (job.needs ?? []).map(({ value }) => value),
    condition: job.if.expression,
    template,
    steps: (Array.isArray(steps) ? steps : []).map((step, index) => {
      const stepTemplate = toMapping(step);
      const id = stepTemplate.get("id");
      return {
        id: typeof id === "string" ? id : "",
        condition: conditions[index] ?? "success()",
        template: stepTemplate,
      };
    }),
  };
}
