/** Finished, and it stays so. What is left: a stopped agent's end is confirmed, people are answered, asking anew makes a new item. */
import { keep, stay, threadOf } from "../decision.ts";
import { consumeInbox, receive } from "../inbox.ts";
import { beginItem } from "./nothing.ts";
import { stoppedText } from "../say/stopped.ts";
import type { Decision, Effect, Fact, FactOf, Rules, StateOf, WorkItem } from "../work-item.ts";

type Done = StateOf<"done">;

export function whenDone(item: WorkItem, state: Done, fact: Fact, rules: Rules): Decision {
  switch (fact.type) {
    case "asked":
      return beginItem(fact, item);
    case "commanded":
      return receive(item, fact);
    case "permission_read":
      return consumeInbox(item, fact, rules);
    case "job_ended":
      return whenAgentGone(item, state, fact);
    case "lease_lost":
    case "deadline_passed":
      return whenNotConfirmed(item, state, fact);
    case "pull_request_closed":
      return whenMergedAfterAll(item, state, fact);
    default:
      return stay(item, `${fact.type} changes nothing; the work is finished.`);
  }
}

function whenAgentGone(item: WorkItem, state: Done, fact: FactOf<"job_ended">): Decision {
  if (state.ending === null || state.ending.jobId !== fact.jobId) {
    return stay(item, "A report of a finished work item; it changes nothing.");
  }
  const { outcome } = fact.report;
  const keptEdits = outcome.kind === "cancelled" && outcome.keptEdits;
  const body = stoppedText(item, { confirmedAfterMs: fact.at - state.at, keptEdits });
  const runner = state.ending.runner ?? "the runner";
  return confirm(item, state, { body, why: `${runner} says the agent is gone.` });
}

function whenNotConfirmed(item: WorkItem, state: Done, fact: Fact): Decision {
  if (state.ending === null) return stay(item, `${fact.type} changes nothing; the work is finished.`);
  const body = stoppedText(item, { confirmedAfterMs: null, keptEdits: false });
  const why = "The runner did not confirm the stop; it kills the agent by itself when its lease ends.";
  return confirm(item, state, { body, why });
}

function confirm(item: WorkItem, state: Done, said: { body: string; why: string }): Decision {
  const key = `stopped:${item.id}`;
  const comment: Effect = { type: "comment", key, thread: threadOf(item), body: said.body };
  const ended = { ...item, state: { ...state, ending: null } };
  // Only somebody who said stop waits for the reply; closing and merging need no comment.
  const effects: Effect[] = state.reason === "stopped" || state.reason === "unlabelled" ? [comment] : [];
  return keep(ended, [...effects, { type: "show" }], said.why);
}

/** A merge closes the issue too, and GitHub may tell of that first. */
function whenMergedAfterAll(
  item: WorkItem,
  state: Done,
  fact: FactOf<"pull_request_closed">,
): Decision {
  const late = state.reason === "issue_closed" && fact.merged && item.pullRequest?.number === fact.number;
  if (!late) return stay(item, "The work was finished before.");
  const merged = { ...item, state: { ...state, reason: "merged" as const, by: fact.by } };
  return keep(merged, [{ type: "show" }], `Pull request #${fact.number} was merged.`);
}
