import { NO_MEMORY } from "../../../src/core/ci-memory.ts";
import {
  asked,
  checksChanged,
  checksRead,
  commanded,
  dequeued,
  effectFailed,
  GROUP,
  groupFormed,
  issueClosed,
  permissionRead,
  pullRequestClosed,
  pullRequestOpened,
  said,
  unlabelled,
} from "../../support/fact-builders.ts";
import {
  cancelled,
  checkRun,
  entry,
  green,
  inReview as reviewed,
  OLD_HEAD,
  pending,
  red,
  snapshot,
  workItem,
} from "../../support/builders.ts";
import { ignored } from "./case.ts";
import type { Case } from "./case.ts";

const item = workItem({ state: reviewed() });

export const inReview: Case[] = [
  { when: "its head", item, fact: checksChanged() },
  { when: "an older head", item, fact: checksChanged({ headSha: OLD_HEAD }) },
  { when: "green", item, fact: checksRead({ snapshot: green }) },
  { when: "none", item, fact: checksRead({ snapshot: snapshot() }) },
  { when: "one runs again", item, fact: checksRead({ snapshot: pending }) },
  { when: "one is red now", item, fact: checksRead({ snapshot: red }) },
  { when: "one was cancelled", item, fact: checksRead({ snapshot: cancelled }) },
  {
    when: "a late one passed, `verify` was the proof",
    item: workItem({ state: reviewed({ proof: "verify" }) }),
    fact: checksRead({ snapshot: green }),
  },
  {
    when: "one that is not required is red now",
    item,
    fact: checksRead({
      snapshot: snapshot({
        runs: [checkRun(), checkRun({ id: 12, name: "vercel", conclusion: "failure", job: false })],
      }),
    }),
  },
  { when: "an older head", item, fact: checksRead({ snapshot: { ...red, headSha: OLD_HEAD } }) },
  { when: "it", item, fact: groupFormed() },
  {
    when: "its checks failed",
    item: workItem({ state: reviewed(), ci: { ...NO_MEMORY, groupSha: GROUP } }),
    fact: dequeued(),
  },
  { when: "it conflicts", item, fact: dequeued({ reason: "MERGE_CONFLICT" }) },
  { when: "merged", item, fact: dequeued({ reason: "MERGE" }) },
  { when: "by the label", item, fact: asked() },
  { when: "", item, fact: commanded("/ao rename it") },
  {
    when: "words of somebody who may write",
    item: workItem({ state: reviewed(), inbox: [entry()] }),
    fact: permissionRead(),
  },
  {
    when: "a stop of somebody who may write",
    item: workItem({ state: reviewed(), inbox: [entry({ said: said("/ao stop") })] }),
    fact: permissionRead(),
  },
  {
    when: "a retry",
    item: workItem({ state: reviewed(), inbox: [entry({ said: said("/ao retry") })] }),
    fact: permissionRead(),
  },
  { when: "", item, fact: pullRequestOpened({ draft: false }) },
  { when: "merged", item, fact: pullRequestClosed() },
  { when: "not merged", item, fact: pullRequestClosed({ merged: false }) },
  { when: "", item, fact: issueClosed() },
  { when: "", item, fact: unlabelled() },
  { when: "the checks can't be read", item, fact: effectFailed({ effect: "read_checks" }) },
  ...ignored(item, [
    "request_read",
    "admitted",
    "job_leased",
    "job_ended",
    "lease_lost",
    "pushed",
    "push_refused",
    "commit_checked",
    "logs_read",
    "undrafted",
    "base_changed",
    "base_read",
    "base_merged",
    "base_conflicts",
    "marked_ready",
    "deadline_passed",
    "installed",
  ]),
];
