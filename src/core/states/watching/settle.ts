/** Whether the checks have settled, and what follows from what they say then. */
import { digestOf, judgeChecks, notRequired, skippedAll, unhurried } from "../../checks.ts";
import type { Verdict } from "../../checks.ts";
import { rerunJobs, rerunsPassed, flakyOn } from "../../ci-memory.ts";
import { takeBack } from "../../attempts.ts";
import { stay } from "../../decision.ts";
import { checkNames, count, duration } from "../../say/amounts.ts";
import { beReady, undraft, whenNoChecks } from "./ready.ts";
import { whenGroupRead } from "./group.ts";
import { isGroup, names, short } from "./short.ts";
import { askAndLook, lookAgain, readLogs } from "./steps.ts";
import type {
  Decision,
  Fact,
  FactOf,
  Question,
  Rules,
  StateOf,
  WorkItem,
} from "../../work-item.ts";

type Watching = StateOf<"watching">;

export function whenRead(
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
  if (isGroup(item, state.headSha)) return whenGroupRead({ ...item, state: now }, now, fact, rules);
  const ci = { ...item.ci, required: snapshot.required, notRequired: notRequired(snapshot) };
  const watched: WorkItem = { ...item, ci, state: now };
  const verdict = judgeChecks(snapshot, rerunJobs(item.ci, state.headSha));
  const changed = seen !== state.seen;
  if (verdict.kind === "pending") {
    if (fact.at - seen.since >= rules.timing.stuckMs)
      return tellHang(watched, fact, rules, { headSha: state.headSha, running: verdict.running });
    const why = `Still running: ${checkNames(verdict.running) || "a check suite"}.`;
    return lookAgain(watched, now, { afterMs: rules.timing.pollMs, changed, why });
  }
  const leftMs = quietLeftMs(watched, now, fact, { verdict, rules, since: seen.since });
  if (leftMs > 0) {
    const aside = unhurried(snapshot);
    const why =
      aside.length > 0
        ? `All that counts has ended; ${checkNames(aside)} may take a moment more.`
        : "Nothing runs any more; the checks count when they have been quiet for a while.";
    const afterMs = Math.min(leftMs, rules.timing.pollMs);
    return lookAgain(watched, now, { afterMs, changed, why });
  }
  return settle(watched, fact, { verdict, state: now, rules });
}

/** How long nothing may change yet before it counts; where nothing or not all has run, since the push. */
function quietLeftMs(
  item: WorkItem,
  state: Watching,
  { at, snapshot }: FactOf<"checks_read">,
  { verdict, rules, since }: { verdict: Verdict; rules: Rules; since: number },
): number {
  const { noChecksMs, quietMs } = rules.timing;
  if (verdict.kind === "none" || verdict.kind === "missing") {
    const isForDraft = skippedAll(snapshot) && mayBeForDraft(item);
    return state.pushedAt + (isForDraft ? quietMs : noChecksMs) - at;
  }
  return since + (unhurried(snapshot).length > 0 ? Math.max(quietMs, noChecksMs) : quietMs) - at;
}

interface Settled {
  verdict: Exclude<Verdict, { kind: "pending" }>;
  state: Watching;
  rules: Rules;
}

function settle(item: WorkItem, fact: FactOf<"checks_read">, about: Settled): Decision {
  const { verdict, state, rules } = about;
  switch (verdict.kind) {
    case "green":
      return whenGreen(item, state, verdict.passed);
    case "red":
      return readLogs(item, state, fact, verdict.failed);
    case "needs_person": {
      const why = `${names(verdict.checks)} on ${short(state)} did not run to an end; a person is asked.`;
      const question: Question = { kind: "checks_need_you", checks: verdict.checks };
      return askAndLook(item, fact, rules, { headSha: state.headSha, question, why });
    }
    case "missing": {
      if (mayBeForDraft(item)) return undraft(item, state);
      const why = `${checkNames(verdict.names)} is required, but has not reported on ${short(state)}; a person is asked.`;
      const question: Question = { kind: "not_reported", names: verdict.names };
      return askAndLook(item, fact, rules, { headSha: state.headSha, question, why });
    }
    case "none":
      if (skippedAll(fact.snapshot) && mayBeForDraft(item)) return undraft(item, state);
      return whenNoChecks(item, state, fact, rules);
  }
}

/** Many repositories test no drafts. It is tried once. */
function mayBeForDraft({ pullRequest, ci }: WorkItem): boolean {
  return pullRequest !== null && pullRequest.draft && !ci.undrafted;
}

/** What AO had run again there has passed: it was flaky, and nothing is charged for it. */
function whenGreen(item: WorkItem, state: Watching, passed: number): Decision {
  const { headSha } = state;
  const ci = rerunsPassed(item.ci, headSha);
  const checks = flakyOn(ci, headSha).map((one) => one.check);
  const attempts = takeBack(item.attempts, { headSha, checks });
  const flaky = checks.length === 0 ? "" : ` ${checkNames(checks)} was red at first and is flaky.`;
  return beReady({ ...item, ci, attempts }, state, {
    proof: "checks",
    passed,
    why: `${count(passed, "check")} passed on ${short(state)}, and none failed.${flaky}`,
  });
}

function tellHang(
  item: WorkItem,
  fact: Fact,
  rules: Rules,
  hang: { headSha: string; running: string[] },
): Decision {
  const { headSha, running } = hang;
  const which = checkNames(running) || "A check suite";
  const forMs = rules.timing.stuckMs;
  const why = `${which} has not moved for ${duration(forMs)}; a person is told, and it goes on when it ends.`;
  const question: Question = { kind: "checks_hang", running, forMs };
  return askAndLook(item, fact, rules, { headSha, question, why });
}
