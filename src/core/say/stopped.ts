/** Stop means stop: what is certain about it, and where the work is. */
import { duration, spent } from "./amounts.ts";
import type { WorkItem } from "../work-item.ts";

/** @param gone `confirmedAfterMs` 0: nothing was running; null: the runner has not answered */
export function stoppedText(
  item: WorkItem,
  gone: { confirmedAfterMs: number | null; keptEdits: boolean },
): string {
  return [
    `**Stopped.** ${runningNow(item, gone.confirmedAfterMs)}`,
    "",
    ...(item.head === null
      ? ["- Nothing was pushed"]
      : [`- Pushed work is safe: \`${String(item.branch)}\``]),
    ...(gone.keptEdits ? ["- Unfinished edits are kept on the runner"] : []),
    ...(item.pullRequest === null
      ? []
      : [`- #${item.pullRequest.number} stays as it is; I push nothing more`]),
    `- Spent: ${spent(item)}`,
    "",
    `\`/ao run\` in #${item.number} goes on from here · ${startOver(item)}`,
  ].join("\n");
}

/** Two pull requests for one issue are never open at once. */
function startOver({ pullRequest }: WorkItem): string {
  const close = pullRequest === null ? "" : `close #${pullRequest.number}, then `;
  return `${close}\`/ao run fresh\` starts over`;
}

function runningNow(item: WorkItem, confirmedAfterMs: number | null): string {
  if (confirmedAfterMs === null) {
    return `The runner has not answered yet; it kills the agent by itself when its lease ends. Nothing it hands over is pushed.`;
  }
  if (confirmedAfterMs === 0) return `Nothing of #${item.number} is running.`;
  return `Nothing of #${item.number} is running (gone after ${duration(confirmedAfterMs)}).`;
}
