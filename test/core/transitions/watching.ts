import {
  asked,
  checksChanged,
  checksRead,
  commanded,
  effectFailed,
  issueClosed,
  logsRead,
  markedReady,
  permissionRead,
  pullRequestClosed,
  pullRequestOpened,
  said,
  unlabelled,
} from "../../support/fact-builders.ts";
import {
  attempts,
  cancelled,
  checkRun,
  commandRun,
  entry,
  evidence,
  failedCheck,
  green,
  HEAD,
  jobSummary,
  log,
  MINUTE,
  NOW,
  OLD_HEAD,
  pending,
  red,
  SECOND,
  snapshot,
  watching as atWatch,
  workItem,
} from "../../support/builders.ts";
import { digestOf } from "../../../src/core/checks.ts";
import type { ChecksSnapshot } from "../../../src/core/checks.ts";
import type { WorkItem } from "../../../src/core/work-item.ts";
import { ignored } from "./case.ts";
import type { Case } from "./case.ts";

const LATER = NOW + 10 * MINUTE;
const item = workItem({ state: atWatch() });
const reading = workItem({ state: atWatch({ red: [failedCheck()] }) });

/** Saw `checks` just like this at NOW. */
function sawAlready(checks: ChecksSnapshot, given: Partial<WorkItem> = {}): WorkItem {
  const seen = { digest: digestOf(checks), since: NOW };
  return workItem({ state: atWatch({ seen }), ...given });
}

function readingAfter(amount: number, given: Partial<WorkItem> = {}): WorkItem {
  return { ...reading, attempts: attempts(amount), ...given };
}

const passedOnRunner = { lastJob: jobSummary({ verify: commandRun() }) };
const failedOnRunner = { lastJob: jobSummary({ verify: commandRun({ exitCode: 1 }) }) };
const same = { headSha: HEAD, checks: ["test"], fingerprint: "f9", says: "sum(1, 2)", at: NOW };

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
    when: "all skipped, no `verify`",
    item,
    fact: checksRead({
      snapshot: snapshot({ runs: [checkRun({ conclusion: "skipped" })] }),
      at: LATER,
    }),
  },
  {
    when: "an older head",
    item,
    fact: checksRead({ snapshot: { ...red, headSha: OLD_HEAD } }),
  },
  { when: "logs are being read", item: reading, fact: checksRead({ snapshot: red }) },

  { when: "the first red", item: reading, fact: logsRead() },
  { when: "the fifth red", item: readingAfter(4), fact: logsRead() },
  { when: "the sixth red", item: readingAfter(5), fact: logsRead() },
  { when: "five, but forgiven", item: readingAfter(5, { forgiven: 5 }), fact: logsRead() },
  {
    when: "this very failure is in the ledger",
    item: { ...reading, attempts: [same] },
    fact: logsRead(),
  },
  {
    when: "no log, and it is said why",
    item: reading,
    fact: logsRead({ evidence: [evidence({ log: null, unread: "GitHub does not hand it out (403)" })] }),
  },
  { when: "no log at all", item: reading, fact: logsRead({ evidence: [evidence({ log: null })] }) },
  {
    when: "two logs",
    item: reading,
    fact: logsRead({
      evidence: [evidence(), evidence({ log: log({ check: "lint", fingerprint: "f2" }) })],
    }),
  },
  { when: "nothing is red", item, fact: logsRead() },
  { when: "an older head", item: reading, fact: logsRead({ headSha: OLD_HEAD }) },

  { when: "its head", item, fact: markedReady() },
  { when: "its head, proved by `verify`", item, fact: markedReady({ proof: "verify" }) },
  { when: "no pull request is known", item: { ...item, pullRequest: null }, fact: markedReady() },
  { when: "an older head", item, fact: markedReady({ headSha: OLD_HEAD }) },
  { when: "red meanwhile", item: reading, fact: markedReady() },

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
  { when: "of before the red", item: reading, fact: effectFailed({ effect: "mark_ready" }) },
  { when: "a comment", item, fact: effectFailed({ effect: "comment" }) },
  ...ignored(item, [
    "request_read",
    "admitted",
    "job_leased",
    "job_ended",
    "lease_lost",
    "pushed",
    "push_refused",
    "deadline_passed",
    "installed",
  ]),
];
