import {
  asked,
  commanded,
  commits,
  deadlinePassed,
  effectFailed,
  jobEnded,
  leaseLost,
  permissionRead,
  pullRequestClosed,
  pullRequestOpened,
  pushed,
  said,
} from "../../support/fact-builders.ts";
import {
  attempts,
  comment,
  done as ended,
  earlier,
  entry,
  MINUTE,
  NOW,
  SECOND,
  workItem,
} from "../../support/builders.ts";
import type { DoneReason, WorkItem } from "../../../src/core/work-item.ts";
import { ignored } from "./case.ts";
import type { Case } from "./case.ts";

const item = workItem({ state: ended() });
const stopping = ending("stopped", "attic");
const late = { at: NOW + 4 * SECOND };
const killed = { kind: "cancelled", killedAfterMs: 900, keptEdits: true } as const;

function ending(reason: DoneReason, runner: string | null): WorkItem {
  return workItem({ state: ended({ reason, ending: { jobId: "job-1", runner } }) });
}

function because(reason: DoneReason, given: Partial<WorkItem> = {}): WorkItem {
  return workItem({ state: ended({ reason }), attempts: attempts(2), ...given });
}

/** Ended before anything began, so it has taken up nothing of what was there. */
function neverBegan(reason: DoneReason): WorkItem {
  const nothing = { branch: null, head: null, pullRequest: null, session: null };
  return because(reason, { earlier: earlier(), ...nothing });
}

const endedLater = workItem({ state: ended({ reason: "merged", at: NOW + MINUTE }) });
const again = { id: "item-2", at: NOW + 5 * MINUTE };

export const done: Case[] = [
  { when: "stopped before", item: because("stopped"), fact: asked(again) },
  { when: "unlabelled before", item: because("unlabelled"), fact: asked(again) },
  { when: "the issue was closed before", item: because("issue_closed"), fact: asked(again) },
  { when: "a stranger was refused before", item: neverBegan("refused"), fact: asked(again) },
  { when: "was taken before", item: neverBegan("taken"), fact: asked(again) },
  { when: "stopped before it began", item: neverBegan("stopped"), fact: asked(again) },
  {
    when: "refused, and nothing before",
    item: { ...neverBegan("refused"), earlier: null },
    fact: asked(again),
  },
  { when: "merged before", item: because("merged"), fact: asked(again) },
  { when: "fixed already before", item: because("already_fixed"), fact: asked(again) },
  { when: "by a label heard of before", item: endedLater, fact: asked() },
  { when: "closed before", item: because("closed"), fact: asked(again) },
  {
    when: "stopped before, afresh",
    item: because("stopped"),
    fact: asked({ ...again, how: "command", fresh: true, comment: comment() }),
  },
  { when: "", item, fact: commanded("/ao status") },
  {
    when: "fixed already before",
    item: because("already_fixed"),
    fact: commanded("/ao strings are still wrong", again),
  },
  {
    when: "fixed already before, a verb",
    item: because("already_fixed"),
    fact: commanded("/ao why", again),
  },
  {
    when: "a number of somebody who may write",
    item: workItem({ state: ended(), inbox: [entry({ said: said("/ao 2") })] }),
    fact: permissionRead(),
  },
  ...["/ao status", "/ao run", "/ao stop", "/ao retry", "/ao allow tests", "/ao use node 22"].map(
    (line) => ({
      when: `\`${line}\` of somebody who may write`,
      item: workItem({ state: ended(), inbox: [entry({ said: said(line) })] }),
      fact: permissionRead(),
    }),
  ),
  {
    when: "nobody knows who wrote",
    item: workItem({ state: ended(), inbox: [entry()] }),
    fact: effectFailed({ effect: "read_permission" }),
  },
  { when: "anything else", item, fact: effectFailed() },
  { when: "stopped, the agent is gone", item: stopping, fact: jobEnded(killed, late) },
  { when: "stopped, it had just ended", item: stopping, fact: jobEnded(commits(), late) },
  { when: "merged, the agent is gone", item: ending("merged", null), fact: jobEnded(killed, late) },
  { when: "an earlier job", item: stopping, fact: jobEnded(killed, { jobId: "job-0" }) },
  { when: "nothing was running", item, fact: jobEnded(killed) },
  { when: "unlabelled, no word came", item: ending("unlabelled", "attic"), fact: deadlinePassed() },
  { when: "nothing was running", item, fact: deadlinePassed() },
  { when: "stopped, the runner is silent", item: stopping, fact: leaseLost() },
  { when: "nothing was running", item, fact: leaseLost() },
  {
    when: "the issue was closed: a merge",
    item: because("issue_closed"),
    fact: pullRequestClosed(),
  },
  {
    when: "stopped: closed by hand",
    item: because("stopped"),
    fact: pullRequestClosed({ merged: false }),
  },
  { when: "merged before", item: because("merged"), fact: pullRequestClosed() },
  { when: "not this item's", item, fact: pullRequestClosed({ number: 8 }) },
  {
    when: "refused: the earlier one",
    item: neverBegan("refused"),
    fact: pullRequestClosed({ merged: false }),
  },
  { when: "was under way", item: { ...item, head: null }, fact: pushed() },
  { when: "was under way", item: { ...item, pullRequest: null }, fact: pullRequestOpened() },
  ...ignored(item, [
    "request_read",
    "admitted",
    "job_leased",
    "push_refused",
    "commit_checked",
    "checks_changed",
    "checks_read",
    "logs_read",
    "undrafted",
    "base_changed",
    "base_read",
    "base_merged",
    "base_conflicts",
    "group_formed",
    "dequeued",
    "marked_ready",
    "issue_closed",
    "unlabelled",
    "installed",
  ]),
];
