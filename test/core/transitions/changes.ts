/** What others change under a work item: rows of every state, kept together because they answer one another. */
import {
  accessLost,
  asked,
  deadlinePassed,
  draftChanged,
  effectFailed,
  headMoved,
  headRead,
  issueMoved,
  jobEnded,
  leaseLost,
  permissionsAccepted,
  repositoryDeleted,
  repositorySeen,
  threadLocked,
  threadUnlocked,
} from "../../support/fact-builders.ts";
import {
  attempt,
  done as ended,
  HEAD,
  inReview,
  log,
  NOW,
  OLD_HEAD,
  questions,
  queued,
  repository,
  waiting as asking,
  watching,
  words,
  working,
  workItem,
} from "../../support/builders.ts";
import type {
  StateName,
  Turn,
  WaitingForRepository,
  WorkItem,
} from "../../../src/core/work-item.ts";
import { ignored } from "./case.ts";
import type { Case } from "./case.ts";

type Rows = Record<StateName | "nothing", Case[]>;

const fixing: Turn = { kind: "fix_checks", headSha: HEAD, logs: [log()] };
const pull = { number: 43, nodeId: "PR_43", draft: true };
const pushed = { head: HEAD, pullRequest: pull, attempts: [attempt()] };
const items = {
  requested: workItem(),
  queued: workItem({ state: queued(), ...pushed }),
  working: workItem({ state: working({ job: { from: HEAD } }), ...pushed }),
  watching: workItem({ state: watching() }),
  waiting: workItem({ state: asking() }),
  in_review: workItem({ state: inReview() }),
  done: workItem({ state: ended() }),
};
const redQueued = { ...items.queued, state: queued({ turn: fixing, front: true }) };
const redOffered = {
  ...items.working,
  state: working({ turn: fixing, job: { stage: "offered", from: null } }),
};
const publishing: WorkItem = {
  ...items.working,
  head: OLD_HEAD,
  state: working({ job: { stage: "publishing", from: OLD_HEAD } }),
};
const stillRed = { ...items.waiting, state: asking({ onwards: fixing }) };

const pushes: Rows = {
  nothing: ignored(null, ["head_moved", "head_read"]),
  requested: [
    { when: "", item: items.requested, fact: headMoved() },
    { when: "", item: items.requested, fact: headRead({ believed: null }) },
  ],
  queued: [
    { when: "", item: items.queued, fact: headMoved() },
    { when: "a turn that is no red check's", item: items.queued, fact: headRead() },
    { when: "to mend a red check", item: redQueued, fact: headRead() },
    {
      when: "to mend a red check, words wait",
      item: { ...redQueued, words: [words()] },
      fact: headRead(),
    },
  ],
  working: [
    { when: "", item: items.working, fact: headMoved() },
    { when: "the commit that AO pushes", item: publishing, fact: headMoved({ headSha: HEAD }) },
    { when: "the agent works", item: items.working, fact: headRead() },
    { when: "offered to mend a red check", item: redOffered, fact: headRead() },
    { when: "AO is pushing", item: publishing, fact: headRead({ believed: OLD_HEAD }) },
    {
      when: "the push was refused for it",
      item: publishing,
      fact: headRead({ believed: OLD_HEAD, jobId: "job-1", by: null }),
    },
    {
      when: "an earlier job's push was refused",
      item: publishing,
      fact: headRead({ believed: OLD_HEAD, jobId: "job-0" }),
    },
  ],
  watching: [
    { when: "", item: items.watching, fact: headMoved() },
    { when: "nobody knows who", item: items.watching, fact: headMoved({ by: null }) },
    { when: "AO's own", item: items.watching, fact: headMoved({ headSha: HEAD }) },
    { when: "", item: items.watching, fact: headRead() },
    {
      when: "its logs are read",
      item: { ...items.watching, state: watching({ red: [] }) },
      fact: headRead(),
    },
    { when: "AO pushed since", item: items.watching, fact: headRead({ believed: OLD_HEAD }) },
    { when: "AO's own", item: items.watching, fact: headRead({ headSha: HEAD }) },
  ],
  waiting: [
    { when: "", item: items.waiting, fact: headMoved() },
    { when: "the checks are in question", item: stillRed, fact: headRead() },
    { when: "something else is in question", item: items.waiting, fact: headRead() },
  ],
  in_review: [
    { when: "", item: items.in_review, fact: headMoved() },
    { when: "", item: items.in_review, fact: headRead() },
  ],
  done: [
    { when: "", item: items.done, fact: headMoved() },
    { when: "whoever asks anew goes on from there", item: items.done, fact: headRead() },
    { when: "known", item: items.done, fact: headRead({ headSha: HEAD }) },
  ],
};

const draft = draftChanged({ draft: true });
const ready = { ...pull, draft: false };
const drafts: Rows = {
  nothing: ignored(null, ["draft_changed"]),
  requested: [{ when: "", item: items.requested, fact: draft }],
  queued: [{ when: "made ready", item: items.queued, fact: draftChanged() }],
  working: [{ when: "made ready", item: items.working, fact: draftChanged() }],
  watching: [
    { when: "made ready early", item: items.watching, fact: draftChanged() },
    { when: "another", item: items.watching, fact: draftChanged({ number: 8 }) },
  ],
  waiting: [{ when: "made ready", item: items.waiting, fact: draftChanged() }],
  in_review: [
    { when: "a draft again", item: { ...items.in_review, pullRequest: ready }, fact: draft },
    { when: "known", item: items.in_review, fact: draft },
  ],
  done: ignored(items.done, ["draft_changed"]),
};

const parked = (given: Partial<WaitingForRepository> = {}): WorkItem => ({
  ...items.waiting,
  state: {
    name: "waiting",
    for: "repository",
    reason: "archived",
    since: NOW,
    remindAt: null,
    onwards: { kind: "words" },
    before: null,
    ...given,
  },
});
const ending = { jobId: "job-1", runner: "attic" };
const killed = { kind: "cancelled", killedAfterMs: 900, keptEdits: true } as const;
const seen = repositorySeen();
const renamed = repositorySeen({ repository: repository({ name: "acme/site" }) });
const published = repositorySeen({ repository: repository({ private: false }) });
const offered = { ...items.working, state: working({ job: { stage: "offered", from: null } }) };
const lacking = asking({
  question: questions.missing_permission,
  onwards: { kind: "watch", headSha: HEAD },
});

const unsaid = { ...items.waiting, state: asking({ unsaid: "ask:fact-0" }) };
const repositories: Rows = {
  nothing: ignored(null, [
    "access_lost",
    "repository_seen",
    "repository_deleted",
    "permissions_accepted",
  ]),
  requested: [
    { when: "", item: items.requested, fact: accessLost({ reason: "suspended" }) },
    { when: "has a new name", item: items.requested, fact: renamed },
    { when: "was made public", item: items.requested, fact: published },
    { when: "", item: items.requested, fact: repositoryDeleted() },
    ...ignored(items.requested, ["permissions_accepted"]),
  ],
  queued: [
    { when: "", item: items.queued, fact: accessLost() },
    { when: "as known", item: items.queued, fact: seen },
    { when: "was made public", item: items.queued, fact: published },
    { when: "", item: items.queued, fact: repositoryDeleted() },
    ...ignored(items.queued, ["permissions_accepted"]),
  ],
  working: [
    { when: "the agent works", item: items.working, fact: accessLost({ reason: "uninstalled" }) },
    { when: "offered", item: offered, fact: accessLost({ reason: "deselected" }) },
    { when: "AO is pushing", item: publishing, fact: accessLost() },
    { when: "has a new name", item: items.working, fact: renamed },
    { when: "was made public", item: { ...items.working, trail: [] }, fact: published },
    {
      when: "was made public before anything ran",
      item: { ...offered, lastJob: null },
      fact: published,
    },
    {
      when: "has a new installation",
      item: items.working,
      fact: repositorySeen({ repository: repository({ installationId: 2 }) }),
    },
    { when: "the agent works", item: items.working, fact: repositoryDeleted() },
    ...ignored(items.working, ["permissions_accepted"]),
  ],
  watching: [
    { when: "", item: items.watching, fact: accessLost() },
    { when: "has a new name", item: items.watching, fact: renamed },
    { when: "was made public", item: items.watching, fact: published },
    { when: "", item: items.watching, fact: repositoryDeleted() },
    ...ignored(items.watching, ["permissions_accepted"]),
  ],
  waiting: [
    { when: "for a person", item: items.waiting, fact: accessLost() },
    { when: "parked for the same", item: parked(), fact: accessLost() },
    {
      when: "parked for something else",
      item: parked(),
      fact: accessLost({ reason: "suspended" }),
    },
    {
      when: "a job was being ended",
      item: { ...items.waiting, state: asking({ ending }) },
      fact: accessLost(),
    },
    { when: "parked with a turn", item: parked(), fact: seen },
    { when: "parked at a red check", item: parked({ onwards: fixing }), fact: seen },
    {
      when: "parked at its checks",
      item: parked({ onwards: { kind: "watch", headSha: HEAD } }),
      fact: seen,
    },
    {
      when: "parked before it began",
      item: parked({ onwards: { kind: "request" } }),
      fact: seen,
    },
    { when: "parked with a question", item: parked({ before: asking() }), fact: seen },
    { when: "parked, and public now", item: parked(), fact: published },
    { when: "for a person: public now", item: items.waiting, fact: published },
    { when: "parked: somebody pushed", item: parked({ onwards: fixing }), fact: headRead() },
    { when: "parked", item: parked(), fact: deadlinePassed() },
    { when: "parked: the agent is gone", item: parked({ ending }), fact: jobEnded(killed) },
    { when: "parked: its lease is over", item: parked({ ending }), fact: leaseLost() },
    {
      when: "parked: the agent of nobody",
      item: parked({ ending: { jobId: "job-1", runner: null } }),
      fact: leaseLost(),
    },
    {
      when: "parked: an earlier job",
      item: parked({ ending }),
      fact: jobEnded(killed, { jobId: "job-0" }),
    },
    { when: "", item: items.waiting, fact: repositoryDeleted() },
    {
      when: "a permission was missing",
      item: { ...items.waiting, state: lacking },
      fact: permissionsAccepted(),
    },
    { when: "something else is asked", item: items.waiting, fact: permissionsAccepted() },
    { when: "the question could not be asked", item: unsaid, fact: permissionsAccepted() },
  ],
  in_review: [
    { when: "", item: items.in_review, fact: accessLost() },
    { when: "has a new name", item: items.in_review, fact: renamed },
    { when: "", item: items.in_review, fact: repositoryDeleted() },
    ...ignored(items.in_review, ["permissions_accepted"]),
  ],
  done: ignored(items.done, [
    "access_lost",
    "repository_seen",
    "repository_deleted",
    "permissions_accepted",
  ]),
};
repositories.watching.push({
  when: "GitHub says which permission is missing",
  item: items.watching,
  fact: effectFailed({ effect: "mark_ready", permission: "pull_requests: write" }),
});

const pulled = issueMoved({ deleted: true, to: null, by: null });
const conversations: Rows = {
  nothing: [
    { when: "opened again with the label", item: null, fact: asked({ how: "reopened" }) },
    ...ignored(null, ["issue_moved", "thread_locked", "thread_unlocked"]),
  ],
  requested: [
    { when: "", item: items.requested, fact: issueMoved() },
    { when: "", item: items.requested, fact: threadLocked({ key: "refuse:eve:42" }) },
    ...ignored(items.requested, ["thread_unlocked"]),
  ],
  queued: [
    { when: "deleted", item: items.queued, fact: pulled },
    { when: "", item: items.queued, fact: threadLocked({ key: "answer:1" }) },
    ...ignored(items.queued, ["thread_unlocked"]),
  ],
  working: [
    { when: "the agent works", item: items.working, fact: issueMoved() },
    { when: "", item: items.working, fact: threadLocked({ key: "unclaimed:job-1" }) },
    ...ignored(items.working, ["thread_unlocked"]),
  ],
  watching: [
    { when: "with a pull request", item: items.watching, fact: issueMoved() },
    { when: "nobody knows where", item: items.watching, fact: issueMoved({ to: null, by: null }) },
    {
      when: "nothing is pushed yet",
      item: { ...items.watching, pullRequest: null, head: null },
      fact: issueMoved(),
    },
    { when: "", item: items.watching, fact: threadLocked({ key: "answer:1" }) },
    ...ignored(items.watching, ["thread_unlocked"]),
  ],
  waiting: [
    { when: "", item: items.waiting, fact: issueMoved() },
    { when: "the question", item: items.waiting, fact: threadLocked() },
    { when: "an answer", item: items.waiting, fact: threadLocked({ key: "answer:1" }) },
    { when: "parked", item: parked(), fact: threadLocked() },
    { when: "the question was not asked yet", item: unsaid, fact: threadUnlocked() },
    { when: "it was asked before", item: items.waiting, fact: threadUnlocked() },
    { when: "parked", item: parked(), fact: threadUnlocked() },
  ],
  in_review: [
    { when: "", item: items.in_review, fact: issueMoved() },
    { when: "", item: items.in_review, fact: threadLocked({ key: "answer:1" }) },
    ...ignored(items.in_review, ["thread_unlocked"]),
  ],
  done: [
    {
      when: "the issue was closed before, and opened again",
      item: workItem({ state: ended({ reason: "issue_closed" }) }),
      fact: asked({ id: "item-2", at: NOW + 60_000, how: "reopened", saidAt: NOW + 1 }),
    },
    ...ignored(items.done, ["issue_moved", "thread_locked", "thread_unlocked"]),
  ],
};

/** @returns the rows of one state about all that others change */
export function changesIn(state: StateName | "nothing"): Case[] {
  return [pushes, drafts, repositories, conversations].flatMap((rows) => rows[state]);
}
