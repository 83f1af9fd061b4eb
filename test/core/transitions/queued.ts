import {
  admitted,
  asked,
  commanded,
  effectFailed,
  issueClosed,
  permissionRead,
  pullRequestClosed,
  pullRequestOpened,
  said,
  unlabelled,
} from "../../support/fact-builders.ts";
import {
  comment,
  entry,
  HEAD,
  jobSummary,
  log,
  PACK,
  queued as inQueue,
  workItem,
} from "../../support/builders.ts";
import { ignored } from "./case.ts";
import type { Case } from "./case.ts";

const item = workItem({ state: inQueue() });
const turn = { kind: "fix_checks", headSha: HEAD, logs: [log()] } as const;
const again = workItem({
  state: inQueue({ front: true, turn: { ...turn, logs: [log()] } }),
  head: HEAD,
  pullRequest: { number: 43, nodeId: "PR_43", draft: true },
  lastJob: jobSummary(),
});

const handed = { head: HEAD, pack: PACK };
const pushing = workItem({
  state: inQueue({ front: true, turn: { kind: "push_again", handed, says: "Not yet." } }),
  lastJob: jobSummary(),
});

export const queued: Case[] = [
  { when: "the first job", item, fact: admitted() },
  { when: "a later job", item: again, fact: admitted() },
  { when: "what was handed over is pushed again", item: pushing, fact: admitted() },
  { when: "by the label", item, fact: asked() },
  {
    when: "afresh, by a comment",
    item,
    fact: asked({ how: "command", fresh: true, comment: comment() }),
  },
  { when: "", item, fact: commanded("/ao use node 22") },
  {
    when: "words of somebody who may write",
    item: workItem({ state: inQueue(), inbox: [entry()] }),
    fact: permissionRead(),
  },
  {
    when: "a stop of somebody who may write",
    item: workItem({ state: inQueue(), inbox: [entry({ said: said("/ao stop") })] }),
    fact: permissionRead(),
  },
  { when: "opened after words followed a push", item: again, fact: pullRequestOpened() },
  { when: "merged by hand meanwhile", item: again, fact: pullRequestClosed() },
  { when: "", item, fact: issueClosed() },
  { when: "", item, fact: unlabelled() },
  { when: "of before it was queued", item: again, fact: effectFailed({ effect: "read_logs" }) },
  {
    when: "is ordered again by the next push",
    item: again,
    fact: effectFailed({ effect: "open_pull_request" }),
  },
  ...ignored(item, [
    "request_read",
    "job_leased",
    "job_ended",
    "lease_lost",
    "pushed",
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
    "deadline_passed",
    "installed",
  ]),
];
