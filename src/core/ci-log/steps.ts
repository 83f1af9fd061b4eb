/** The steps of a job in its log: where they begin, which of them failed. */
import { shortenLine } from "./read-lines.ts";

/** Line numbers count from 0; `header` is `[from, to)` of what the runner printed before the step's own output. */
export type Step = {
  title: string;
  start: number;
  headerEnd: number;
  end: number;
  failed: boolean;
};

const MAX_TITLE_CHARS = 200;
const MAX_COMMAND_LINES = 12;

const STEP_START = "##[group]Run ";
const POST_JOB = "Post job cleanup.";

/**
 * The steps in `lines` in order. A step goes until the next one or the clean-up after the job; it failed when the
 * runner printed an error inside. A log that isn't from GitHub Actions has none.
 */
export function findSteps(lines: readonly string[]): Step[] {
  const steps: Step[] = [];
  let open: Step | null = null;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith(STEP_START)) {
      open = {
        title: readTitle(line),
        start: index,
        headerEnd: index + 1,
        end: index + 1,
        failed: false,
      };
      steps.push(open);
      continue;
    }
    if (line === POST_JOB) open = null;
    if (open === null) continue;
    if (line === "##[endgroup]" && open.headerEnd === open.start + 1) open.headerEnd = index + 1;
    if (line.startsWith("##[error]")) open.failed = true;
    open.end = index + 1;
  }
  return steps;
}

/** One line; of a command over several lines the first. */
function readTitle(line: string): string {
  return shortenLine(line.slice(STEP_START.length).replace(/\s*\\$/, ""), MAX_TITLE_CHARS);
}

/** What was run: the first lines of a step's header, without shell and environment, and the line that ends it. */
export function commandLines(lines: readonly string[], { start, headerEnd }: Step): number[] {
  const header = lines.slice(start, Math.min(headerEnd, start + MAX_COMMAND_LINES));
  const rest = header.findIndex((line) => /^(?:shell|env|with):|^##\[endgroup\]/.test(line));
  const length = rest === -1 ? header.length : rest;
  return [...Array.from({ length }, (_unused, offset) => start + offset), headerEnd - 1];
}
