import {
  asked,
  commanded,
  commitChecked,
  commits,
  deadlinePassed,
  effectFailed,
  issueClosed,
  jobEnded,
  jobLeased,
  leaseLost,
  permissionRead,
  pullRequestClosed,
  pullRequestOpened,
  pushed,
  pushRefused,
  said,
  unlabelled,
} from "../../support/fact-builders.ts";
import {
  attempt,
  diagnosis,
  entry,
  HEAD,
  log,
  MINUTE,
  NOW,
  OLD_HEAD,
  results,
  PACK,
  words,
  workItem,
  working as atWork,
} from "../../support/builders.ts";
import type { Job, Turn, WorkItem } from "../../../src/core/work-item.ts";
import { ignored } from "./case.ts";
import type { Case } from "./case.ts";

const fixing: Turn = { kind: "fix_checks", headSha: OLD_HEAD, logs: [log()] };
const mending: Turn = { kind: "push_refused", says: "A file is too large." };
const again: Turn = { kind: "push_again", handed: { head: HEAD, pack: PACK }, says: "Not yet." };
const nothing = { kind: "nothing", says: "Where is `sum` used?" } as const;
const crashed = { kind: "crashed", diagnosis: diagnosis() } as const;

function at(stage: Job["stage"], given: Partial<WorkItem> = {}, job: Partial<Job> = {}): WorkItem {
  return workItem({ state: atWork({ job: { stage, ...job } }), ...given });
}

function turning(turn: Turn, stage: Job["stage"], given: Partial<WorkItem> = {}): WorkItem {
  const from = given.head === undefined ? OLD_HEAD : given.head;
  const state = atWork({ turn, job: { stage, from } });
  return workItem({ state, head: OLD_HEAD, attempts: [attempt()], ...given });
}

const silent = { kind: "nothing", says: " " } as const;
const asking = turning({ kind: "words" }, "leased");
const askingEarly = turning({ kind: "words" }, "leased", { head: null });
const item = at("leased");
const pull = { number: 43, nodeId: "PR_43", draft: true };
const pending = { words: [words()] };

/** The ways to end without a commit that are none of them a failure. */
function reported(): Case[] {
  const all = Object.values(results);
  const each = (when: string, of: WorkItem): Case[] =>
    all.map((result) => ({ when, item: of, fact: jobEnded({ kind: "result", result }) }));
  return [
    ...each("before any push", item),
    ...each("asked about pushed work", asking),
    ...each("while it mends a red check", turning(fixing, "leased")),
    {
      when: "words wait",
      item: at("leased", pending),
      fact: jobEnded({ kind: "result", result: results.needs_info }),
    },
  ];
}

const claiming = at("proving");

export const working: Case[] = [
  { when: "the base has it", item: claiming, fact: commitChecked() },
  { when: "the base has it, words wait", item: at("proving", pending), fact: commitChecked() },
  { when: "the base does not have it", item: claiming, fact: commitChecked({ title: null }) },
  {
    when: "nor the second time",
    item: turning({ kind: "not_fixed", commit: OLD_HEAD }, "proving", { head: null }),
    fact: commitChecked({ title: null }),
  },
  { when: "an earlier job", item: claiming, fact: commitChecked({ jobId: "job-0" }) },
  { when: "nothing was claimed", item, fact: commitChecked() },
  {
    when: "whether the base has it",
    item: claiming,
    fact: effectFailed({ effect: "check_commit" }),
  },
  { when: "offered", item: at("offered"), fact: jobLeased() },
  { when: "offered, words wait", item: at("offered", pending), fact: jobLeased() },
  { when: "another runner was faster", item, fact: jobLeased({ runner: "cellar" }) },
  { when: "an earlier job", item: at("offered"), fact: jobLeased({ jobId: "job-0" }) },

  { when: "one commit", item, fact: jobEnded() },
  {
    when: "three commits, words heard",
    item: at("leased", pending),
    fact: jobEnded(commits({ count: 3 }), { report: { heard: ["words-1"] } }),
  },
  {
    when: "commits, words were in its brief",
    item: at("leased", pending, { carries: ["words-1"] }),
    fact: jobEnded(),
  },
  {
    when: "the head that was pushed before",
    item: turning(fixing, "leased", { head: HEAD }),
    fact: jobEnded(),
  },
  { when: "nothing, no words wait", item, fact: jobEnded(nothing) },
  { when: "nothing, words wait", item: at("leased", pending), fact: jobEnded(nothing) },
  { when: "asked about pushed work, it only answers", item: asking, fact: jobEnded(nothing) },
  { when: "asked about pushed work, and no answer", item: asking, fact: jobEnded(silent) },
  { when: "asked before any push, it only answers", item: askingEarly, fact: jobEnded(nothing) },
  ...reported(),
  { when: "crashed", item: turning(fixing, "leased"), fact: jobEnded(crashed) },
  { when: "crashed too often", item: at("leased", { restarts: 2 }), fact: jobEnded(crashed) },
  {
    when: "the runner shuts down",
    item,
    fact: jobEnded({ kind: "cancelled", killedAfterMs: 40, keptEdits: true }),
  },
  { when: "an old lease", item, fact: jobEnded(commits(), { report: { epoch: 7 } }) },
  { when: "an earlier job", item, fact: jobEnded(commits(), { jobId: "job-0" }) },

  { when: "leased", item, fact: leaseLost() },
  { when: "too often", item: at("leased", { restarts: 2 }), fact: leaseLost() },
  { when: "an old lease", item, fact: leaseLost({ epoch: 7 }) },
  { when: "publishing already", item: at("publishing"), fact: leaseLost() },

  { when: "the first push", item: at("publishing"), fact: pushed() },
  {
    when: "a later push",
    item: at("publishing", { pullRequest: pull, head: OLD_HEAD }),
    fact: pushed(),
  },
  { when: "words wait", item: at("publishing", pending), fact: pushed() },
  {
    when: "GitHub wanted signatures, and nobody knew",
    item: at("publishing"),
    fact: pushed({ signed: true }),
  },
  {
    when: "signed, before its conventions were read",
    item: { ...at("publishing"), conventions: null },
    fact: pushed({ signed: true }),
  },
  { when: "an earlier job", item: at("publishing"), fact: pushed({ jobId: "job-0" }) },

  { when: "the agent can mend it", item: turning(fixing, "publishing"), fact: pushRefused() },
  {
    when: "for the second time",
    item: turning(mending, "publishing"),
    fact: pushRefused(),
  },
  {
    when: "tests are fewer, for the second time",
    item: turning(mending, "publishing"),
    fact: pushRefused({ about: "tests", says: "`a.test.ts` lost 1 of its 2 tests." }),
  },
  { when: "pushed again in vain", item: turning(again, "publishing"), fact: pushRefused() },
  {
    when: "only a person can",
    item: at("publishing"),
    fact: pushRefused({
      about: "repository",
      forAgent: false,
      says: "The repository's rules refuse the push.",
    }),
  },
  { when: "an earlier job", item: at("publishing"), fact: pushRefused({ jobId: "job-0" }) },

  {
    when: "offered to nobody for long",
    item: at("offered"),
    fact: deadlinePassed({ at: NOW + 5 * MINUTE }),
  },
  { when: "told already", item: at("offered", {}, { told: true }), fact: deadlinePassed() },
  { when: "leased just now", item, fact: deadlinePassed() },

  { when: "by the label", item, fact: asked() },
  { when: "", item, fact: commanded("/ao status") },
  {
    when: "words, the job is offered",
    item: at("offered", { inbox: [entry()] }),
    fact: permissionRead(),
  },
  {
    when: "words, the agent works",
    item: at("leased", { inbox: [entry()] }),
    fact: permissionRead(),
  },
  {
    when: "words, its work is published",
    item: at("publishing", { inbox: [entry()] }),
    fact: permissionRead(),
  },
  {
    when: "tests are allowed while the agent works",
    item: at("leased", { inbox: [entry({ said: said("/ao allow tests") })] }),
    fact: permissionRead(),
  },
  {
    when: "a stop, the job is offered",
    item: at("offered", { inbox: [entry({ said: said("/ao stop") })] }),
    fact: permissionRead(),
  },
  {
    when: "a stop, the agent works",
    item: at("leased", { inbox: [entry({ said: said("/ao stop") })] }),
    fact: permissionRead(),
  },
  {
    when: "a stop, its work is published",
    item: at("publishing", { inbox: [entry({ said: said("/ao stop") })] }),
    fact: permissionRead(),
  },
  { when: "", item, fact: pullRequestOpened() },
  {
    when: "merged by hand meanwhile",
    item: at("leased", { pullRequest: pull }),
    fact: pullRequestClosed(),
  },
  { when: "not this item's", item, fact: pullRequestClosed({ number: 8 }) },
  { when: "the agent works", item, fact: issueClosed() },
  { when: "the agent works", item, fact: unlabelled() },
  { when: "the push", item: at("publishing"), fact: effectFailed({ effect: "push" }) },
  { when: "words for the agent", item, fact: effectFailed({ effect: "tell_job" }) },
  {
    when: "is ordered again by the next push",
    item,
    fact: effectFailed({ effect: "open_pull_request" }),
  },
  ...ignored(item, [
    "request_read",
    "admitted",
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
    "installed",
  ]),
];
