/**
 * What nobody tells us: deadlines and leases that ran out, and what GitHub says now against what we believe,
 * for webhooks lost while we were away and for those GitHub never sends.
 */
import type { Change } from "./core/changes.ts";
import { mayWrite } from "./core/permission.ts";
import { whomToAsk } from "./core/whom-to-ask.ts";
import type { Fact, Repository, WorkItem } from "./core/work-item.ts";
import { removeDoubles } from "./doubles.ts";
import { TransientError } from "./errors.ts";
import { findAccess, readAccess } from "./github/access.ts";
import type { Access } from "./github/access.ts";
import { warnOfLoss } from "./loss.ts";
import { LABEL } from "./github/facts/issues.ts";
import type { Issue, PullRequest } from "./github/port.ts";
import type { Parts } from "./parts.ts";
import type { Address } from "./store/commit.ts";
import { expiredLeases } from "./store/jobs.ts";
import { dueItems, liveItems, newestItemOf, recentItems } from "./store/queries.ts";

export interface ReconcileOptions {
  /** Between two looks at our own clockwork. */
  tickMs: number;
  /** Between two looks at GitHub. */
  sweepMs: number;
  /** What a lease lives without a sign of life. */
  leaseTtlMs: number;
}

export interface Reconcile {
  stop(): Promise<void>;
}

/** Deliveries older than this are not asked for again. GitHub keeps them for three days. */
const REDELIVER_WITHIN_MS = 2 * 24 * 3_600_000;

/** Whatever GitHub still does after it said no, it does within minutes; a few sweeps may fail. */
const DOUBLES_WITHIN_MS = 60 * 60_000;

/** What GitHub answers may be some seconds old: a label put on just now may not show yet. */
const SETTLED_MS = 60_000;

export function startReconciling(parts: Parts, options: ReconcileOptions): Reconcile {
  const stopping = new AbortController();
  const loops = [
    repeat(parts, stopping.signal, {
      everyMs: options.tickMs,
      what: () => tick(parts, options.leaseTtlMs),
    }),
    repeat(parts, stopping.signal, { everyMs: options.sweepMs, what: () => sweep(parts) }),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function repeat(
  parts: Parts,
  signal: AbortSignal,
  loop: { everyMs: number; what: () => Promise<void> },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await loop.what();
    } catch (error) {
      parts.log.error(
        { err: error },
        "a look at what is due or at GitHub failed; the next one tries again",
      );
    }
    await parts.clock.sleep(loop.everyMs, signal);
  }
}

/** Our own clockwork: what was to happen by now and did not. */
async function tick(parts: Parts, leaseTtlMs: number): Promise<void> {
  const now = parts.clock.now();
  for (const item of await dueItems(parts.database, now)) {
    await tell(parts, { item: item.id }, { type: "deadline_passed" });
  }
  for (const job of await expiredLeases(parts.database, now)) {
    // A lease is renewed by every sign of life, for its whole time.
    const silentMs = now - ((job.until ?? now) - leaseTtlMs);
    const lost = { type: "lease_lost", jobId: job.id, epoch: job.epoch, silentMs } as const;
    await tell(parts, { item: job.itemId }, lost);
  }
}

/** GitHub is the truth: what it says now against what we believe. */
export async function sweep(parts: Parts): Promise<void> {
  await attempt(parts, () => redeliverFailed(parts));
  const access = await attempt(parts, () => readAccess(parts.github));
  for (const item of await liveItems(parts.database)) {
    await attempt(parts, async () => {
      const here = access === null ? item : await follow(parts, item, access);
      if (here !== null) await compare(parts, here, access);
    });
  }
  const recently = parts.clock.now() - DOUBLES_WITHIN_MS;
  for (const item of await recentItems(parts.database, recently)) {
    await attempt(parts, () => removeDoubles(parts, item));
  }
  for (const { repository, archived } of access?.repositories.values() ?? []) {
    if (!archived) await attempt(parts, () => findLostLabels(parts, repository));
  }
}

/** @returns the item with its repository as it is now; null where AO may not work, so that nothing more can be seen */
async function follow(parts: Parts, item: WorkItem, access: Access): Promise<WorkItem | null> {
  const { state } = item;
  const parked = state.name === "waiting" && state.for === "repository";
  const to = { item: item.id };
  const found = findAccess(access, item.repository);
  if (typeof found === "string") {
    if (parked && state.reason === found) return null;
    const fact = await tell(parts, to, { type: "access_lost", reason: found });
    warnOfLoss(parts.log, [item], [{ to, fact }]);
    return null;
  }
  const { name, installationId, private: isPrivate } = item.repository;
  const same =
    found.name === name && found.installationId === installationId && found.private === isPrivate;
  if (parked || !same) await tell(parts, to, { type: "repository_seen", repository: found });
  const defaultBranch = access.repositories.get(found.id)?.defaultBranch;
  const from = item.base?.branch;
  // An open pull request says itself what its base is.
  const isOld = item.pullRequest === null && defaultBranch !== undefined && from !== defaultBranch;
  if (isOld && from !== undefined) {
    await tell(parts, to, { type: "default_branch_changed", from, to: defaultBranch });
  }
  return { ...item, repository: found };
}

/**
 * What can't be looked at now keeps nobody from looking at the rest; only a limit ends it all.
 * @returns null when it failed
 */
async function attempt<T>(parts: Parts, look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof TransientError && error.retryAfterMs !== null) throw error;
    parts.log.warn({ err: error }, "a part of the sweep failed; the next one tries again");
    return null;
  }
}

async function redeliverFailed({ clock, github }: Parts): Promise<void> {
  const since = clock.now() - REDELIVER_WITHIN_MS;
  for (const id of await github.failedDeliveries(since)) await github.redeliver(id);
}

async function compare(parts: Parts, item: WorkItem, access: Access | null): Promise<void> {
  const to = { item: item.id };
  if (item.pullRequest !== null) {
    const { number } = item.pullRequest;
    const pull = await parts.github.pullRequest(item.repository, number);
    if (pull?.state === "closed") {
      const { merged } = pull;
      await tell(parts, to, { type: "pull_request_closed", number, merged, by: null });
      return;
    }
    if (pull !== null) await comparePull(parts, item, pull);
  }
  const issue = await parts.github.issue(item.repository, item.number);
  if (issue === null || issue.movedTo !== null) {
    await tell(parts, to, issueMoved(issue, access));
    return;
  }
  if (item.state.name === "waiting" && item.state.for === "person") {
    const { unsaid } = item.state;
    if (unsaid !== undefined && !issue.locked) await tell(parts, to, { type: "thread_unlocked" });
    const login = whomToAsk(item);
    const permission = await parts.github.permissionOf(item.repository, login);
    if (!mayWrite(permission)) await tell(parts, to, { type: "member_changed", login });
  }
  if (issue.state === "closed") {
    await tell(parts, to, { type: "issue_closed", by: null });
  } else if (isUnlabelled(item, issue) && parts.clock.now() > item.askedAt + SETTLED_MS) {
    await tell(parts, to, { type: "unlabelled", by: "Somebody" });
  }
}

function issueMoved(issue: Issue | null, access: Access | null): Change {
  if (issue === null) return { type: "issue_moved", to: null, deleted: true, by: null };
  const { number, movedTo } = issue;
  const there = [...(access?.repositories.values() ?? [])].find(
    ({ repository }) => repository.name.toLowerCase() === movedTo?.toLowerCase(),
  );
  const to = there === undefined ? null : { repository: there.repository, number };
  return { type: "issue_moved", to, deleted: false, by: null };
}

/** What others did to the branch and the draft. GitHub may show AO's own doing a little later. */
async function comparePull(parts: Parts, item: WorkItem, pull: PullRequest): Promise<void> {
  const to = { item: item.id };
  const { number, draft, headSha } = pull;
  if (item.head !== null && headSha !== item.head) {
    await tell(parts, to, { type: "head_moved", headSha, by: null });
  }
  if (item.base !== null && pull.baseBranch !== item.base.branch) {
    await tell(parts, to, { type: "retargeted", branch: pull.baseBranch, by: null });
  }
  const { state } = item;
  const settled = state.name === "in_review" && parts.clock.now() > state.since + SETTLED_MS;
  if (settled && draft !== item.pullRequest?.draft) {
    await tell(parts, to, { type: "draft_changed", number, draft, by: "Somebody" });
  }
}

/** The label asked for it, and is not there any more. Who was asked by a comment needs none. */
function isUnlabelled(item: WorkItem, issue: Issue): boolean {
  return item.askedIn === null && !issue.labels.some((label) => label.toLowerCase() === LABEL);
}

async function findLostLabels(parts: Parts, repository: Repository): Promise<void> {
  for (const issue of await parts.github.labelledIssues(repository, LABEL)) {
    await findLostLabel(parts, repository, issue);
  }
}

/** An open issue with the label that we never heard of, or heard the end of before it was labelled again. */
async function findLostLabel(parts: Parts, repository: Repository, issue: Issue): Promise<void> {
  const newest = await newestItemOf(parts.database, repository.id, issue.number);
  if (newest !== null && newest.state.name !== "done") return;
  const labelled = await parts.github.labelledBy(repository, issue.number, LABEL);
  if (labelled === null) return;
  if (newest !== null && !isAskedSince(newest, labelled)) return;
  await tell(
    parts,
    { thread: { repositoryId: repository.id, number: issue.number } },
    {
      type: "asked",
      by: labelled.login,
      how: labelled.how,
      fresh: false,
      repository,
      number: issue.number,
      title: issue.title,
      body: issue.body,
      author: issue.author,
      comment: null,
      saidAt: labelled.at,
    },
  );
}

/** Whether a label or an opening at `at` asks for more than a finished item has done. */
function isAskedSince(
  { state, askedAt }: WorkItem,
  { at, how }: { at: number; how: "label" | "reopened" },
): boolean {
  if (state.name !== "done" || at <= askedAt) return false;
  // Off and on again: whenever AO heard of the first, the second is news. A stop outlasts the label that was there.
  const undone = how === "label" ? "unlabelled" : "issue_closed";
  return state.reason === undone || at > state.at;
}

type Untimed<F> = F extends Fact ? Omit<F, "id" | "at"> : never;

async function tell(parts: Parts, to: Address, said: Untimed<Fact>): Promise<Fact> {
  const fact: Fact = { ...said, id: parts.ids.next(), at: parts.clock.now() };
  await parts.commit({ facts: [{ to, fact }] });
  return fact;
}
