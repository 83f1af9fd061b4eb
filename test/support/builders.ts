/**
 * Work items, states, rules and what stands in them, as tests of the pure core need them: every builder gives something
 * sensible and takes what the test is about. Facts are in `fact-builders.ts`.
 */
import { NO_MEMORY } from "../../src/core/ci-memory.ts";
import { noConventions } from "../../src/core/conventions.ts";
import { emptyLane } from "../../src/core/lane.ts";
import type { Lane } from "../../src/core/lane.ts";
import { defaultLimits, defaultPolicy } from "../../src/core/policy.ts";
import type {
  Attempt,
  Closing,
  CommentRef,
  Earlier,
  InboxEntry,
  Job,
  JobSummary,
  Question,
  Repository,
  Rules,
  StateName,
  StateOf,
  WaitingForBase,
  WaitingForPerson,
  Words,
  WorkItem,
} from "../../src/core/work-item.ts";
import { failedCheck, log } from "./check-builders.ts";
import { BASE, DAY, HEAD, HOUR, MINUTE, NOW, OLD_HEAD, PACK, SECOND } from "./fixed.ts";
import type { Result } from "../../src/protocol/outcome-file.ts";
import type { CommandRun, Diagnosis } from "../../src/protocol/words.ts";

export * from "./check-builders.ts";
export * from "./fixed.ts";

export function rules(given: Partial<Rules> = {}): Rules {
  return {
    policy: defaultPolicy,
    limits: defaultLimits,
    restarts: 2,
    flaky: [],
    timing: {
      quietMs: 30 * SECOND,
      noChecksMs: 2 * MINUTE,
      pollMs: MINUTE,
      unclaimedMs: 5 * MINUTE,
      remindMs: DAY,
      stopMs: 10 * SECOND,
      stuckMs: 2 * HOUR,
      statusMs: 15 * SECOND,
    },
    ...given,
  };
}

export function repository(given: Partial<Repository> = {}): Repository {
  return { id: 7, name: "acme/web", installationId: 1, private: true, ...given };
}

/** Issue #42 of acme/web, asked by mira with the label. What it has besides fits its state: a pushed one has a head. */
export function workItem(given: Partial<WorkItem> = {}): WorkItem {
  const state = given.state ?? { name: "requested" };
  return {
    id: "item-1",
    repository: repository(),
    number: 42,
    title: "sum subtracts",
    body: "`sum(1, 2)` is -1.",
    author: "ann",
    requester: "mira",
    askedAt: NOW,
    askedIn: null,
    previous: null,
    earlier: null,
    fresh: false,
    workspace: "item-1",
    headBy: null,
    ...grown[state.name],
    testsAllowedBy: null,
    attempts: [],
    ci: NO_MEMORY,
    forgiven: 0,
    restarts: 0,
    inbox: [],
    words: [],
    trail: [],
    ...given,
    state,
  };
}

type Grown = Pick<
  WorkItem,
  | "policy"
  | "conventions"
  | "base"
  | "branch"
  | "head"
  | "pullRequest"
  | "session"
  | "lastJob"
  | "closing"
  | "spent"
>;

const bare: Grown = {
  policy: null,
  conventions: null,
  base: null,
  branch: null,
  head: null,
  pullRequest: null,
  session: null,
  lastJob: null,
  closing: null,
  spent: { usd: 0, tokens: 0, activeMs: 0, jobs: 0 },
};
const started: Grown = {
  ...bare,
  policy: defaultPolicy,
  conventions: noConventions,
  base: { branch: "main", sha: BASE },
  branch: "ao/42-sum-subtracts",
};
const pushed: Grown = {
  ...started,
  head: HEAD,
  pullRequest: { number: 43, nodeId: "PR_43", draft: true },
  session: { id: "session-1", agent: "claude" },
  lastJob: jobSummary(),
  closing: closing(),
  spent: { usd: 1.84, tokens: 120_000, activeMs: 14 * MINUTE, jobs: 1 },
};

const grown: Record<StateName, Grown> = {
  requested: bare,
  queued: started,
  working: started,
  watching: pushed,
  waiting: pushed,
  in_review: pushed,
  done: pushed,
};

export function queued(given: Partial<StateOf<"queued">> = {}): StateOf<"queued"> {
  return { name: "queued", turn: { kind: "start" }, front: false, since: NOW, ...given };
}

export function working(
  given: Partial<Omit<StateOf<"working">, "job">> & { job?: Partial<Job> } = {},
): StateOf<"working"> {
  const { job, ...rest } = given;
  return { name: "working", turn: { kind: "start" }, since: NOW, ...rest, job: leasedJob(job) };
}

/** Held by the runner `attic`; give it another stage to have it offered or publishing. */
function leasedJob(given: Partial<Job> = {}): Job {
  const stage = given.stage ?? "leased";
  return {
    id: "job-1",
    stage,
    epoch: stage === "offered" ? 0 : 1,
    runner: stage === "offered" ? null : "attic",
    carries: [],
    from: null,
    handed: stage === "publishing" ? { head: HEAD, pack: PACK } : null,
    claimed: stage === "proving" ? results.already_fixed : null,
    told: false,
    ...given,
  };
}

export function watching(given: Partial<StateOf<"watching">> = {}): StateOf<"watching"> {
  return { name: "watching", headSha: HEAD, pushedAt: NOW, seen: null, red: null, ...given };
}

export function waiting(given: Partial<WaitingForPerson> = {}): WaitingForPerson {
  return {
    name: "waiting",
    for: "person",
    question: questions.nothing_done,
    thread: 43,
    since: NOW,
    remindAt: NOW + DAY,
    onwards: { kind: "start" },
    ...given,
  };
}

export function parked(given: Partial<WaitingForBase> = {}): WaitingForBase {
  return {
    name: "waiting",
    for: "base",
    since: NOW,
    remindAt: NOW + DAY,
    onwards: { kind: "watch", headSha: HEAD },
    baseSha: BASE,
    checks: [failedCheck()],
    ...given,
  };
}

export function inReview(given: Partial<StateOf<"in_review">> = {}): StateOf<"in_review"> {
  const ready = { since: NOW, proof: "checks", passed: 14, changes: null } as const;
  return { name: "in_review", headSha: HEAD, ...ready, ...given };
}

export function done(given: Partial<StateOf<"done">> = {}): StateOf<"done"> {
  return { name: "done", reason: "stopped", by: "mira", at: NOW, ending: null, ...given };
}

/** The state as it most often is, for tests that go through all of them. */
export const states: { [N in StateName]: () => StateOf<N> } = {
  requested: () => ({ name: "requested" }),
  queued,
  working,
  watching,
  waiting,
  in_review: inReview,
  done,
};

export const stateNames = Object.keys(states).filter(isStateName);

function isStateName(name: string): name is StateName {
  return name in states;
}

/** One result of each kind: how an agent ends without a commit. */
export const results: { [K in Result["outcome"]]: Extract<Result, { outcome: K }> } = {
  already_fixed: {
    outcome: "already_fixed",
    commit: BASE,
    ran: [{ command: "npm test", exitCode: 0, output: "1 passed" }],
    says: "`sum` adds since then.",
  },
  cannot_reproduce: {
    outcome: "cannot_reproduce",
    ran: [{ command: "npm test", exitCode: 0, output: "1 passed" }],
    says: "`sum(1, 2)` is 3 here.",
  },
  needs_info: {
    outcome: "needs_info",
    question: "Should `sum` take strings?",
    options: ["Yes: convert them", "No: throw"],
  },
  too_big: {
    outcome: "too_big",
    parts: [
      { title: "Add numbers", why: "It is wrong now." },
      { title: "Add strings", why: "Nobody needs it yet." },
    ],
    says: "These are two things.",
  },
};

/** One question of each kind. */
export const questions: { [K in Question["kind"]]: Extract<Question, { kind: K }> } = {
  still_red: { kind: "still_red", logs: [log()] },
  nothing_done: { kind: "nothing_done", says: "I am not sure what to change." },
  crashed: { kind: "crashed", diagnosis: diagnosis() },
  push_refused: {
    kind: "push_refused",
    about: "protected",
    says: "A commit changes `.github/workflows/ci.yml`.",
  },
  checks_need_you: {
    kind: "checks_need_you",
    checks: [failedCheck({ conclusion: "action_required" })],
  },
  cannot_log: { kind: "cannot_log", checks: [failedCheck()], says: "GitHub does not hand it out" },
  no_proof: { kind: "no_proof" },
  cannot_reproduce: {
    kind: "cannot_reproduce",
    says: results.cannot_reproduce.says,
    ran: results.cannot_reproduce.ran,
  },
  needs_info: {
    kind: "needs_info",
    asks: results.needs_info.question,
    options: results.needs_info.options,
  },
  not_fixed: { kind: "not_fixed", commit: OLD_HEAD, says: results.already_fixed.says },
  too_big: { kind: "too_big", says: results.too_big.says, parts: results.too_big.parts },
  made_public: { kind: "made_public" },
  missing_permission: { kind: "missing_permission", permission: "issues: write" },
  not_reported: { kind: "not_reported", names: ["test"] },
  checks_hang: { kind: "checks_hang", running: ["test"], forMs: 2 * HOUR },
  needs_secrets: {
    kind: "needs_secrets",
    checks: [failedCheck()],
    says: "Error: Input required and not supplied: token",
  },
  needs_signature: { kind: "needs_signature", checks: [failedCheck({ name: "license/cla" })] },
  ci_fails: { kind: "ci_fails", checks: [failedCheck()], says: "No space left on device" },
  thrown_out: { kind: "thrown_out", says: "none of the checks there says why" },
  our_bug: { kind: "our_bug", says: "AO could not do `push`: GitHub answers 500." },
};

/** What a stopped item of the same issue has left, in its pull request #43. */
export function earlier(given: Partial<Earlier> = {}): Earlier {
  return {
    workspace: "item-0",
    base: { branch: "main", sha: BASE },
    branch: "ao/42-sum-subtracts",
    head: OLD_HEAD,
    pullRequest: { number: 43, nodeId: "PR_43", draft: true },
    session: { id: "session-0", agent: "claude" },
    testsAllowedBy: null,
    closing: closing(),
    ...given,
  };
}

export function attempt(given: Partial<Attempt> = {}): Attempt {
  return {
    headSha: OLD_HEAD,
    checks: ["test"],
    fingerprint: "f1",
    says: "AssertionError: sum(1, 2)",
    at: NOW,
    ...given,
  };
}

/** As many tries as asked for, each at another head. */
export function attempts(amount: number): Attempt[] {
  return Array.from({ length: amount }, (_unused, index) =>
    attempt({ headSha: `${index + 1}`.repeat(40).slice(0, 40), fingerprint: `f${index}` }),
  );
}

export function comment(given: Partial<CommentRef> = {}): CommentRef {
  return { id: 900, thread: 42, ...given };
}

export function words(given: Partial<Words> = {}): Words {
  return { id: "words-1", by: "mira", text: "keep the old name", comment: comment(), ...given };
}

export function entry(given: Partial<InboxEntry> = {}): InboxEntry {
  const said = { kind: "words", text: "keep the old name", line: "/ao keep the old name" } as const;
  return { id: "entry-1", by: "mira", said, comment: comment(), permission: null, ...given };
}

export function diagnosis(given: Partial<Diagnosis> = {}): Diagnosis {
  return {
    what: "exited",
    exitCode: 1,
    signal: null,
    says: "The agent ended with exit code 1.",
    lastOutput: "out of memory",
    checked: ["its process", "its last output"],
    ...given,
  };
}

export function commandRun(given: Partial<CommandRun> = {}): CommandRun {
  return {
    command: "npm test",
    exitCode: 0,
    signal: null,
    timedOut: false,
    durationMs: 3 * SECOND,
    output: "1 passed",
    ...given,
  };
}

export function jobSummary(given: Partial<JobSummary> = {}): JobSummary {
  return {
    summary: "It subtracted; now it adds.",
    setup: null,
    verify: null,
    plan: [],
    runner: "attic",
    agent: "claude",
    ...given,
  };
}

export function closing(given: Partial<Closing> = {}): Closing {
  return {
    title: null,
    headline: "It adds now.",
    details: "",
    before: null,
    lookAt: [],
    notDone: [],
    subject: "Add instead of subtracting",
    ...given,
  };
}

export function lane(given: Partial<Lane> = {}): Lane {
  return { ...emptyLane("repository:7"), ...given };
}
