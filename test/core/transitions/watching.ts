import {
  asked,
  baseMerged,
  checksChanged,
  checksRead,
  commanded,
  dequeued,
  effectFailed,
  GROUP,
  groupFormed,
  issueClosed,
  markedReady,
  permissionRead,
  pullRequestClosed,
  pullRequestOpened,
  said,
  undrafted,
  unlabelled,
} from "../../support/fact-builders.ts";
import {
  cancelled,
  checkRun,
  commandRun,
  entry,
  failedCheck,
  green,
  HEAD,
  HOUR,
  jobSummary,
  MINUTE,
  NOW,
  OLD_HEAD,
  pending,
  red,
  rerunOf,
  SECOND,
  snapshot,
  watching as atWatch,
  workItem,
} from "../../support/builders.ts";
import { NO_MEMORY } from "../../../src/core/ci-memory.ts";
import { digestOf } from "../../../src/core/checks.ts";
import type { ChecksSnapshot } from "../../../src/core/checks.ts";
import type { WorkItem } from "../../../src/core/work-item.ts";
import { ignored } from "./case.ts";
import { reds } from "./reds.ts";
import type { Case } from "./case.ts";

const LATER = NOW + 10 * MINUTE;
const item = workItem({ state: atWatch() });
const reading = workItem({ state: atWatch({ red: [failedCheck()] }) });

/** Saw `checks` just like this at NOW. */
function sawAlready(checks: ChecksSnapshot, given: Partial<WorkItem> = {}): WorkItem {
  const seen = { digest: digestOf(checks), since: NOW };
  return workItem({ state: atWatch({ seen }), ...given });
}

const passedOnRunner = { lastJob: jobSummary({ verify: commandRun() }) };
const failedOnRunner = { lastJob: jobSummary({ verify: commandRun({ exitCode: 1 }) }) };
const same = { headSha: HEAD, checks: ["test"], fingerprint: "f9", says: "sum(1, 2)", at: NOW };

const normal = workItem({
  state: atWatch(),
  pullRequest: { number: 43, nodeId: "PR_43", draft: false },
});
const skipped = snapshot({ runs: [checkRun({ conclusion: "skipped" })] });
const notRequired = snapshot({
  runs: [
    checkRun(),
    checkRun({ id: 12, name: "codecov/patch", conclusion: "failure", job: false }),
  ],
});
const asideRuns = snapshot({
  runs: [checkRun(), checkRun({ id: 12, name: "e2e", status: "queued", conclusion: null })],
  required: [{ name: "test", appId: null }],
});
const missing = snapshot({ runs: [checkRun()], required: [{ name: "e2e", appId: null }] });
const approval = snapshot({ runs: [checkRun({ status: "waiting", conclusion: null })] });

const tried = workItem({ state: atWatch(), ci: { ...NO_MEMORY, groupSha: GROUP } });
const inQueue: WorkItem = { ...tried, state: atWatch({ headSha: GROUP }) };
export const watching: Case[] = [
  { when: "its head", item, fact: checksChanged() },
  { when: "an older head", item, fact: checksChanged({ headSha: OLD_HEAD }) },
  { when: "logs are being read", item: reading, fact: checksChanged() },

  { when: "one runs", item, fact: checksRead({ snapshot: pending }) },
  { when: "one still runs", item: sawAlready(pending), fact: checksRead({ snapshot: pending }) },
  {
    when: "a suite has not ended",
    item,
    fact: checksRead({ snapshot: snapshot({ unfinishedSuites: 1 }) }),
  },
  { when: "green, just now", item, fact: checksRead({ snapshot: green }) },
  {
    when: "green, quiet not long enough",
    item: sawAlready(green),
    fact: checksRead({ snapshot: green, at: NOW + 10 * SECOND }),
  },
  {
    when: "green and quiet",
    item: sawAlready(green),
    fact: checksRead({ snapshot: green, at: LATER }),
  },
  {
    when: "red and quiet",
    item: sawAlready(red),
    fact: checksRead({ snapshot: red, at: LATER }),
  },
  {
    when: "cancelled and quiet",
    item: sawAlready(cancelled),
    fact: checksRead({ snapshot: cancelled, at: LATER }),
  },
  { when: "no check yet", item, fact: checksRead({ snapshot: snapshot() }) },
  {
    when: "no check at all, `verify` passed",
    item: workItem({ state: atWatch(), ...passedOnRunner }),
    fact: checksRead({ snapshot: snapshot(), at: LATER }),
  },
  {
    when: "no check at all, `verify` failed",
    item: workItem({ state: atWatch(), ...failedOnRunner }),
    fact: checksRead({ snapshot: snapshot(), at: LATER }),
  },
  {
    when: "all skipped on a draft for long",
    item,
    fact: checksRead({
      snapshot: snapshot({ runs: [checkRun({ conclusion: "skipped" })] }),
      at: LATER,
    }),
  },
  {
    when: "all skipped on a draft, just now",
    item,
    fact: checksRead({ snapshot: skipped }),
  },
  {
    when: "all skipped on a draft, and quiet",
    item,
    fact: checksRead({ snapshot: skipped, at: NOW + 30 * SECOND }),
  },
  {
    when: "all skipped, and the draft was taken away before",
    item: { ...normal, ci: { ...NO_MEMORY, undrafted: true } },
    fact: checksRead({ snapshot: skipped, at: LATER }),
  },
  {
    when: "red and not required",
    item: sawAlready(notRequired),
    fact: checksRead({ snapshot: notRequired, at: LATER }),
  },
  {
    when: "what counts is green, the rest runs",
    item: sawAlready(asideRuns),
    fact: checksRead({ snapshot: asideRuns, at: NOW + MINUTE }),
  },
  {
    when: "what counts is green, the rest has run for long",
    item: sawAlready(asideRuns),
    fact: checksRead({ snapshot: asideRuns, at: LATER }),
  },
  {
    when: "a required one has not reported yet",
    item: normal,
    fact: checksRead({ snapshot: missing, at: NOW + MINUTE }),
  },
  {
    when: "a required one never reports",
    item: normal,
    fact: checksRead({ snapshot: missing, at: LATER }),
  },
  {
    when: "a required one never reports on a draft",
    item,
    fact: checksRead({ snapshot: missing, at: LATER }),
  },
  {
    when: "one waits for an approval",
    item: sawAlready(approval),
    fact: checksRead({ snapshot: approval, at: LATER }),
  },
  {
    when: "one hangs",
    item: sawAlready(pending),
    fact: checksRead({ snapshot: pending, at: NOW + 2 * HOUR }),
  },
  {
    when: "a suite hangs",
    item: sawAlready(snapshot({ unfinishedSuites: 1 })),
    fact: checksRead({ snapshot: snapshot({ unfinishedSuites: 1 }), at: NOW + 2 * HOUR }),
  },
  {
    when: "red, but it was ordered to run again",
    item: { ...sawAlready(red), ci: { ...NO_MEMORY, reruns: [rerunOf()] } },
    fact: checksRead({ snapshot: red, at: LATER }),
  },
  {
    when: "green after it was run again, and a try was charged for it",
    item: {
      ...sawAlready(green),
      ci: { ...NO_MEMORY, reruns: [rerunOf({ jobId: 10 })] },
      attempts: [same],
    },
    fact: checksRead({ snapshot: green, at: LATER }),
  },
  {
    when: "thrown out of the queue, just now",
    item: inQueue,
    fact: checksRead({ snapshot: { ...red, headSha: GROUP } }),
  },
  {
    when: "thrown out of the queue, red there and one still runs",
    item: inQueue,
    fact: checksRead({
      snapshot: snapshot({
        headSha: GROUP,
        runs: [...red.runs, checkRun({ id: 12, status: "in_progress", conclusion: null })],
      }),
      at: LATER,
    }),
  },
  {
    when: "thrown out of the queue, nothing red there",
    item: inQueue,
    fact: checksRead({ snapshot: { ...green, headSha: GROUP }, at: LATER }),
  },
  {
    when: "an older head",
    item,
    fact: checksRead({ snapshot: { ...red, headSha: OLD_HEAD } }),
  },
  { when: "logs are being read", item: reading, fact: checksRead({ snapshot: red }) },

  ...reds,

  { when: "its head", item, fact: markedReady() },
  { when: "its head, proved by `verify`", item, fact: markedReady({ proof: "verify" }) },
  { when: "no pull request is known", item: { ...item, pullRequest: null }, fact: markedReady() },
  { when: "an older head", item, fact: markedReady({ headSha: OLD_HEAD }) },
  { when: "red meanwhile", item: reading, fact: markedReady() },

  { when: "its head", item, fact: undrafted() },
  { when: "no pull request is known", item: { ...item, pullRequest: null }, fact: undrafted() },
  { when: "an older head", item, fact: undrafted({ headSha: OLD_HEAD }) },
  { when: "somebody wrote meanwhile", item, fact: baseMerged() },
  { when: "an older push", item, fact: baseMerged({ from: OLD_HEAD }) },
  { when: "it", item, fact: groupFormed() },
  { when: "another", item, fact: groupFormed({ number: 8 }) },
  { when: "its checks failed, and what was tried is known", item: tried, fact: dequeued() },
  { when: "its checks failed, and what was tried is not known", item, fact: dequeued() },
  { when: "it conflicts", item: tried, fact: dequeued({ reason: "merge_conflict" }) },
  { when: "by a person", item: tried, fact: dequeued({ reason: "MANUAL" }) },
  { when: "another", item: tried, fact: dequeued({ number: 8 }) },

  { when: "by the label", item, fact: asked() },
  { when: "", item, fact: commanded("/ao status") },
  {
    when: "words of somebody who may write",
    item: workItem({ state: atWatch(), inbox: [entry()] }),
    fact: permissionRead(),
  },
  {
    when: "a stop of somebody who may write",
    item: workItem({ state: atWatch(), inbox: [entry({ said: said("/ao stop") })] }),
    fact: permissionRead(),
  },
  {
    when: "a retry",
    item: workItem({ state: atWatch(), inbox: [entry({ said: said("/ao retry") })] }),
    fact: permissionRead(),
  },
  { when: "a draft", item: { ...item, pullRequest: null }, fact: pullRequestOpened() },
  {
    when: "no drafts here",
    item: { ...item, pullRequest: null },
    fact: pullRequestOpened({ draft: false }),
  },
  { when: "merged", item, fact: pullRequestClosed() },
  { when: "not merged", item, fact: pullRequestClosed({ merged: false }) },
  { when: "not this item's", item, fact: pullRequestClosed({ number: 8 }) },
  { when: "", item, fact: issueClosed() },
  { when: "", item, fact: unlabelled() },
  { when: "the checks can't be read", item, fact: effectFailed({ effect: "read_checks" }) },
  {
    when: "the pull request can't be opened",
    item: { ...item, pullRequest: null },
    fact: effectFailed({ effect: "open_pull_request" }),
  },
  { when: "it can't be made ready", item, fact: effectFailed({ effect: "mark_ready" }) },
  { when: "the logs can't be read", item: reading, fact: effectFailed({ effect: "read_logs" }) },
  { when: "it can't be run again", item, fact: effectFailed({ effect: "rerun_jobs" }) },
  { when: "the draft can't be taken away", item, fact: effectFailed({ effect: "undraft" }) },
  { when: "of before the red", item: reading, fact: effectFailed({ effect: "mark_ready" }) },
  { when: "a comment", item, fact: effectFailed({ effect: "comment", key: "answer:1" }) },
  ...ignored(item, [
    "request_read",
    "admitted",
    "job_leased",
    "job_ended",
    "lease_lost",
    "pushed",
    "push_refused",
    "commit_checked",
    "base_changed",
    "base_read",
    "base_conflicts",
    "deadline_passed",
    "installed",
  ]),
];
