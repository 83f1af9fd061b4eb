/** Title and body of the pull request: the product that a reviewer holds in the hand. */
import { chargedTries } from "../attempts.ts";
import { plain } from "../../protocol/fence.ts";
import { spent } from "./amounts.ts";
import type { CommandRun } from "../../protocol/words.ts";
import { whomToAsk } from "../whom-to-ask.ts";
import type { WorkItem } from "../work-item.ts";

const TITLE_CHARS = 120;

export function pullRequestTitle(item: WorkItem): string {
  // A squash merge makes the title a commit message: “fixes #9” in it would close an issue nobody meant.
  const title = item.title
    .replaceAll(/(?:[\w.-]+\/[\w.-]+)?#(?=\d)|\bgh-(?=\d)/gi, "№ ")
    .replaceAll(/https?:\/\/\S+/gi, "(link)")
    .replaceAll(/\s+/g, " ")
    .trim();
  const clipped = title.length > TITLE_CHARS ? `${title.slice(0, TITLE_CHARS - 1)}…` : title;
  return clipped === "" ? `Work on #${item.number}` : clipped;
}

export function pullRequestBody(item: WorkItem): string {
  return [
    `Fixes #${item.number}`,
    "",
    ...summary(item),
    ...checksLines(item),
    ...verifyLines(item),
    ...chargedTries(item).map(attemptLine),
    "",
    `${spent(item)} · ${item.lastJob?.agent ?? "agent"}, for ${item.requester}`,
    "To change something: `/ao <what>`, or review it.",
  ].join("\n");
}

function summary(item: WorkItem): string[] {
  const words = item.lastJob?.summary.trim() ?? "";
  if (words === "") return [];
  const quoted = plain(words.slice(0, 1_500))
    .split("\n")
    .map((line) => `> ${line}`);
  return [...quoted, ""];
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
    : [`- Checks are green on \`${sha}\``];
}

function verifyLines(item: WorkItem): string[] {
  const run = item.lastJob?.verify ?? null;
  return run === null ? [] : [`- ${commandLine(run)}`];
}

function commandLine(run: CommandRun): string {
  const how = run.timedOut
    ? "timed out"
    : run.exitCode === 0
      ? "exit 0"
      : `exit ${run.exitCode ?? run.signal ?? "?"}`;
  return `On the runner: \`${run.command.replaceAll("`", "'")}\` → ${how}`;
}

function attemptLine(attempt: WorkItem["attempts"][number], index: number): string {
  return `- Try ${index + 1}: \`${attempt.headSha.slice(0, 7)}\` was red: ${plain(attempt.says)}`;
}
