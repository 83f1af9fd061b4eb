/** What others change under a work item: rows of every state, kept together because they answer one another. */
import { draftChanged, headMoved, headRead } from "../../support/fact-builders.ts";
import {
  attempt,
  done as ended,
  HEAD,
  inReview,
  log,
  OLD_HEAD,
  queued,
  waiting as asking,
  watching,
  words,
  working,
  workItem,
} from "../../support/builders.ts";
import type { StateName, Turn, WorkItem } from "../../../src/core/work-item.ts";
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

/** @returns the rows of one state about all that others change */
export function changesIn(state: StateName | "nothing"): Case[] {
  return [pushes, drafts].flatMap((rows) => rows[state]);
}
