/**
 * What becomes of a work item when its repository or AO's access to it changes. Where AO may not work for now, the job is
 * cancelled and the item is parked: nothing of it is lost, and it goes on by itself.
 */
import { ask, askAgain, go, keep, queue, stay } from "../decision.ts";
import { watchAgain } from "../resume.ts";
import type { AccessLoss, Ending, Repository } from "../changes.ts";
import type {
  Decision,
  Effect,
  Fact,
  FactOf,
  Onwards,
  Rules,
  WaitingForBase,
  WaitingForPerson,
  WaitingForRepository,
  WorkItem,
} from "../work-item.ts";

export function whenAccessLost(item: WorkItem, fact: FactOf<"access_lost">): Decision {
  const { reason } = fact;
  const { state } = item;
  const why = `${LOST[reason]}, so AO waits; it goes on by itself when it may again.`;
  if (state.name === "waiting" && state.for === "repository") {
    return state.reason === reason
      ? stay(item, "AO waits for the repository already.")
      : go(item, fact, { state: { ...state, reason }, why });
  }
  const { ending, effects } = cancelJob(item, why);
  const parked: WaitingForRepository = {
    name: "waiting",
    for: "repository",
    reason,
    since: fact.at,
    remindAt: null,
    onwards: onwardsOf(item),
    before: state.name === "waiting" ? withoutEnding(state) : null,
    ...ending,
  };
  return go(item, fact, { state: parked, effects, why });
}

const LOST: Record<AccessLoss, string> = {
  archived: "The repository was archived",
  suspended: "AO was suspended here",
  uninstalled: "AO was uninstalled here",
  deselected: "AO has no access to the repository any more",
};

/** Name, installation and privacy follow. It goes on where it was parked, but in public only when a person says so. */
export function whenRepositorySeen(
  item: WorkItem,
  fact: FactOf<"repository_seen">,
  rules: Rules,
): Decision {
  const { repository } = fact;
  const { state } = item;
  const followed: WorkItem = { ...item, repository };
  if (item.repository.private && !repository.private && hasRun(item)) {
    return askPublished(followed, fact, rules);
  }
  if (state.name === "waiting" && state.for === "repository") {
    return goOn(followed, fact, state);
  }
  if (isSame(item.repository, repository)) return stay(item, "The repository is as AO knows it.");
  const why = `The repository is \`${repository.name}\` now, ${repository.private ? "private" : "public"}.`;
  return keep(followed, [{ type: "show" }], why);
}

/** Asked for a missing permission: it is there now. */
export function whenPermitted(item: WorkItem, fact: Fact, rules: Rules): Decision {
  const { state } = item;
  const why = "An owner accepted the permissions.";
  if (state.name === "waiting" && state.for === "person") {
    if (state.question.kind === "missing_permission") {
      return goOnAt(item, fact, { onwards: state.onwards, why });
    }
    if (state.unsaid !== undefined) {
      return askAgain(item, fact, rules, { state, key: state.unsaid, why });
    }
  }
  return stay(item, "AO did not wait for a permission.");
}

function withoutEnding({
  ending: _ending,
  ...state
}: WaitingForPerson | WaitingForBase): WaitingForPerson | WaitingForBase {
  return state;
}

function askPublished(item: WorkItem, fact: Fact, rules: Rules): Decision {
  const why = "The repository was made public, so AO stops and asks whether to go on.";
  const { ending, effects } = cancelJob(item, why);
  // What was decided so far was said in private: it names runners.
  const asked = ask({ ...item, trail: [] }, fact, rules, {
    question: { kind: "made_public" },
    onwards: onwardsOf(item),
    why,
  });
  const state = { ...asked.next.state, ...ending };
  return { ...asked, next: { ...asked.next, state }, effects: [...effects, ...asked.effects] };
}

function goOn(item: WorkItem, fact: Fact, state: WaitingForRepository): Decision {
  const why = "AO may work in the repository again.";
  // Nobody has looked at the base meanwhile: its checks are read anew, and if need be it waits again.
  if (state.before === null || state.before.for === "base") {
    return goOnAt(item, fact, { onwards: state.onwards, why });
  }
  return go(item, fact, { state: state.before, why: `${why} It waits for what it waited before.` });
}

/** As it would have gone on without the wait: no try is charged, none is forgiven. */
function goOnAt(item: WorkItem, fact: Fact, step: { onwards: Onwards; why: string }): Decision {
  const { onwards, why } = step;
  if (onwards.kind === "watch") {
    return watchAgain(item, fact, { headSha: onwards.headSha, effects: [], why });
  }
  if (onwards.kind === "rerun") {
    // Whatever kept its jobs from running may have changed meanwhile.
    return watchAgain(item, fact, { headSha: onwards.headSha, effects: [], why });
  }
  if (onwards.kind !== "request") return queue(item, fact, { turn: onwards, front: true, why });
  const read: Effect = { type: "read_request", login: item.requester };
  return go(item, fact, { state: { name: "requested" }, effects: [read], why });
}

function onwardsOf({ state }: WorkItem): Onwards {
  switch (state.name) {
    case "queued":
    case "working":
      return state.turn;
    case "watching":
    case "in_review":
      return { kind: "watch", headSha: state.headSha };
    case "waiting":
      return state.onwards;
    case "requested":
    case "done":
      return { kind: "request" };
  }
}

function cancelJob(
  { state }: WorkItem,
  why: string,
): { ending: { ending?: Ending }; effects: Effect[] } {
  if (state.name === "waiting") {
    return { ending: state.ending === undefined ? {} : { ending: state.ending }, effects: [] };
  }
  const leased = state.name === "working" && state.job.stage === "leased" ? state.job : null;
  if (leased === null) return { ending: {}, effects: [] };
  const { id: jobId, runner } = leased;
  return { ending: { ending: { jobId, runner } }, effects: [{ type: "cancel_job", jobId, why }] };
}

/** Whether anything was written that was meant for a private place. */
function hasRun(item: WorkItem): boolean {
  const leased = item.state.name === "working" && item.state.job.stage !== "offered";
  return leased || item.lastJob !== null;
}

function isSame(one: Repository, other: Repository): boolean {
  return (
    one.name === other.name &&
    one.installationId === other.installationId &&
    one.private === other.private
  );
}
