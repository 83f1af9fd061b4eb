/**
 * What people look at, rendered from the item as it is now: the status comment, the issue's one line, labels, the pull request's
 * text. Only differences are written, at most every 15 s for mere progress.
 */
import { threadOf } from "../core/decision.ts";
import { hasMarker, withMarker } from "../core/marker.ts";
import { pullRequestTitle } from "../core/say/pull-request-title.ts";
import { pullRequestBody } from "../core/say/pull-request.ts";
import { movedText, statusText } from "../core/say/status.ts";
import type { DoneReason, Effect, WorkItem } from "../core/work-item.ts";
import { readProgress } from "../store/jobs.ts";
import { doubtShown, findShown, saveShown } from "../store/shown.ts";
import { queuePosition } from "../store/queries.ts";
import { unlessLocked } from "./locked.ts";
import { itemOf } from "./performer.ts";
import type { PerformParts, Performer, Performing } from "./performer.ts";

export const show: Performer<Extract<Effect, { type: "show" }>> = async (performing) => {
  const { parts } = performing;
  const item = itemOf(performing);
  const status = await renderStatus(parts, item);
  const pull = item.pullRequest;
  const isGone = item.state.name === "done" && ISSUE_GONE.has(item.state.reason);
  const onIssue = pull === null ? status : movedText(item, pull.number);
  if (pull !== null) await showUnlessLocked(parts, item, pull.number, status);
  if (!isGone) await showUnlessLocked(parts, item, item.number, onIssue);
  if (pull !== null) await showPullRequest(parts, item, pull.number);
  if (!isGone) await showLabels(parts, item);
  return null;
};

/** Nothing can be shown on it any more. */
const ISSUE_GONE = new Set<DoneReason>(["issue_transferred", "issue_deleted"]);

/** A locked conversation takes no new comment; labels and the pull request's text show it all the same. */
async function showUnlessLocked(...of: Parameters<typeof showComment>): Promise<void> {
  await unlessLocked(() => showComment(...of));
}

/** A status must not blink: mere progress waits for its turn; what somebody has to see does not. */
export async function showWaitMs(
  { parts, effect, item }: Performing,
  now: number,
): Promise<number> {
  if (effect.type !== "show" || item === null) return 0;
  if (["waiting", "in_review", "done"].includes(item.state.name)) return 0;
  const status = await findShown(parts.database, item.id, statusSlot(threadOf(item)));
  return status === null ? 0 : Math.max(0, status.at + parts.rules.timing.statusMs - now);
}

async function renderStatus(parts: PerformParts, item: WorkItem): Promise<string> {
  const job = item.state.name === "working" ? item.state.job : null;
  const progress = job === null ? null : await readProgress(parts.database, job.id);
  const position = await queuePosition(parts.database, item);
  const rules = { ...parts.rules, policy: item.policy ?? parts.defaultPolicy };
  return statusText(item, rules, { progress, position });
}

async function showComment(
  parts: PerformParts,
  item: WorkItem,
  thread: number,
  text: string,
): Promise<void> {
  const slot = statusSlot(thread);
  const body = withMarker(parts.redact(text), `status:${item.id}:${thread}`);
  const shown = await findShown(parts.database, item.id, slot);
  if (shown?.text === body) return;
  await doubtShown(parts.database, { itemId: item.id, slot });
  // The first time, or after a crash between posting and remembering: it may be there already.
  let id = shown?.remoteId ?? (await findMine(parts, item, thread));
  if (id !== null && !(await parts.github.editComment(item.repository, id, body))) id = null;
  id ??= await parts.github.postComment(item.repository, thread, body);
  await saveShown(parts.database, {
    itemId: item.id,
    slot,
    remoteId: id,
    text: body,
    at: parts.clock.now(),
  });
}

function statusSlot(thread: number): string {
  return `comment:${thread}`;
}

async function findMine(
  parts: PerformParts,
  item: WorkItem,
  thread: number,
): Promise<number | null> {
  const there = await parts.github.comments(item.repository, thread);
  const key = `status:${item.id}:${thread}`;
  return there.find((one) => one.mine && hasMarker(one.body, key))?.id ?? null;
}

async function showPullRequest(parts: PerformParts, item: WorkItem, number: number): Promise<void> {
  const title = parts.redact(pullRequestTitle(item));
  const body = parts.redact(pullRequestBody(item));
  const slot = `pull_request:${number}`;
  const text = `${title}\n${body}`;
  const shown = await findShown(parts.database, item.id, slot);
  if (shown?.text === text) return;
  await doubtShown(parts.database, { itemId: item.id, slot });
  await parts.github.editPullRequest(item.repository, number, { title, body });
  await saveShown(parts.database, {
    itemId: item.id,
    slot,
    remoteId: null,
    text,
    at: parts.clock.now(),
  });
}

/** `ao` is the person's; of the other two exactly the one that fits, on the issue. */
async function showLabels(parts: PerformParts, item: WorkItem): Promise<void> {
  const wanted =
    item.state.name === "waiting" && item.state.for === "person"
      ? "ao:needs-you"
      : item.state.name === "in_review"
        ? "ao:ready"
        : "";
  const slot = "label";
  const shown = await findShown(parts.database, item.id, slot);
  if ((shown?.text ?? "") === wanted) return;
  await doubtShown(parts.database, { itemId: item.id, slot });
  const { repository, number } = item;
  for (const label of await parts.github.labelsOf(repository, number)) {
    const ours = label === "ao:needs-you" || label === "ao:ready";
    if (ours && label !== wanted) await parts.github.removeLabel(repository, number, label);
  }
  if (wanted !== "") await parts.github.addLabel(repository, number, wanted);
  const at = parts.clock.now();
  await saveShown(parts.database, {
    itemId: item.id,
    slot,
    remoteId: null,
    text: wanted,
    at,
  });
}
