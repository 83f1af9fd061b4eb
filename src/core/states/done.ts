/** Finished, and it stays so. What is left: a stopped agent's end is confirmed, people are answered, asking anew makes a new item. */
import { keep, stay, threadOf } from "../decision.ts";
import { consumeInbox, putAside, receive } from "../inbox.ts";
import { whenHeadMoved, whenHeadRead } from "./head-moved.ts";
import { beginItem } from "./nothing.ts";
import { theRunner } from "../say/runner-name.ts";
import { stoppedText } from "../say/stopped.ts";
import { takeReport } from "../take-report.ts";
import type {
  Decision,
  DoneReason,
  Earlier,
  Effect,
  Fact,
  FactOf,
  Rules,
  StateOf,
  WorkItem,
} from "../work-item.ts";

type Done = StateOf<"done">;

export function whenDone(item: WorkItem, state: Done, fact: Fact, rules: Rules): Decision {
  switch (fact.type) {
    case "asked":
      return whenAskedAnew(item, state, fact);
    case "commanded":
      return state.reason === "already_fixed" && fact.said.kind === "words"
        ? whenStillWrong(item, fact, fact.said.text)
        : receive(item, fact);
    case "permission_read":
      return consumeInbox(item, fact, rules);
    case "effect_failed":
      return fact.effect === "read_permission"
        ? putAside(item, fact, rules)
        : stay(item, `AO could not do \`${fact.effect}\` (${fact.says}).`);
    case "job_ended":
      return whenAgentGone(item, state, fact);
    case "lease_lost":
    case "deadline_passed":
      return whenNotConfirmed(item, state);
    case "pull_request_closed":
      return whenClosedAfterAll(item, state, fact);
    case "pushed":
      return keep(
        { ...item, head: fact.head, headBy: null },
        [],
        "A push that was under way arrived after the end.",
      );
    case "head_moved":
      return whenHeadMoved(item, fact);
    case "head_read":
      // Whoever asks anew goes on from there.
      return whenHeadRead(item, fact, rules.timing.pollMs);
    case "pull_request_opened":
      return whenOpenedAfterAll(item, fact);
    default:
      return stay(item, `${fact.type} changes nothing; the work is finished.`);
  }
}

/** GitHub's own times of one labelling differ by a second or two, and nobody asks anew within five. */
const SAME_LABEL_MS = 5_000;

/** A webhook may come late, when the label was found long ago and all it asked for is done: that asks for nothing more. */
function whenAskedAnew(item: WorkItem, state: Done, fact: FactOf<"asked">): Decision {
  const saidAt = fact.saidAt ?? fact.at;
  const isSame =
    fact.how !== "command" && fact.by === item.requester && saidAt <= item.askedAt + SAME_LABEL_MS;
  // Off and on again within a moment is news, if it was after the end; GitHub's times are whole seconds.
  const again = state.reason === "unlabelled" || fact.how === "reopened";
  const isNews = again && saidAt >= state.at - (state.at % 1_000);
  if (isSame && !isNews) {
    return stay(item, "That label was heard of before; it asks for nothing more.");
  }
  return beginItem(fact, item, leftBy(item, state));
}

/** Told that nothing is to do, somebody says what is: a new item, in the conversation that said so. */
function whenStillWrong(item: WorkItem, fact: FactOf<"commanded">, text: string): Decision {
  const { id, at, by, comment, repository } = fact;
  const { number, title, body, author } = item;
  const issue = { repository, number, title, body, author };
  const how = { how: "command", fresh: false, by, comment } as const;
  const begun = beginItem({ id, at, type: "asked", ...issue, ...how }, item, leave(item));
  const why = `${by} says what is still wrong; it is looked at again.`;
  const words = [{ id, by, text, comment }];
  return { ...begun, next: { ...begun.next, words, trail: [{ at, why }] }, why };
}

/** Nothing is left of a merged or closed pull request: whoever asks again starts afresh. */
const AFRESH: ReadonlySet<DoneReason> = new Set(["merged", "closed"]);

function leftBy(item: WorkItem, state: Done): Earlier | null {
  if (AFRESH.has(state.reason) || state.reason === "already_fixed") return null;
  return leave(item);
}

function leave(item: WorkItem): Earlier | null {
  // Never begun, it hands on what it was given.
  if (item.branch === null) return item.earlier;
  const { workspace, base, branch, head, pullRequest, session, closing, testsAllowedBy } = item;
  return { workspace, base, branch, head, pullRequest, session, closing, testsAllowedBy };
}

function whenAgentGone(item: WorkItem, state: Done, fact: FactOf<"job_ended">): Decision {
  if (state.ending === null || state.ending.jobId !== fact.jobId) {
    return stay(item, "A report of a finished work item; it changes nothing.");
  }
  const { outcome } = fact.report;
  const { runner: name } = state.ending;
  const left = takeReport(item, { runner: name, carried: [] }, fact.report);
  const keptEdits = outcome.kind === "cancelled" && outcome.keptEdits;
  const body = stoppedText(left.item, { confirmedAfterMs: fact.at - state.at, keptEdits });
  const why = `${theRunner(item, name)} says the agent is gone.`;
  return confirm(left.item, state, { body, why });
}

function whenNotConfirmed(item: WorkItem, state: Done): Decision {
  if (state.ending === null) return stay(item, "No runner's word is awaited any more.");
  const body = stoppedText(item, { confirmedAfterMs: null, keptEdits: false });
  const why =
    "The runner did not confirm the stop; it kills the agent by itself when its lease ends.";
  return confirm(item, state, { body, why });
}

function confirm(item: WorkItem, state: Done, said: { body: string; why: string }): Decision {
  const key = `stopped:${item.id}`;
  const comment: Effect = { type: "comment", key, thread: threadOf(item), body: said.body };
  const ended = { ...item, state: { ...state, ending: null } };
  // Only somebody who said stop waits for the reply; closing and merging need no comment.
  const effects: Effect[] =
    state.reason === "stopped" || state.reason === "unlabelled" ? [comment] : [];
  return keep(ended, [...effects, { type: "show" }], said.why);
}

/**
 * The pull request ends after the work did: a merge closes the issue too and GitHub may tell of that first,
 * or somebody took over what was stopped. That is what it came to, and nothing is left to go on with.
 */
function whenClosedAfterAll(
  item: WorkItem,
  state: Done,
  fact: FactOf<"pull_request_closed">,
): Decision {
  if (item.earlier?.pullRequest?.number === fact.number) {
    const why = `Pull request #${fact.number} of earlier work has ended; nothing of it goes on.`;
    return keep({ ...item, earlier: null }, [], why);
  }
  const late = !AFRESH.has(state.reason) && item.pullRequest?.number === fact.number;
  if (!late) return stay(item, "The work was finished before.");
  const reason = fact.merged ? "merged" : "closed";
  const closed = { ...item, state: { ...state, reason, by: fact.by } as const };
  return keep(closed, [{ type: "show" }], `Pull request #${fact.number} was ${reason}.`);
}

/** It was being opened when the work ended. Whoever asks anew goes on in it. */
function whenOpenedAfterAll(item: WorkItem, fact: FactOf<"pull_request_opened">): Decision {
  const { number, nodeId, draft } = fact;
  const why = `Pull request #${number} was opened when the work had just ended.`;
  return keep({ ...item, pullRequest: { number, nodeId, draft } }, [{ type: "show" }], why);
}
