/** The steps of a job in its log: where they begin, which of them failed. */

/** Line numbers count from 0; `header` is `[from, to)` of what the runner printed before the step's own output. */
export type Step = {
  title: string;
  start: number;
  headerEnd: number;
  end: number;
  failed: boolean;
};

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
        title: line.slice(STEP_START.length),
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

/** What was run: the first lines of a step's header, before the runner lists shell and environment. */
export function commandLines(lines: readonly string[], { start, headerEnd }: Step): number[] {
  const header = lines.slice(start, Math.min(headerEnd, start + MAX_COMMAND_LINES));
  const rest = header.findIndex((line) => /^(?:shell|env|with):|^##\[endgroup\]/.test(line));
  return Array.from(
    { length: rest === -1 ? header.length : rest },
    (_unused, offset) => start + offset,
  );
}

const MAX_COMMAND_LINES = 12;
