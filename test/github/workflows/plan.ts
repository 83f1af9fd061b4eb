/** Which jobs of a workflow run for an event, and whether one with `needs:` may. */
import { isObject, type Json, type JsonObject } from "../oracle-json.ts";
import { readEventValues } from "./event-values.ts";
import { evaluate, evaluateText, isTrue } from "./expressions.ts";
import { isAskedFor } from "./filters.ts";
import { describeCombination, expandMatrix } from "./matrix.ts";
import { isExpression, toMapping } from "./template.ts";
import type {
  Conclusion,
  EventSeen,
  FinishedJob,
  JobPlan,
  JobTemplate,
  Scope,
  Template,
  Workflow,
} from "./words.ts";

/**
 * Every job in the file's order when the workflow's `on:` asks for the event, none when it does not.
 * @throws {Error} GitHub's message when an expression is wrong
 */
export function planJobs(workflow: Workflow, event: EventSeen): JobPlan[] {
  if (!isAskedFor(workflow, event)) return [];
  const values = readEventValues(workflow, event);
  return workflow.jobs.flatMap((job) => planJob(workflow, job, values));
}

/** `run-name:` for this event, the run's `display_title`; null when the file has none. */
export function nameRun(workflow: Workflow, event: EventSeen): string | null {
  const template = workflow.template.get("run-name");
  if (template === undefined) return null;
  return evaluateText(template, { values: readEventValues(workflow, event), status: "success" });
}

/** Whether a job runs, now that everything in its `needs:` is in `finished`. */
export function decideJob(job: JobPlan, finished: FinishedJob[]): "run" | "skip" {
  return isTrue(job.condition, scopeOf(job, finished)) ? "run" : "skip";
}

/** What the job's own expressions see before its first step. */
export function scopeOf(job: JobPlan, finished: FinishedJob[]): Scope {
  const needs: JsonObject = {};
  for (const id of job.needs) {
    const combinations = finished.filter((one) => one.job.id === id);
    const outputs: JsonObject = Object.assign({}, ...combinations.map((one) => one.outputs));
    needs[id] = { result: worstOf(combinations.map(readResult)), outputs };
  }
  const status = worstOf(findAncestors(job, finished).map(readResult));
  return { values: { ...job.values, needs }, status };
}

/** Also what the needed jobs needed: a failure far up is one, as on GitHub. */
function findAncestors(job: JobPlan, finished: FinishedJob[]): FinishedJob[] {
  const direct = finished.filter((one) => job.needs.includes(one.job.id));
  return [...direct, ...direct.flatMap((one) => findAncestors(one.job, finished))];
}

function readResult({ job, conclusion }: FinishedJob): Conclusion {
  return conclusion === "failure" && job.continueOnError ? "success" : conclusion;
}

function worstOf(conclusions: Conclusion[]): Conclusion {
  const fromWorst: Conclusion[] = ["failure", "cancelled", "skipped"];
  return fromWorst.find((one) => conclusions.includes(one)) ?? "success";
}

function planJob(workflow: Workflow, job: JobTemplate, values: JsonObject): JobPlan[] {
  const strategy = toMapping(job.template.get("strategy"));
  const scope: Scope = { values, status: "success" };
  const skipped = job.needs.length === 0 && !isTrue(job.condition, scope);
  const matrix = skipped ? null : evaluate(strategy.get("matrix") ?? null, scope);
  const combinations = expandMatrix(matrix);
  return combinations.map((combination, index) => {
    const ofOne: Scope = {
      values: {
        ...values,
        matrix: combination,
        strategy: { "job-index": index, "job-total": combinations.length },
      },
      status: "success",
    };
    return {
      id: job.id,
      name: nameJob(job, combination, ofOne),
      runsOn: readLabels(evaluate(job.template.get("runs-on") ?? null, ofOne)),
      needs: job.needs,
      steps: job.steps,
      skipped,
      continueOnError: evaluate(job.template.get("continue-on-error") ?? false, ofOne) === true,
      condition: job.condition,
      template: job.template,
      workflow: workflow.template,
      values: ofOne.values,
    };
  });
}

/** A name without expressions gets the combination behind it, so that each check has its own. */
function nameJob(job: JobTemplate, combination: JsonObject, scope: Scope): string {
  const template: Template | undefined = job.template.get("name");
  const name = evaluateText(template, scope) || job.id;
  const suffix = describeCombination(combination);
  return suffix === "" || isExpression(template) ? name : `${name} (${suffix})`;
}

function readLabels(runsOn: Json): string[] {
  const labels = isObject(runsOn) ? (runsOn["labels"] ?? []) : runsOn;
  return [labels].flat().filter((label) => typeof label === "string");
}
