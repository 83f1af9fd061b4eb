/** Whether a workflow leaves out drafts: their checks would be skipped, and skipped checks prove nothing. */
import { parse } from "yaml";
import { z } from "zod";

const Conditional = z.looseObject({ if: z.unknown().optional() });
const Workflow = z.looseObject({
  on: z.unknown(),
  jobs: z.record(
    z.string(),
    Conditional.extend({ steps: z.array(Conditional).optional().catch([]) }).catch({}),
  ),
});

/** @param text a file of `.github/workflows`; one that is no workflow skips nothing */
export function skipsDrafts(text: string): boolean {
  const workflow = Workflow.safeParse(read(text)).data;
  if (workflow === undefined || !runsOnPullRequests(workflow.on)) return false;
  return Object.values(workflow.jobs)
    .flatMap((job) => [job, ...(job.steps ?? [])])
    .some(({ if: condition }) => typeof condition === "string" && asksForDraft(condition));
}

function read(text: string): unknown {
  try {
    return parse(text, { logLevel: "silent" });
  } catch {
    // GitHub doesn't run it either.
    return null;
  }
}

function runsOnPullRequests(on: unknown): boolean {
  const events =
    typeof on === "string"
      ? [on]
      : Array.isArray(on)
        ? on.map(String)
        : Object.keys(z.record(z.string(), z.unknown()).catch({}).parse(on));
  return events.some((event) => event === "pull_request" || event === "pull_request_target");
}

function asksForDraft(condition: string): boolean {
  return /\bpull_request(?:\.draft\b|\[['"]draft['"]\])/.test(condition);
}
