/** Runs one step: a script for real; a checkout as nothing, because the directory is one already. */
import { Stats } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createCommandFiles, type Written } from "./command-files.ts";
import { createOutputReader } from "./commands.ts";
import { evaluate, evaluateText, evaluateTexts, isTrue } from "./expressions.ts";
import type { JobLog } from "./log.ts";
import {
  buildProcessEnv,
  fail,
  type JobProgress,
  readRunDefaults,
  scopeOfStep,
} from "./progress.ts";
import { readShell, runScript } from "./shell.ts";
import type { Conclusion, Mapping, Scope, StepPlan } from "./words.ts";

/** Runs the step or skips it, and notes in `progress` what the steps after it may see of it. */
export async function runStep(
  progress: JobProgress,
  step: StepPlan,
  number: number,
): Promise<Conclusion> {
  const run: StepRun = { step, number, outputs: {}, mayFail: false };
  const outcome = await tryStep(progress, run);
  const conclusion = outcome === "failure" && run.mayFail ? "success" : outcome;
  if (step.id !== "") progress.steps[step.id] = { outputs: run.outputs, outcome, conclusion };
  if (progress.signal.aborted) progress.status = "cancelled";
  else if (conclusion === "failure") progress.status = "failure";
  return conclusion;
}

/** Its `name:`, or "Run " and the first line of what it runs. */
export function nameStep(progress: JobProgress, { template }: StepPlan): string {
  const what = template.get("name") ?? template.get("uses") ?? template.get("run");
  try {
    const text = evaluateText(what, scopeOfStep(progress, {}));
    return template.has("name") ? text : `Run ${firstLine(text)}`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return "Run"; // the step itself fails with this error
  }
}

interface StepRun {
  step: StepPlan;
  number: number;
  /** Filled as the step writes them. */
  outputs: Record<string, string>;
  /** `continue-on-error:` */
  mayFail: boolean;
}

async function tryStep(progress: JobProgress, run: StepRun): Promise<Conclusion> {
  if (progress.signal.aborted) return "skipped";
  const { condition, template } = run.step;
  try {
    const env = evaluateTexts(template.get("env"), scopeOfStep(progress, {}));
    const scope = scopeOfStep(progress, env);
    if (!isTrue(condition, scope)) return "skipped";
    run.mayFail = evaluate(template.get("continue-on-error") ?? false, scope) === true;
    if (template.has("run")) return await runRun(progress, run, env);
    useAction(progress, template, scope);
    return "success";
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    fail(progress, error.message);
    return "failure";
  }
}

/** @throws {Error} for any action but the checkout */
function useAction(progress: JobProgress, template: Mapping, scope: Scope): void {
  const { log } = progress;
  const uses = evaluateText(template.get("uses"), scope);
  if (!uses.startsWith("actions/checkout@")) {
    throw new Error(`This stand-in for GitHub Actions runs 'run:' steps only, not '${uses}'.`);
  }
  log.write(`##[group]Run ${uses}`);
  const inputs = Object.entries(evaluateTexts(template.get("with"), scope));
  if (inputs.length > 0) log.write("with:");
  for (const [name, value] of inputs) log.write(`  ${name}: ${value}`);
  log.write("##[endgroup]");
  log.write(`Syncing repository: ${evaluateText({ expression: "github.repository" }, scope)}`);
}

async function runRun(
  progress: JobProgress,
  run: StepRun,
  stepEnv: Record<string, string>,
): Promise<Conclusion> {
  const { log, home, options } = progress;
  const scope = scopeOfStep(progress, stepEnv);
  const env = { ...progress.env, ...stepEnv };
  const { template } = run.step;
  const defaults = readRunDefaults(progress);
  const read = (key: string): string => evaluateText(template.get(key) ?? defaults.get(key), scope);
  const script = read("run");
  const format = readShell(read("shell"));
  writeHeader(log, { script, format, env });

  const directory = resolve(options.directory, read("working-directory"));
  await checkDirectory(directory);
  const path = join(home, "temp", `step-${run.number}.sh`);
  await writeFile(path, script.replaceAll("\r\n", "\n"));
  const files = await createCommandFiles(join(home, `step-${run.number}`));
  const minutes = Number(read("timeout-minutes")) || null;
  const limits = minutes === null ? [] : [AbortSignal.timeout(minutes * 60_000)];
  const { exitCode, endGroup } = await runScript({
    format,
    path,
    directory,
    env: { ...buildProcessEnv(progress), ...env, ...files.env },
    signal: AbortSignal.any([progress.signal, ...limits]),
    onLine: createOutputReader({
      log,
      directory: options.directory,
      annotate: (annotation) => progress.annotations.push(annotation),
    }),
  });
  progress.leftovers.push(endGroup);
  takeWritten(progress, run, await files.read());
  if (exitCode === 0) return "success";
  if (progress.signal.aborted) return "cancelled";
  fail(
    progress,
    exitCode === null
      ? `The action '${nameStep(progress, run.step)}' has timed out after ${minutes} minutes.`
      : `Process completed with exit code ${exitCode}.`,
  );
  return "failure";
}

/** What the real runner prints before a script, colours included. */
function writeHeader(
  log: JobLog,
  { script, format, env }: { script: string; format: string; env: Record<string, string> },
): void {
  log.write(`##[group]Run ${firstLine(script)}`);
  for (const line of script.trimEnd().split("\n")) log.write(`\u001B[36;1m${line}\u001B[0m`);
  log.write(`shell: /usr/bin/${format}`);
  const variables = Object.entries(env);
  if (variables.length > 0) log.write("env:");
  for (const [name, value] of variables) log.write(`  ${name}: ${value}`);
  log.write("##[endgroup]");
}

function firstLine(text: string): string {
  return text.trimStart().split(/[\r\n]/, 1)[0] ?? "";
}

/** @throws {Error} in the words of .NET, which the real runner is written in */
async function checkDirectory(directory: string): Promise<void> {
  const found = await stat(directory).catch((error: unknown) => error);
  if (found instanceof Stats && found.isDirectory()) return;
  throw new Error(
    `An error occurred trying to start process '/usr/bin/bash' with working directory '${directory}'. No such file or directory`,
  );
}

function takeWritten(progress: JobProgress, run: StepRun, written: Written): void {
  Object.assign(progress.env, written.env);
  Object.assign(run.outputs, written.outputs);
  progress.path.unshift(...written.path.toReversed());
  progress.summary += written.summary;
}
