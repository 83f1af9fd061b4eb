/**
 * The checks of exactly the head that was pushed. Webhooks are hints: every hint only leads to a reading,
 * and the reading is judged when nothing has changed for a while (GitHub starts suites late and reruns reset them).
 */
import { charge, chargedTries } from "../attempts.ts";
import { ask, askedAt, go, keep, queue, stay } from "../decision.ts";
import { digestOf, judgeChecks } from "../checks.ts";
import type { FailedCheck } from "../checks.ts";
import { count } from "../say/amounts.ts";
import { checkNames } from "../say/amounts.ts";
import { whomToAsk } from "../whom-to-ask.ts";
import type { Decision, Fact, FactOf, Rules, StateOf, Turn, WorkItem } from "../work-item.ts";

type Watching = StateOf<"watching">;

export function whenWatching(item: WorkItem, state: Watching, fact: Fact, rules: Rules): Decision {
  switch (fact.type) {
    case "checks_changed":
      return whenHinted(item, state, fact);
    case "checks_read":
      return whenRead(item, state, fact, rules);
    case "logs_read":
      return whenLogsRead(item, state, fact, rules);
    case "marked_ready":
      return whenMarkedReady(item, state, fact);
    default:
      return stay(item, `${fact.type} changes nothing while the checks are watched.`);
  }
}

function whenHinted(item: WorkItem, state: Watching, fact: FactOf<"checks_changed">): Decision {
  if (fact.headSha !== state.headSha)
    return stay(item, "A check of an older push; it changes nothing.");
  if (state.red !== null) return stay(item, "The failed checks' logs are being read already.");
  const effects = [{ type: "read_checks", headSha: state.headSha, afterMs: 0 }] as const;
  return keep(item, [...effects], "GitHub says a check has changed; the checks are read again.");
}

function whenRead(
  item: WorkItem,
  state: Watching,
  fact: FactOf<"checks_read">,
  rules: Rules,
): Decision {
  const { snapshot } = fact;
  if (snapshot.headSha !== state.headSha)
    return stay(item, "Checks of an older push; they change nothing.");
  if (state.red !== null) return stay(item, "The failed checks' logs are being read already.");
  const digest = digestOf(snapshot);
  const seen = state.seen?.digest === digest ? state.seen : { digest, since: fact.at };
  const now: Watching = { ...state, seen };
  const watched: WorkItem = { ...item, state: now };
  const verdict = judgeChecks(snapshot);
  if (verdict.kind === "pending") {
    const why = `Still running: ${checkNames(verdict.running) || "a check suite"}.`;
    return lookAgain(watched, now, {
      afterMs: rules.timing.pollMs,
      changed: seen !== state.seen,
      why,
    });
  }
  const quietForMs =
    verdict.kind === "none"
      ? fact.at - state.pushedAt - rules.timing.noChecksMs
      : fact.at - seen.since - rules.timing.quietMs;
  if (quietForMs < 0) {
    const why = "Nothing runs any more; the checks count when they have been quiet for a while.";
    const afterMs = Math.min(-quietForMs, rules.timing.pollMs);
    return lookAgain(watched, now, { afterMs, changed: seen !== state.seen, why });
  }
  switch (verdict.kind) {
    case "green":
      return beReady(watched, now, {
        proof: "checks",
        why: `${count(verdict.passed, "check")} passed on ${short(now)}, and none failed.`,
      });
    case "none":
      return whenNoChecks(watched, now, fact, rules);
    case "red":
      return readLogs(watched, now, fact, verdict.failed);
    case "needs_person": {
      const why = `${names(verdict.checks)} on ${short(state)} did not run to an end; a person is asked.`;
      return ask(watched, fact, rules, {
        question: { kind: "checks_need_you", checks: verdict.checks },
        onwards: { kind: "watch", headSha: state.headSha },
        why,
      });
    }
  }
}

/** Shown only when something has changed: a phone must not blink for every poll. */
function lookAgain(
  item: WorkItem,
  state: Watching,
  next: { afterMs: number; changed: boolean; why: string },
): Decision {
  const read = { type: "read_checks", headSha: state.headSha, afterMs: next.afterMs } as const;
  return keep(item, next.changed ? [read, { type: "show" }] : [read], next.why);
}

/** No check ran. What `verify` said on the runner is then the proof; without any, a person is asked once. */
function whenNoChecks(item: WorkItem, state: Watching, fact: Fact, rules: Rules): Decision {
  const verify = item.lastJob?.verify ?? null;
  if (verify !== null && verify.exitCode === 0) {
    return beReady(item, state, {
      proof: "verify",
      why: `No check ran on ${short(state)}; \`${verify.command}\` passed on the runner.`,
    });
  }
  return ask(item, fact, rules, {
    question: { kind: "no_proof" },
    onwards: { kind: "watch", headSha: state.headSha },
    why: `No check ran on ${short(state)} and nothing else shows that it works; a person is asked.`,
  });
}

/** The pull request becomes ready and its reviewer is asked; the fact `marked_ready` ends the watching. */
function beReady(
  item: WorkItem,
  state: Watching,
  step: { proof: "checks" | "verify"; why: string },
): Decision {
  const effect = { type: "mark_ready", headSha: state.headSha, proof: step.proof } as const;
  return keep(item, [effect], step.why);
}

function readLogs(item: WorkItem, state: Watching, fact: Fact, failed: FailedCheck[]): Decision {
  return go(item, fact, {
    state: { ...state, red: failed },
    effects: [{ type: "read_logs", headSha: state.headSha, failed }],
    why: `${names(failed)} failed on ${short(state)}; the log is read.`,
  });
}

function whenLogsRead(
  item: WorkItem,
  state: Watching,
  fact: FactOf<"logs_read">,
  rules: Rules,
): Decision {
  if (state.red === null || fact.headSha !== state.headSha) {
    return stay(item, "Logs of an older push; they change nothing.");
  }
  const checks = state.red;
  if (fact.logs.length === 0) {
    const says = fact.unread ?? "its log is empty";
    return ask(item, fact, rules, {
      question: { kind: "cannot_log", checks, says },
      onwards: { kind: "watch", headSha: state.headSha },
      why: `${names(checks)} failed and AO can't read why (${says}); a person is asked.`,
    });
  }
  const turn: Turn = { kind: "fix_checks", headSha: state.headSha, logs: fact.logs };
  const tries = chargedTries(item).length;
  if (tries >= rules.limits.attempts) {
    return ask(item, fact, rules, {
      question: { kind: "still_red", logs: fact.logs },
      onwards: turn,
      why: `${names(checks)} still red after ${tries} tries; a person is asked.`,
    });
  }
  const charged = charge(item, turn, fact.at);
  const which = `try ${chargedTries(charged).length} of ${rules.limits.attempts}`;
  return queue(charged, fact, {
    turn,
    front: true,
    why: `${names(checks)} red on ${short(state)}: ${which} in the same conversation.`,
  });
}

function whenMarkedReady(item: WorkItem, state: Watching, fact: FactOf<"marked_ready">): Decision {
  if (fact.headSha !== state.headSha)
    return stay(item, "Ready was said of an older push; it changes nothing.");
  const before = item.pullRequest;
  const pullRequest =
    before === null || before.draftBy !== undefined ? before : { ...before, draft: false };
  if (state.red !== null) {
    const why = "It was made ready just before a check turned red; the failed checks come first.";
    return keep({ ...item, pullRequest }, [], why);
  }
  const { headSha, proof } = fact;
  return go({ ...item, pullRequest }, fact, {
    state: { name: "in_review", headSha, since: fact.at, proof },
    effects: [{ type: "react", to: askedAt(item), content: "hooray" }],
    why: `Ready for ${whomToAsk(item)} to review.`,
  });
}

function short(state: Watching): string {
  return state.headSha.slice(0, 7);
}

function names(checks: readonly FailedCheck[]): string {
  return checkNames(checks.map((check) => check.name));
}
