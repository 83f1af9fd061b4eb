/**
 * The body of the pull request: the product that a reviewer holds in the hand. The first line is what a lock screen shows;
 * lines are short, and every word of others is plain.
 */
import { chargedTries } from "../attempts.ts";
import { plain } from "../../protocol/fence.ts";
import { allowedTestsLines } from "./allowed-tests.ts";
import { checkLines } from "./check-lines.ts";
import { count, spent } from "./amounts.ts";
import { templateLines } from "./template.ts";
import type { CommandRun } from "../../protocol/words.ts";
import { whomToAsk } from "../whom-to-ask.ts";
import type { WorkItem } from "../work-item.ts";

const MAX_DETAIL_CHARS = 800;
const MAX_DETAIL_LINES = 6;

export function pullRequestBody(item: WorkItem): string {
  const body = [
    firstLine(item),
    "",
    ...details(item),
    ...beforeLines(item),
    ...checksLines(item),
    ...checkLines(item),
    ...commandLines(item),
    ...allowedTestsLines(item),
    ...chargedTries(item).map(attemptLine),
    ...changesLines(item),
    ...wordsLines(item),
    "",
    costLine(item),
    "To change something: review it, or `/ao <what>`",
    ...template(item),
  ];
  return body.join("\n");
}

function firstLine({ closing, number }: WorkItem): string {
  const headline = closing?.headline ?? null;
  return headline === null ? `Fixes #${number}` : `**${plain(headline)}** Fixes #${number}`;
}

function details({ closing }: WorkItem): string[] {
  const words = closing?.details ?? "";
  if (words === "") return [];
  const lines = words.slice(0, MAX_DETAIL_CHARS).split("\n");
  const shown = lines.filter((line) => line.trim() !== "").slice(0, MAX_DETAIL_LINES);
  return [...shown.map((line) => `> ${plain(line)}`), ""];
}

/** What failed before is the agent's word; what passes now is only said when it was seen. */
function beforeLines({ closing, state, lastJob }: WorkItem): string[] {
  const before = closing?.before ?? null;
  if (before === null) return [];
  const { proof = null } = state.name === "in_review" ? state : {};
  const now =
    proof === "checks"
      ? ". Now the checks pass"
      : proof === "verify" || lastJob?.verify?.exitCode === 0
        ? ". Now `verify` passes"
        : "";
  return [`- Before: ${plain(before).replace(/\.$/, "")}${now}`];
}

/** At the end GitHub itself shows the checks: it may have been merged before they were settled. */
function checksLines({ state, ...item }: WorkItem): string[] {
  if (state.name === "done") return [];
  if (state.name === "waiting" && state.for === "person") {
    return [`- Not ready: waiting for ${whomToAsk(item)}'s answer`];
  }
  if (state.name !== "in_review") return ["- Checks: not settled yet"];
  const sha = state.headSha.slice(0, 7);
  return state.proof === "verify"
    ? [`- No CI ran here on \`${sha}\`; \`verify\` on the runner is the proof`]
    : [`- ${count(state.passed, "check")} green on \`${sha}\``];
}

function commandLines({ lastJob }: WorkItem): string[] {
  return [lastJob?.setup, lastJob?.verify].flatMap((run) =>
    run === null || run === undefined ? [] : [`- ${commandLine(run)}`],
  );
}

function commandLine(run: CommandRun): string {
  const how = run.timedOut
    ? "timed out"
    : run.exitCode === 0
      ? "exit 0"
      : `exit ${run.exitCode ?? run.signal ?? "?"}`;
  return `On the runner: \`${run.command.replaceAll(/[`\s]+/g, " ").trim()}\` → ${how}`;
}

function attemptLine(attempt: WorkItem["attempts"][number], index: number): string {
  return `- Try ${index + 1}: \`${attempt.headSha.slice(0, 7)}\` was red: ${plain(attempt.says)}`;
}

function changesLines({ state }: WorkItem): string[] {
  const changes = state.name === "in_review" ? state.changes : null;
  if (changes === null) return [];
  const { files, additions, deletions } = changes;
  return [`- ${count(files, "file")}, +${additions} −${deletions}`];
}

function wordsLines({ closing }: WorkItem): string[] {
  if (closing === null) return [];
  return [
    ...closing.lookAt.map((words) => `- **Please look at** ${plain(words)}`),
    ...closing.notDone.map((words) => `- Not done: ${plain(words)}`),
  ];
}

function costLine(item: WorkItem): string {
  const tries = chargedTries(item).length + 1;
  const agent = item.lastJob?.agent ?? "agent";
  const cost = `${tries === 1 ? "1 try" : `${tries} tries`} · ${spent(item)}`;
  return `${cost} · ${agent}, for ${item.requester}`;
}

function template(item: WorkItem): string[] {
  const text = item.conventions?.template ?? null;
  if (text === null) return [];
  const headline = item.closing?.headline ?? null;
  return [
    "",
    ...templateLines(text, {
      issue: `#${item.number}`,
      change: headline === null ? null : plain(headline),
      tests: commandLines(item),
    }),
  ];
}
