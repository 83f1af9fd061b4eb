/** What stories about checks share: workflows, times, and what a person heard of it all. */
import type { Timing, WorkItem } from "../../src/core/work-item.ts";
import { FILES, REPOSITORY } from "./harness.ts";
import type { Ao } from "./harness.ts";

/** As the harness has them, with less to wait for where nothing comes. */
export function quickly(given: Partial<Timing> = {}): { timing: Timing } {
  return {
    timing: {
      quietMs: 150,
      noChecksMs: 700,
      pollMs: 200,
      unclaimedMs: 60_000,
      remindMs: 3_600_000,
      stopMs: 10_000,
      stuckMs: 7_200_000,
      statusMs: 300,
      ...given,
    },
  };
}

/** The repository of all stories with another CI: lines of YAML, none for no CI at all. */
export function filesWith(
  ci: readonly string[],
  more: Record<string, string> = {},
): Record<string, string> {
  const { [WORKFLOW]: _left, ...files } = FILES;
  return { ...files, ...(ci.length > 0 && { [WORKFLOW]: [...ci, ""].join("\n") }), ...more };
}

const WORKFLOW = ".github/workflows/ci.yml";

/** A workflow with one job \`test\` that runs each of \`lines\` as a step of its own. */
export function runs(lines: readonly string[], on = "[push]"): string[] {
  return [
    "name: CI",
    `on: ${on}`,
    "jobs:",
    "  test:",
    "    runs-on: ubuntu-latest",
    "    steps:",
    "      - uses: actions/checkout@v4",
    ...lines.flatMap((line) => ["      - run: |", `          ${line}`]),
  ];
}

/** Opens the issue of all stories and puts the label on it. */
export async function ask(ao: Ao, title = "sum subtracts"): Promise<number> {
  const number = await ao.openIssue(title);
  await ao.github.as("mira").label(REPOSITORY, number, "ao");
  return number;
}

/** The head that AO pushed, once it is another than \`before\`. */
export async function pushedHead(ao: Ao, number: number, before?: string): Promise<string> {
  let head: string | null = null;
  await ao.until(async () => {
    head = (await ao.item(number))?.head ?? null;
    return head !== null && head !== before;
  }, 40_000);
  return String(head);
}

/** Comments that would ring mira's phone, in the issue and in its pull request. */
export function mentions(ao: Ao, number: number): string[] {
  return [ao.issue(number), ...ao.github.pulls(REPOSITORY)]
    .flatMap((thread) => thread.comments)
    .map((comment) => comment.body)
    .filter((body) => body.includes("@mira"));
}

export function trailOf(item: WorkItem): string {
  return item.trail.map((one) => one.why).join("\n");
}
