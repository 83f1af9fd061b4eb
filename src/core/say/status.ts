/**
 * The status comment: one per work item, edited in place, a list that fits a phone.
 * Its hidden marker is put at the end by whoever posts it, since mail and lock screens show the beginning.
 */
import { chargedTries } from "../attempts.ts";
import { threadOf } from "../decision.ts";
import { plain } from "../../protocol/fence.ts";
import { spent } from "./amounts.ts";
import { checkLines, parkedLine } from "./check-lines.ts";
import { tellingLine } from "../telling-line.ts";
import { whomToAsk } from "../whom-to-ask.ts";
import type { PlanEntry, Progress } from "../../protocol/words.ts";
import type { AccessLoss } from "../changes.ts";
import type { DoneReason, Rules, StateOf, Turn, WorkItem } from "../work-item.ts";

/** What is known right now beside the item: never decided on, so it may be missing. */
export interface Live {
  progress: Progress | null;
  /** Place in the lane's queue, 1 first. */
  position: number | null;
}

const NOTHING_LIVE: Live = { progress: null, position: null };

export function statusText(item: WorkItem, rules: Rules, live: Live = NOTHING_LIVE): string {
  const lines = [
    `**${headline(item, live)}**`,
    "",
    ...planLines(item, live),
    ...tryLines(item, rules),
    ...checkLines(item),
    ...waitingWords(item),
    ...facts(item),
    "",
    footer(item),
  ];
  return lines.join("\n").replaceAll(/\n{3,}/g, "\n\n");
}

/** The same as an answer to `/ao status`. */
export function statusReply(item: WorkItem, rules: Rules): string {
  return statusText(item, rules);
}

/** One line on the issue once the pull request has the status; it changes only when somebody may want to look. */
export function movedText(item: WorkItem, pullRequest: number): string {
  switch (item.state.name) {
    case "waiting":
      return item.state.for === "person"
        ? needsYou(item.state.thread, pullRequest)
        : `**Parked, see #${pullRequest}.**`;
    case "in_review":
      return `**Ready for review: #${pullRequest}.**`;
    case "done":
      return `**${DONE[item.state.reason]}** (#${pullRequest}).`;
    default:
      return `**AO works on this in #${pullRequest}.**`;
  }
}

/** A question may be older than the pull request. */
function needsYou(thread: number, pullRequest: number): string {
  return thread === pullRequest
    ? `**AO needs you in #${pullRequest}.**`
    : `**AO needs you: see the question here** (#${pullRequest}).`;
}

function headline(item: WorkItem, live: Live): string {
  const { state } = item;
  switch (state.name) {
    case "requested":
      return "Asked: looking at the request";
    case "queued":
      return live.position === null || live.position === 1
        ? "Queued: next in line"
        : `Queued: number ${live.position} in line`;
    case "working":
      return working(item, state, live);
    case "watching":
      return state.red === null
        ? `Pushed \`${state.headSha.slice(0, 7)}\`: waiting for its checks`
        : `Red on \`${state.headSha.slice(0, 7)}\`: reading the log`;
    case "waiting":
      return waiting(item, state);
    case "in_review":
      return state.proof === "checks"
        ? `Ready: checks are green on \`${state.headSha.slice(0, 7)}\``
        : `Ready: no CI here, \`verify\` passed on \`${state.headSha.slice(0, 7)}\``;
    case "done":
      return DONE[state.reason];
  }
}

function waiting(item: WorkItem, state: StateOf<"waiting">): string {
  switch (state.for) {
    case "person": {
      const where = state.thread === threadOf(item) ? "here" : `in #${state.thread}`;
      return `Needs you, ${whomToAsk(item)}: see the question ${where}`;
    }
    case "base":
      return parkedLine(item, state);
    case "repository":
      return `Parked: ${REPOSITORY[state.reason]}`;
  }
}

const REPOSITORY: Record<AccessLoss, string> = {
  archived: "the repository is archived",
  suspended: "AO is suspended here",
  uninstalled: "AO is not installed here",
  deselected: "AO has no access to the repository",
};

const DONE: Record<DoneReason, string> = {
  merged: "Done: merged",
  closed: "Ended: the pull request was closed",
  issue_closed: "Ended: the issue was closed",
  stopped: "Stopped",
  unlabelled: "Stopped: the label was taken off",
  repository_deleted: "Ended: the repository was deleted",
  issue_transferred: "Ended: the issue was moved to another repository",
  issue_deleted: "Ended: the issue was deleted",
  refused: "Not started",
  taken: "Not started: another pull request is open",
  already_fixed: "Nothing to do: it is fixed already",
};

function working(item: WorkItem, state: StateOf<"working">, live: Live): string {
  const { job, turn } = state;
  if (job.stage === "offered") return "Waiting for a runner";
  if (job.stage === "publishing") return "Checking and pushing the work";
  if (job.stage === "proving") return "Looking for the commit that fixed it";
  return `${doing(item, turn)}${live.progress === null ? "" : PHASE[live.progress.phase]}`;
}

function doing(item: WorkItem, turn: Turn): string {
  switch (turn.kind) {
    case "fix_checks":
      return `Fixing the red check (try ${chargedTries(item).length})`;
    case "words":
      return "Working on what you wrote";
    case "push_refused":
      return "Mending what could not be pushed";
    case "head_moved":
      return "Putting its work on top of what was pushed meanwhile";
    case "merge_base":
      return `Merging \`${String(item.base?.branch)}\`, which conflicts`;
    default:
      return "Working";
  }
}

const PHASE: Record<Progress["phase"], string> = {
  preparing: ": preparing the worktree",
  setup: ": running `setup`",
  agent: "",
  verify: ": running `verify`",
  packing: ": handing over",
};

function planLines(item: WorkItem, live: Live): string[] {
  const plan = live.progress?.plan ?? item.lastJob?.plan ?? [];
  const tool = live.progress?.lastTool ?? null;
  const now = tool === null ? [] : [`- Now: ${oneLine(tool, 80)}`];
  if (plan.length === 0) return now;
  return [...plan.slice(0, 12).map(planLine), ...now];
}

function planLine(entry: PlanEntry): string {
  const box = entry.status === "completed" ? "[x]" : "[ ]";
  const text = oneLine(entry.content, 120);
  return `- ${box} ${entry.status === "in_progress" ? `**${text}**` : text}`;
}

function oneLine(text: string, maxChars: number): string {
  return plain(text.slice(0, maxChars).replaceAll(/\s+/g, " "));
}

function tryLines(item: WorkItem, rules: Rules): string[] {
  const tries = chargedTries(item);
  return tries.map(
    (attempt, index) =>
      `- Try ${index + 1} of ${rules.limits.attempts}: \`${attempt.headSha.slice(0, 7)}\` red, ${plain(tellingLine(attempt.says))}`,
  );
}

function waitingWords(item: WorkItem): string[] {
  const job = item.state.name === "working" ? item.state.job : null;
  const carried = job?.carries ?? [];
  const unread = item.words.filter((words) => !carried.includes(words.id));
  if (unread.length === 0) return [];
  const many = unread.length === 1 ? "1 message is" : `${unread.length} messages are`;
  const when = job === null || job.stage === "offered" ? "starts" : "ends its turn";
  return [`- ${many} read when the agent ${when}`];
}

/** The pull request, where the status then stands, says its number and branch by itself. */
function facts(item: WorkItem): string[] {
  const pushed = item.pullRequest === null && item.head !== null && item.branch !== null;
  const branch = pushed ? [`- Branch \`${item.branch}\``] : [];
  return [...branch, ...othersLine(item), ...runnerLine(item)];
}

/** What others pushed to AO's branch, and who left the pull request a draft: both stand. */
function othersLine({ head, headBy, pullRequest, state }: WorkItem): string[] {
  const goOn = state.name === "done" ? "" : "; I go on from there";
  const pushed =
    headBy === null ? [] : [`- ${plain(headBy)} pushed \`${String(head).slice(0, 7)}\`${goOn}`];
  const by = pullRequest?.draftBy;
  const draft = by === undefined ? [] : [`- ${plain(by)} made it a draft; I leave it one`];
  return [...pushed, ...draft];
}

/** Runner names are the team's business: never shown in a public repository. */
function runnerLine(item: WorkItem): string[] {
  if (!item.repository.private || item.state.name !== "working") return [];
  return item.state.job.runner === null ? [] : [`- Runner \`${item.state.job.runner}\``];
}

function footer(item: WorkItem): string {
  const { state } = item;
  const commands =
    state.name === "done"
      ? "`/ao run` in the issue starts again"
      : state.name === "waiting" && state.for === "base"
        ? "`/ao mend it here`: I don't wait · `/ao stop` · `/ao why`"
        : "`/ao stop` · `/ao why` · `/ao <tell it something>`";
  const cost = item.spent.jobs === 0 ? "" : `${spent(item)}\n`;
  return `${cost}${commands}`;
}
