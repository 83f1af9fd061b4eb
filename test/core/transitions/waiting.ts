import {
  asked,
  baseChanged,
  baseConflicts,
  baseMerged,
  baseRead,
  checksChanged,
  checksRead,
  commanded,
  deadlinePassed,
  effectFailed,
  issueClosed,
  permissionRead,
  pullRequestClosed,
  pullRequestOpened,
  said,
  TIP,
  unlabelled,
} from "../../support/fact-builders.ts";
import {
  attempts,
  cancelled,
  checkRun,
  comment,
  DAY,
  entry,
  failedCheck,
  green,
  HEAD,
  HOUR,
  log,
  NOW,
  OLD_HEAD,
  PACK,
  parked,
  pending,
  questions,
  red,
  snapshot,
  waiting as asking,
  workItem,
} from "../../support/builders.ts";
import type { Onwards, Question, WorkItem } from "../../../src/core/work-item.ts";
import { ignored } from "./case.ts";
import type { Case } from "./case.ts";

const watch: Onwards = { kind: "watch", headSha: HEAD };
const fix: Onwards = { kind: "fix_checks", headSha: HEAD, logs: [log()] };

function askedFor(question: Question, onwards: Onwards, given: Partial<WorkItem> = {}): WorkItem {
  return workItem({ state: asking({ question, onwards }), ...given });
}

/** It waits, and somebody with write access has written `line`. */
function answered(line: string, item: WorkItem): { item: WorkItem; fact: Case["fact"] } {
  return { item: { ...item, inbox: [entry({ said: said(line) })] }, fact: permissionRead() };
}

const item = workItem({ state: asking() });
const unread = workItem({
  state: asking({ question: questions.our_bug, onwards: { kind: "request" } }),
  policy: null,
  base: null,
  branch: null,
  head: null,
  pullRequest: null,
  session: null,
});
const stillRed = askedFor(questions.still_red, fix, { attempts: attempts(5) });
const approve = askedFor(questions.checks_need_you, watch);
const unproved = askedFor(questions.no_proof, watch);
const unlogged = askedFor(questions.cannot_log, watch);
const ourBug = askedFor(questions.our_bug, watch);
const refusedPush = askedFor(questions.push_refused, {
  kind: "push_refused",
  says: "A commit changes `.github/workflows/ci.yml`.",
});
const needsInfo = askedFor(questions.needs_info, { kind: "start" });
const tooBig = askedFor(questions.too_big, { kind: "start" });
const unseen = askedFor(questions.cannot_reproduce, { kind: "start" });
const notFixed = askedFor(questions.not_fixed, { kind: "not_fixed", commit: OLD_HEAD });
const fewerTests = askedFor(
  { kind: "push_refused", about: "tests", says: "`a.test.ts` lost 1 of its 2 tests." },
  { kind: "push_again", handed: { head: HEAD, pack: PACK }, says: "`a.test.ts` lost a test." },
);
const crashed = askedFor(questions.crashed, fix, { restarts: 2 });

const unreported = askedFor(questions.not_reported, watch);
const hangs = askedFor(questions.checks_hang, watch);
const unsecret = askedFor(questions.needs_secrets, {
  kind: "rerun",
  headSha: HEAD,
  jobs: [{ check: "test", jobId: 11 }],
});
const base = workItem({ state: parked() });
const told = workItem({ state: parked({ remindAt: null }) });

export const waiting: Case[] = [
  { when: "a day later", item, fact: deadlinePassed({ at: NOW + 24 * HOUR }) },
  { when: "of an earlier question", item, fact: deadlinePassed() },
  {
    when: "it could not be asked before",
    item: workItem({ state: asking({ unsaid: "ask:fact-0" }) }),
    fact: deadlinePassed({ at: NOW + 24 * HOUR }),
  },
  {
    when: "asked once more already",
    item: workItem({ state: asking({ remindAt: null }) }),
    fact: deadlinePassed(),
  },

  { when: "still red: words", ...answered("/ao mock the clock", stillRed) },
  { when: "still red: retry", ...answered("/ao retry", stillRed) },
  { when: "nothing done: words", ...answered("/ao look in lib.js", item) },
  { when: "nothing done: retry", ...answered("/ao retry", item) },
  {
    when: "nothing done before any session: words",
    ...answered("/ao look in lib.js", { ...item, session: null }),
  },
  { when: "crashed while it mended a red check: retry", ...answered("/ao retry", crashed) },
  { when: "push refused: words", ...answered("/ao leave the workflow alone", refusedPush) },
  { when: "push refused: retry", ...answered("/ao retry", refusedPush) },
  { when: "tests are fewer: allowed", ...answered("/ao allow tests", fewerTests) },
  {
    when: "tests are fewer: allowed by a stranger",
    ...answered("/ao allow tests", fewerTests),
    fact: permissionRead({ permission: "triage" }),
  },
  { when: "tests are fewer: words", ...answered("/ao keep that test", fewerTests) },
  { when: "tests are fewer: retry", ...answered("/ao retry", fewerTests) },
  { when: "push refused for another reason: allowed", ...answered("/ao allow tests", refusedPush) },
  { when: "nothing done: tests allowed", ...answered("/ao allow tests", item) },
  { when: "a check needs a person: words", ...answered("/ao ignore the deploy", approve) },
  { when: "a check needs a person: retry", ...answered("/ao retry", approve) },
  {
    when: "the pull request could not be opened: retry",
    ...answered("/ao retry", { ...ourBug, pullRequest: null }),
  },
  { when: "the request could not be read: retry", ...answered("/ao retry", unread) },
  { when: "the request could not be read: words", ...answered("/ao go on", unread) },
  { when: "stop", ...answered("/ao stop", item) },
  { when: "a question with options: the second", ...answered("/ao 2", needsInfo) },
  { when: "a question with options: no such one", ...answered("/ao 7", needsInfo) },
  { when: "a question with options: words", ...answered("/ao neither of them", needsInfo) },
  { when: "too big: one part", ...answered("/ao 2", tooBig) },
  { when: "too big: all of it", ...answered("/ao all of it", tooBig) },
  { when: "can't reproduce: words", ...answered("/ao with strings", unseen) },
  { when: "not fixed there: retry", ...answered("/ao retry", notFixed) },
  { when: "a question without options: a number", ...answered("/ao 2", item) },
  { when: "for its base: a number", ...answered("/ao 2", workItem({ state: parked() })) },
  { when: "run, in the pull request", ...answered("/ao run", item) },
  { when: "status", ...answered("/ao status", item) },
  {
    when: "words of a stranger",
    item: { ...item, inbox: [entry()] },
    fact: permissionRead({ permission: "read" }),
  },
  { when: "", item, fact: commanded("/ao retry") },
  { when: "by the label", item, fact: asked() },
  { when: "by a comment", item, fact: asked({ how: "command", comment: comment() }) },

  { when: "still red: the check in question", item: stillRed, fact: checksChanged() },
  { when: "nothing done: any check", item, fact: checksChanged() },
  { when: "an older head", item: stillRed, fact: checksChanged({ headSha: OLD_HEAD }) },
  { when: "still red: runs again", item: stillRed, fact: checksRead({ snapshot: pending }) },
  { when: "still red: green now", item: stillRed, fact: checksRead({ snapshot: green }) },
  { when: "still red: red again", item: stillRed, fact: checksRead({ snapshot: red }) },
  {
    when: "a check needs a person: still",
    item: approve,
    fact: checksRead({
      snapshot: snapshot({ runs: [checkRun({ conclusion: "action_required" })] }),
    }),
  },
  {
    when: "a check needs a person: cancelled now",
    item: approve,
    fact: checksRead({ snapshot: cancelled }),
  },
  {
    when: "a check needs a person: approved",
    item: approve,
    fact: checksRead({ snapshot: pending }),
  },
  { when: "a check needs a person: red now", item: approve, fact: checksRead({ snapshot: red }) },
  { when: "no proof: a late check passed", item: unproved, fact: checksRead({ snapshot: green }) },
  { when: "no log: red again", item: unlogged, fact: checksRead({ snapshot: red }) },
  { when: "AO's fault: red", item: ourBug, fact: checksRead({ snapshot: red }) },
  { when: "nothing done: any check", item, fact: checksRead({ snapshot: green }) },

  { when: "a required check: it reported", item: unreported, fact: checksRead({ snapshot: red }) },
  {
    when: "a required check: it still has not",
    item: unreported,
    fact: checksRead({ snapshot: snapshot({ required: [{ name: "test", appId: null }] }) }),
  },
  {
    when: "a required check: none is any more",
    item: unreported,
    fact: checksRead({ snapshot: snapshot() }),
  },
  { when: "a hang: still", item: hangs, fact: checksRead({ snapshot: pending }) },
  { when: "a hang: it ended", item: hangs, fact: checksRead({ snapshot: red }) },
  {
    when: "a hang: it ended, and a required one is missing",
    item: hangs,
    fact: checksRead({
      snapshot: snapshot({ runs: green.runs, required: [{ name: "e2e", appId: null }] }),
    }),
  },
  { when: "a secret: the same run", item: unsecret, fact: checksRead({ snapshot: red }) },
  {
    when: "a secret: run again by a person, and red",
    item: unsecret,
    fact: checksRead({
      snapshot: snapshot({ runs: [checkRun({ id: 12, conclusion: "failure" })] }),
    }),
  },
  { when: "a secret: retry", ...answered("/ao retry", unsecret) },
  { when: "a secret: words", ...answered("/ao do without it", unsecret) },

  { when: "the base: another branch", item: base, fact: baseChanged({ branch: "next" }) },
  { when: "the base: it", item: base, fact: baseChanged() },
  { when: "the base: still red", item: base, fact: baseRead({ green: false, tip: TIP }) },
  { when: "the base: green by a new commit", item: base, fact: baseRead({ tip: TIP }) },
  { when: "the base: green where it was red", item: base, fact: baseRead() },
  {
    when: "the base: green, and the job can't be run again",
    item: workItem({ state: parked({ checks: [failedCheck({ jobId: null })] }) }),
    fact: baseRead(),
  },
  { when: "the base: it is in the branch", item: base, fact: baseMerged() },
  { when: "the base: it conflicts", item: base, fact: baseConflicts() },
  { when: "the base: red for a day", item: base, fact: deadlinePassed({ at: NOW + DAY }) },
  { when: "the base: told already", item: told, fact: deadlinePassed({ at: NOW + DAY }) },
  { when: "the base: retry", ...answered("/ao retry", base) },
  { when: "the base: words", ...answered("/ao mend main, too", base) },
  { when: "the base: run, in the pull request", ...answered("/ao run", base) },
  { when: "the base: status", ...answered("/ao status", base) },
  { when: "the base can't be read", item: base, fact: effectFailed({ effect: "read_base" }) },
  { when: "of before the wait", item: base, fact: effectFailed({ effect: "mark_ready" }) },
  { when: "the base: of the head", item: base, fact: checksChanged() },

  { when: "", item: { ...item, pullRequest: null }, fact: pullRequestOpened() },
  { when: "merged", item, fact: pullRequestClosed() },
  { when: "not merged", item, fact: pullRequestClosed({ merged: false }) },
  { when: "", item, fact: issueClosed() },
  { when: "", item, fact: unlabelled() },
  { when: "somebody is asked already", item, fact: effectFailed({ effect: "open_pull_request" }) },
  {
    when: "the question itself",
    item,
    fact: effectFailed({ effect: "comment", key: "ask:fact-0" }),
  },
  { when: "an answer", item, fact: effectFailed({ effect: "comment", key: "answer:1" }) },
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
    "group_formed",
    "dequeued",
    "marked_ready",
    "installed",
  ]),
];
