/** What is answered the same way in every live state: people's words, and the ends that come from GitHub. */
import { ask, finish, go, stay } from "../decision.ts";
import { consumeInbox, putAside, receive } from "../inbox.ts";
import { whenRetargeted, whenDefaultBranchChanged } from "./base.ts";
import { whenDraftChanged } from "./draft-changed.ts";
import { whenIssueMoved } from "./issue.ts";
import { whenLocked, whenUnlocked, whenUnsaid } from "./unsaid.ts";
import { whenHeadMoved, whenHeadRead } from "./head-moved.ts";
import { whenMemberChanged, whenPersonLeft } from "./people.ts";
import { whenAccessLost, whenPermitted, whenRepositorySeen } from "./repository.ts";
import { whenDequeued, whenGroupFormed } from "./merge-queue.ts";
import { whenBaseMerged } from "./waiting-for-base.ts";
import type {
  Decision,
  Effect,
  Fact,
  FactOf,
  Job,
  Question,
  Rules,
  State,
  Onwards,
  WorkItem,
} from "../work-item.ts";

/** @returns null when the state itself has to answer */
export function whenAnything(item: WorkItem, fact: Fact, rules: Rules): Decision | null {
  if (item.state.name === "done") return null;
  switch (fact.type) {
    case "asked":
      return whenAskedAgain(item, fact);
    case "commanded":
      return receive(item, fact);
    case "permission_read":
      return consumeInbox(item, fact, rules);
    case "pull_request_opened":
      return whenPullRequestOpened(item, fact);
    case "pull_request_closed":
      return whenPullRequestClosed(item, fact);
    case "issue_closed":
      return finish(item, fact, {
        reason: "issue_closed",
        by: fact.by,
        why: `The issue was closed${fact.by === null ? "" : ` by ${fact.by}`}, so the work stops; what was pushed stays.`,
      });
    case "unlabelled":
      return finish(item, fact, {
        reason: "unlabelled",
        by: fact.by,
        why: `${fact.by} took the label \`ao\` off, so the work stops; what was pushed stays.`,
      });
    case "head_moved":
      return whenHeadMoved(item, fact);
    case "head_read":
      return whenHeadRead(item, fact, rules.timing.pollMs);
    case "draft_changed":
      return whenDraftChanged(item, fact);
    case "access_lost":
      return whenAccessLost(item, fact);
    case "repository_seen":
      return whenRepositorySeen(item, fact, rules);
    case "repository_deleted":
      return finish(item, fact, {
        reason: "repository_deleted",
        by: fact.by,
        why: `${fact.by} deleted the repository.`,
      });
    case "issue_moved":
      return whenIssueMoved(item, fact);
    case "thread_locked":
      return whenLocked(item, fact);
    case "thread_unlocked":
      return whenUnlocked(item, fact, rules);
    case "default_branch_changed":
      return whenDefaultBranchChanged(item, fact);
    case "retargeted":
      return whenRetargeted(item, fact);
    case "member_changed":
      return whenMemberChanged(item, fact);
    case "person_left":
      return whenPersonLeft(item, fact, rules);
    case "permissions_accepted":
      return whenPermitted(item, fact, rules);
    case "effect_failed":
      return whenEffectFailed(item, fact, rules);
    case "base_merged":
      return whenBaseMerged(item, fact);
    case "group_formed":
      return whenGroupFormed(item, fact);
    case "dequeued":
      return whenDequeued(item, fact, rules);
    default:
      return null;
  }
}

function whenAskedAgain(item: WorkItem, fact: FactOf<"asked">): Decision {
  const { id, at, by, comment, repository, fresh } = fact;
  if (comment === null) {
    const askedAt = Math.max(item.askedAt, fact.saidAt ?? at);
    const why = `Asked again by ${by}; it is on already, so nothing starts twice.`;
    return stay({ ...item, askedAt }, why);
  }
  // Whoever wrote it gets an answer, like for every other verb.
  const line = fresh ? "/ao run fresh" : "/ao run";
  const said = { kind: "command", verb: "run", argument: fresh ? "fresh" : null, line } as const;
  return receive(item, { id, at, type: "commanded", by, said, comment, repository });
}

function whenPullRequestOpened(item: WorkItem, fact: FactOf<"pull_request_opened">): Decision {
  const pullRequest = { number: fact.number, nodeId: fact.nodeId, draft: fact.draft };
  const why = `Pull request #${fact.number} is open${fact.draft ? " as a draft" : ""}.`;
  return go({ ...item, pullRequest }, fact, { state: item.state, why });
}

function whenPullRequestClosed(item: WorkItem, fact: FactOf<"pull_request_closed">): Decision {
  if (item.pullRequest?.number !== fact.number) {
    return stay(item, `Pull request #${fact.number} is not this item's; it changes nothing.`);
  }
  const by = fact.by === null ? "" : ` by ${fact.by}`;
  return finish(item, fact, {
    reason: fact.merged ? "merged" : "closed",
    by: fact.by,
    why: `Pull request #${fact.number} was ${fact.merged ? "merged" : "closed"}${by}.`,
  });
}

/** An effect the item stands still without asks for a person when it fails for good; decoration does not. */
function whenEffectFailed(item: WorkItem, fact: FactOf<"effect_failed">, rules: Rules): Decision {
  if (fact.effect === "read_permission") return putAside(item, fact, rules);
  const why = `AO could not do \`${fact.effect}\` (${fact.says}).`;
  if (fact.key !== undefined) return whenUnsaid(item, fact, { key: fact.key, why });
  const onwards = standsStill(item.state, fact.effect);
  if (onwards === null) return stay(item, why);
  const { permission } = fact;
  const question: Question =
    permission === undefined
      ? { kind: "our_bug", says: why }
      : { kind: "missing_permission", permission };
  return ask(item, fact, rules, { question, onwards, why });
}

/** Where the item goes on after `effect` has failed; null when it has gone on without it or orders it again by itself. */
function standsStill(state: State, effect: Effect["type"]): Onwards | null {
  if (state.name === "requested") return effect === "read_request" ? { kind: "request" } : null;
  if (state.name === "working") {
    return AWAITED[state.job.stage] === effect ? state.turn : null;
  }
  if (state.name === "waiting" && state.for === "base") {
    return PARKED.has(effect) ? state.onwards : null;
  }
  if (state.name !== "watching") return null;
  const awaited = state.red === null ? WATCHING : READING;
  return awaited.has(effect) ? { kind: "watch", headSha: state.headSha } : null;
}

const AWAITED: Partial<Record<Job["stage"], Effect["type"]>> = {
  publishing: "push",
  proving: "check_commit",
};
const WATCHING = new Set<Effect["type"]>([
  "read_checks",
  "open_pull_request",
  "mark_ready",
  "rerun_jobs",
  "undraft",
]);
const PARKED = new Set<Effect["type"]>(["read_base", "merge_base"]);
const READING = new Set<Effect["type"]>(["read_logs"]);
