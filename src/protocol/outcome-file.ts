/**
 * How an agent ends its turn when there is nothing to commit: it writes `.ao/outcome.json` at the root of its worktree.
 * That is a result with proof, not a failure. What the runner read and checked travels to the app as a `Result`.
 */
import { z } from "zod";

export const OUTCOME_FILE = ".ao/outcome.json";
export const MAX_OUTCOME_BYTES = 65_536;

const text = (maxChars: number) => z.string().trim().min(1).max(maxChars);

/** A command the agent ran to find out. `output` is what matters of what it wrote. */
const Ran = z.strictObject({
  command: text(300),
  exitCode: z.number().int(),
  output: z.string().max(20_000).default(""),
});
export type Ran = z.infer<typeof Ran>;
const ran = z.array(Ran).min(1).max(10);
const says = text(2_000);

/** A part of work that is too big for one change: what it is, and why it stands alone. */
const Part = z.strictObject({ title: text(120), why: text(300) });
export type Part = z.infer<typeof Part>;

/** As the agent writes it: of the commit that fixed it at least 7 hex digits. */
const AlreadyFixedFile = z.strictObject({
  outcome: z.literal("already_fixed"),
  commit: z.string().regex(/^[0-9a-f]{7,40}$/, "expected 7 to 40 hex digits"),
  ran,
  says,
});
const AlreadyFixed = AlreadyFixedFile.extend({ commit: z.string().regex(/^[0-9a-f]{40}$/) });
export type AlreadyFixed = z.infer<typeof AlreadyFixed>;

const CannotReproduce = z.strictObject({ outcome: z.literal("cannot_reproduce"), ran, says });
const NeedsInfo = z.strictObject({
  outcome: z.literal("needs_info"),
  question: text(600),
  options: z.array(text(120)).max(4).default([]),
});
const TooBig = z.strictObject({
  outcome: z.literal("too_big"),
  parts: z.array(Part).min(2).max(10),
  says,
});

const OutcomeFile = z.discriminatedUnion("outcome", [
  AlreadyFixedFile,
  CannotReproduce,
  NeedsInfo,
  TooBig,
]);
export type OutcomeFile = z.infer<typeof OutcomeFile>;

/** The same with the commit's whole name, as the runner found it on the base branch. */
export const Result = z.discriminatedUnion("outcome", [
  AlreadyFixed,
  CannotReproduce,
  NeedsInfo,
  TooBig,
]);
export type Result = z.infer<typeof Result>;

/** Each of `mistakes` is a short phrase for the agent that wrote it: where, and what is expected. */
export type OutcomeRead = { outcome: OutcomeFile } | { mistakes: string[] };

const MAX_MISTAKES = 5;

/** Reads the file's text. Never throws. */
export function readOutcomeFile(written: string): OutcomeRead {
  let raw: unknown;
  try {
    raw = JSON.parse(written);
  } catch (error) {
    // The message quotes the text, which may be anything; the place is enough.
    const where = /line \d+ column \d+/.exec(String(error))?.[0];
    return { mistakes: [`it is not JSON${where === undefined ? "" : ` (${where})`}`] };
  }
  const read = OutcomeFile.safeParse(raw);
  if (read.success) return { outcome: read.data };
  return { mistakes: read.error.issues.slice(0, MAX_MISTAKES).map(describeMistake) };
}

const OUTCOMES = OutcomeFile.options.map((one) => `"${one.shape.outcome.value}"`).join(", ");

function describeMistake(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_union") return `\`outcome\`: expected one of ${OUTCOMES}`;
  const message = issue.message.replace(/^(?:Invalid input|Too big|Too small): /, "").slice(0, 200);
  return issue.path.length === 0 ? message : `\`${issue.path.join(".")}\`: ${message}`;
}

/** A result in a few sentences, where it is told among other things. */
export function describeResult(result: Result): string {
  switch (result.outcome) {
    case "already_fixed":
      return `Fixed already by ${result.commit.slice(0, 7)} (${describeRuns(result.ran)}): ${result.says}`;
    case "cannot_reproduce":
      return `Could not reproduce it (${describeRuns(result.ran)}): ${result.says}`;
    case "needs_info":
      return [result.question, ...numbered(result.options)].join("\n");
    case "too_big":
      return [result.says, ...numbered(result.parts.map(({ title }) => title))].join("\n");
  }
}

function describeRuns(runs: readonly Ran[]): string {
  return runs.map(({ command, exitCode }) => `${command}: exit ${exitCode}`).join(", ");
}

function numbered(lines: readonly string[]): string[] {
  return lines.map((line, at) => `${at + 1}. ${line}`);
}
