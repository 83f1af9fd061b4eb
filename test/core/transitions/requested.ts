import {
  asked,
  commanded,
  effectFailed,
  issueClosed,
  permissionRead,
  pullRequestClosed,
  pullRequestOpened,
  requestRead,
  said,
  unlabelled,
} from "../../support/fact-builders.ts";
import { comment, earlier, entry, workItem } from "../../support/builders.ts";
import { ignored } from "./case.ts";
import type { Case } from "./case.ts";

const item = workItem();
const again = workItem({
  previous: "item-0",
  earlier: earlier(),
  pullRequest: earlier().pullRequest,
});

export const requested: Case[] = [
  { when: "may write, nobody is on it", item, fact: requestRead() },
  { when: "goes on with earlier work", item: again, fact: requestRead({ takenBy: 43 }) },
  {
    when: "afresh",
    item: { ...again, fresh: true },
    fact: requestRead({ branch: "ao/42-sum-subtracts-2" }),
  },
  {
    when: "afresh, the earlier pull request is open",
    item: { ...again, fresh: true },
    fact: requestRead({ takenBy: 43 }),
  },
  {
    when: "a stranger, after earlier work",
    item: again,
    fact: requestRead({ permission: "none" }),
  },
  {
    when: "the policy file has mistakes",
    item,
    fact: requestRead({ policy: { file: null, mistakes: "**`.github/ao.yml` has a mistake**" } }),
  },
  { when: "may not write", item, fact: requestRead({ permission: "triage" }) },
  { when: "somebody's pull request is open", item, fact: requestRead({ takenBy: 8 }) },
  { when: "by the label", item, fact: asked() },
  { when: "by a comment", item, fact: asked({ how: "command", comment: comment() }) },
  { when: "", item, fact: commanded("/ao status") },
  {
    when: "words of somebody who may write",
    item: workItem({ inbox: [entry()] }),
    fact: permissionRead(),
  },
  {
    when: "a stop of somebody who may write",
    item: workItem({ inbox: [entry({ said: said("/ao stop") })] }),
    fact: permissionRead(),
  },
  {
    when: "a retry",
    item: workItem({ inbox: [entry({ said: said("/ao retry") })] }),
    fact: permissionRead(),
  },
  { when: "", item, fact: pullRequestOpened() },
  { when: "not this item's", item, fact: pullRequestClosed() },
  {
    when: "of earlier work",
    item: again,
    fact: pullRequestClosed({ merged: false, by: null }),
  },
  { when: "", item, fact: issueClosed() },
  { when: "nobody knows by whom", item, fact: issueClosed({ by: null }) },
  { when: "", item, fact: unlabelled() },
  { when: "the request could not be read", item, fact: effectFailed({ effect: "read_request" }) },
  { when: "a reaction", item, fact: effectFailed() },
  {
    when: "nobody knows who wrote",
    item: workItem({ inbox: [entry()] }),
    fact: effectFailed({ effect: "read_permission" }),
  },
  ...ignored(item, [
    "admitted",
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
