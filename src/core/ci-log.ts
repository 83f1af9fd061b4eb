/**
 * A raw job log → the lines that explain the failure, within a budget. The result is as untrusted as the log: whoever
 * uses it redacts, sanitises and fences it.
 */
import { describeAnnotations } from "./ci-log/annotations.ts";
import type { Annotation } from "./ci-log/annotations.ts";
import { Choice } from "./ci-log/choose.ts";
import { readLines, shortenLine } from "./ci-log/read-lines.ts";
import { scoreLines } from "./ci-log/score.ts";
import { commandLines, findSteps } from "./ci-log/steps.ts";
import type { Step } from "./ci-log/steps.ts";

export { fingerprint } from "./ci-log/fingerprint.ts";
export type { Annotation } from "./ci-log/annotations.ts";

export type ExcerptOptions = {
  /** Of four characters each; the excerpt is never longer. */
  maxTokens: number;
  /** What the check run itself marked in the code; comes first. */
  annotations?: readonly Annotation[];
  /** Longer lines lose their middle. */
  maxLineChars?: number;
};

/** `lines` counts the lines of the log in `text`; `cut` says that some were left out. */
export type LogExcerpt = { text: string; failedStep: string | null; lines: number; cut: boolean };

const CHARS_PER_TOKEN = 4;
const DEFAULT_MAX_LINE_CHARS = 500;

/** Below that there is room for the last line and nothing else. */
const MIN_CHARS = 400;

const ANNOTATIONS_SHARE = 0.2;
const COMMAND_SHARE = 0.1;
const TAIL_SHARE = 0.2;

/**
 * The part of `raw` that explains why the job failed: annotations, what the failed step ran, the lines that name
 * errors with their surroundings, and always the end. Lines stay in order; `… 214 lines left out …` stands for the rest.
 * A log that fits is returned whole, without time stamps and colours.
 */
export function excerptLog(raw: string, options: ExcerptOptions): LogExcerpt {
  const maxChars = Math.max(0, Math.floor(options.maxTokens * CHARS_PER_TOKEN));
  // So that there is always room for the last line.
  const maxLineChars = Math.min(
    options.maxLineChars ?? DEFAULT_MAX_LINE_CHARS,
    Math.max(maxChars, MIN_CHARS) / 2,
  );
  const lines = readLines(raw, maxLineChars);
  const steps = findSteps(lines);
  const failedStep = steps.find((step) => step.failed)?.title ?? null;
  if (maxChars < MIN_CHARS) return { ...lastLine(lines, maxChars), failedStep };

  const head = describeAnnotations(options.annotations ?? [], maxChars * ANNOTATIONS_SHARE);
  const whole = lines.join("\n");
  if (head.length + whole.length <= maxChars) {
    return { text: head + whole, failedStep, lines: lines.length, cut: false };
  }
  const choice = chooseLines(lines, steps, maxChars - head.length);
  const excerpt = choice.write();
  return { text: head + excerpt.text, failedStep, lines: excerpt.lines, cut: true };
}

function lastLine(lines: readonly string[], maxChars: number): Omit<LogExcerpt, "failedStep"> {
  const last = lines.at(-1) ?? "";
  const text = shortenLine(last, maxChars);
  return { text, lines: Math.min(1, lines.length), cut: lines.length > 1 || text !== last };
}

function chooseLines(lines: readonly string[], steps: readonly Step[], maxChars: number): Choice {
  const choice = new Choice(lines, maxChars);
  choice.take(lines.length - 1);
  const failed = steps.filter((step) => step.failed);
  for (const step of failed.slice(0, 1)) {
    takeWhile(choice, commandLines(lines, step), choice.charsLeft - maxChars * COMMAND_SHARE);
  }
  const end = failed.at(-1)?.end ?? lines.length;
  const tail = Array.from({ length: end }, (_unused, offset) => end - 1 - offset);
  takeWhile(choice, tail, choice.charsLeft - maxChars * TAIL_SHARE);
  for (const index of rankLines(scoreLines(lines, steps))) {
    choice.take(index);
  }
  takeWhile(choice, tail, 0);
  return choice;
}

/** Takes lines in the given order until no more than `charsToKeep` would be left. */
function takeWhile(choice: Choice, indexes: readonly number[], charsToKeep: number): void {
  for (const index of indexes) {
    if (choice.charsLeft <= charsToKeep || !choice.take(index)) return;
  }
}

/** Indexes of the lines that explain anything: best first, among equals the earlier. */
function rankLines(scores: Float64Array): Uint32Array {
  const explaining = Uint32Array.from(scores.keys()).filter((index) => Number(scores[index]) > 0);
  return explaining.toSorted((a, b) => Number(scores[b]) - Number(scores[a]) || a - b);
}
