/** From settled to ready: what shows that it works, and a draft that keeps checks from running. */
import { ask, askedAt, go, keep, queue, stay } from "../../decision.ts";
import { charge, chargedTries } from "../../attempts.ts";
import { isRed, verifyLog } from "../../verdicts/unread.ts";
import { whomToAsk } from "../../whom-to-ask.ts";
import { short } from "./short.ts";
import type { Decision, Fact, FactOf, Rules, StateOf, Turn, WorkItem } from "../../work-item.ts";

type Watching = StateOf<"watching">;

/** The pull request becomes ready and its reviewer is asked; the fact `marked_ready` ends the watching. */
export function beReady(
  item: WorkItem,
  state: Watching,
  step: { proof: "checks" | "verify"; passed: number; why: string },
): Decision {
  const { proof, passed } = step;
  const effect = { type: "mark_ready", headSha: state.headSha, proof, passed } as const;
  return keep(item, [effect], step.why);
}

/** No check ran. What `verify` said on the runner is then the check; without any, a person is asked once. */
export function whenNoChecks(item: WorkItem, state: Watching, fact: Fact, rules: Rules): Decision {
  const verify = item.lastJob?.verify ?? null;
  if (verify !== null && !isRed(verify)) {
    return beReady(item, state, {
      proof: "verify",
      passed: 0,
      why: `No check ran on ${short(state)}; \`${verify.command}\` passed on the runner.`,
    });
  }
  const tries = chargedTries(item).length;
  if (verify !== null && tries < rules.limits.attempts) {
    const logs = [verifyLog(verify)];
    const turn: Turn = { kind: "fix_checks", headSha: state.headSha, logs };
    const charged = charge(item, turn, fact.at);
    const which = `try ${chargedTries(charged).length} of ${rules.limits.attempts}`;
    const why = `No check ran on ${short(state)}, and \`${verify.command}\` is red on the runner: ${which} in the same conversation.`;
    return queue(charged, fact, { turn, front: true, why });
  }
  return ask(item, fact, rules, {
    question: { kind: "no_proof" },
    onwards: { kind: "watch", headSha: state.headSha },
    why: `No check ran on ${short(state)} and nothing else shows that it works; a person is asked.`,
  });
}

/** Nobody is asked for a review: it only stops being a draft, so that its checks run. */
export function undraft(item: WorkItem, state: Watching): Decision {
  const why = `The checks on ${short(state)} wait until the pull request is no draft, so it is made a normal one.`;
  return keep(item, [{ type: "undraft", headSha: state.headSha }], why);
}

/** Watched from the beginning: all that was skipped is to run now. */
export function whenUndrafted(
  item: WorkItem,
  state: Watching,
  fact: FactOf<"undrafted">,
): Decision {
  const pullRequest = item.pullRequest === null ? null : { ...item.pullRequest, draft: false };
  const { headSha } = state;
  const undrafted = { ...item, pullRequest, ci: { ...item.ci, undrafted: true } };
  if (fact.headSha !== headSha)
    return keep(undrafted, [], "The draft of an older push was taken away.");
  return go(undrafted, fact, {
    state: { ...state, pushedAt: fact.at, seen: null },
    effects: [{ type: "read_checks", headSha, afterMs: 0 }],
    why: "It is no draft any more; its checks are watched from the beginning.",
  });
}

export function whenMarkedReady(
  item: WorkItem,
  state: Watching,
  fact: FactOf<"marked_ready">,
): Decision {
  if (fact.headSha !== state.headSha)
    return stay(item, "Ready was said of an older push; it changes nothing.");
  const before = item.pullRequest;
  const pullRequest =
    before === null || before.draftBy !== undefined ? before : { ...before, draft: false };
  if (state.red !== null) {
    const why = "It was made ready just before a check turned red; the failed checks come first.";
    return keep({ ...item, pullRequest }, [], why);
  }
  const { headSha, proof, passed, changes } = fact;
  return go({ ...item, pullRequest }, fact, {
    state: { name: "in_review", headSha, since: fact.at, proof, passed, changes },
    effects: [{ type: "react", to: askedAt(item), content: "hooray" }],
    why: `Ready for ${whomToAsk(item)} to review.`,
  });
}
