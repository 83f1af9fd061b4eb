/** Turns what is seen into the lines of the story, each once. */
import { describeResult } from "../../src/protocol/outcome-file.ts";
import type { Fact, FactOf, LogExcerpt } from "../../src/core/work-item.ts";
import type { JobReport, PlanEntry } from "../../src/protocol/words.ts";
import type { PullView } from "../github/stand-in.ts";
import type { Check, Sight } from "./look.ts";
import type { Screen } from "./screen.ts";

export interface Narrator {
  tell(sight: Sight): void;
}

/** What was told already, and what later lines refer to. */
interface Told {
  seen: boolean;
  checks: Set<string>;
  /** As JSON: only a plan that changed is shown again. */ plan: string;
  /** Waits to be shown when it really goes back. */ logs: LogExcerpt[] | null;
  /** The work is offered once more, to whoever goes on with it. */ isOfferedAgain: boolean;
  session: string | null;
  /** Its last progress stays readable for a moment; its report has told the end of it. */
  endedJob: string | null;
}

export function makeNarrator(screen: Screen, agentTitle: string): Narrator {
  const told: Told = {
    seen: false,
    checks: new Set(),
    plan: "[]",
    logs: null,
    isOfferedAgain: false,
    session: null,
    endedJob: null,
  };
  return {
    tell: (sight) => {
      if (sight.seen && !told.seen) {
        told.seen = true;
        screen.step("👀 on the issue: AO has seen it and takes it");
      }
      // What GitHub shows comes before what AO makes of it.
      for (const check of sight.checks) tellCheck(screen, told, check, sight.pull);
      for (const fact of sight.facts) tellFact(screen, told, fact, { sight, agentTitle });
      if (sight.live !== null && sight.live.jobId !== told.endedJob) {
        tellPlan(screen, told, sight.live.progress.plan);
      }
    },
  };
}

function tellCheck(screen: Screen, told: Told, check: Check, pull: PullView | null): void {
  const { id, name, status, conclusion, app } = check;
  const key = `${id}:${conclusion}`;
  if (status !== "completed" || app === "ao" || told.checks.has(key)) return;
  told.checks.add(key);
  const where = `on ${short(pull?.head.sha ?? "")}`;
  if (conclusion === "success") screen.step(`check ${name} is green ${where}`, "good");
  else
    screen.step(
      `check ${name} is red ${where}${conclusion === "failure" ? "" : ` (${conclusion})`}`,
      "bad",
    );
}

function tellPlan(screen: Screen, told: Told, plan: readonly PlanEntry[]): void {
  const text = JSON.stringify(plan);
  // Between two jobs there is none; the old one stays on the screen until the next begins.
  if (plan.length === 0 || text === told.plan) return;
  told.plan = text;
  screen.plan(plan);
}

function tellFact(
  screen: Screen,
  told: Told,
  fact: Fact,
  { sight, agentTitle }: { sight: Sight; agentTitle: string },
): void {
  const branch = sight.item?.branch ?? "its branch";
  if (fact.type === "job_leased") tellLease(screen, told, fact, { agentTitle, branch });
  else if (fact.type === "lease_lost") {
    endPlan(screen, told, { jobId: fact.jobId, plan: [] });
    told.isOfferedAgain = true;
    const seconds = Math.round(fact.silentMs / 1_000);
    screen.step(`the runner was silent for ${seconds} s; the work is offered again`, "bad");
  } else if (fact.type === "job_ended") {
    endPlan(screen, told, { jobId: fact.jobId, plan: fact.report.plan });
    tellReport(screen, told, fact.report);
  } else if (fact.type === "pushed") screen.step(`pushed ${short(fact.head)} to ${branch}`);
  else if (fact.type === "push_refused") screen.step(`not pushed: ${fact.says}`, "bad");
  else if (fact.type === "pull_request_opened") {
    screen.step(`opened pull request #${fact.number}${fact.draft ? ", a draft" : ""}`);
  } else if (fact.type === "logs_read") {
    told.logs = fact.evidence.map((one) => one.log).filter((log) => log !== null);
  } else if (fact.type === "marked_ready") screen.step(sayReady(fact, sight), "good");
}

function tellLease(
  screen: Screen,
  told: Told,
  fact: FactOf<"job_leased">,
  { agentTitle, branch }: { agentTitle: string; branch: string },
): void {
  const { logs, isOfferedAgain } = told;
  Object.assign(told, { logs: null, isOfferedAgain: false });
  if (isOfferedAgain) {
    const where = told.session === null ? "" : `, in conversation ${short(told.session)}`;
    screen.step(`runner ${fact.runner} goes on${where}`);
    return;
  }
  if (logs === null) {
    screen.step(`dispatched to runner ${fact.runner}: ${agentTitle} works on ${branch}`);
    return;
  }
  screen.step("the telling lines of the log go back into the same conversation:");
  for (const log of logs)
    screen.detail([`${log.check}:`, ...tellingLines(log).map((line) => `│ ${line.trim()}`)]);
}

const SHOWN_LINES = 5;

/** What goes back is longer than a screen wants: the line that tells most, and what follows it. */
function tellingLines({ text }: LogExcerpt): string[] {
  const lines = text.split("\n").filter((line) => /[\p{L}\p{N}]/u.test(line));
  const at = lines.findIndex((line) => /(error|exception|failed)\b[^:]{0,40}: ?\S/i.test(line));
  return lines.slice(Math.max(0, at)).slice(0, SHOWN_LINES);
}

function endPlan(
  screen: Screen,
  told: Told,
  { jobId, plan }: { jobId: string; plan: readonly PlanEntry[] },
): void {
  told.endedJob = jobId;
  tellPlan(screen, told, plan);
  told.plan = "[]";
  screen.plan([]);
}

function tellReport(screen: Screen, told: Told, report: JobReport): void {
  const { outcome, verify, session } = report;
  const isSame = told.session !== null && session?.id === told.session;
  told.session = session?.id ?? null;
  switch (outcome.kind) {
    case "commits": {
      const commits = outcome.count === 1 ? "1 commit" : `${outcome.count} commits`;
      const done = isSame ? "fixed in the same conversation" : "the agent is done";
      const proof =
        verify === null
          ? ""
          : `; ${verify.command} ${verify.exitCode === 0 ? "passed" : "failed"} on the runner`;
      screen.step(`${done}: ${commits}${proof}`);
      return;
    }
    case "result":
      screen.step(`the agent has nothing to commit: ${describeResult(outcome.result)}`);
      return;
    case "nothing":
      screen.step(`the agent changed nothing: ${outcome.says}`, "bad");
      return;
    case "crashed":
      screen.step(`the agent failed: ${outcome.diagnosis.says}`, "bad");
      return;
    case "cancelled":
      screen.step("the agent was stopped", "bad");
  }
}

function sayReady({ headSha }: FactOf<"marked_ready">, { item }: Sight): string {
  const reds = item?.attempts.length ?? 0;
  const after =
    reds === 0 ? "at the first try" : `after ${reds === 1 ? "one red try" : `${reds} red tries`}`;
  return `green on ${short(headSha)} ${after}: ready, ${item?.requester ?? "nobody"} is asked to review`;
}

/** Enough of a SHA or an id to know it again. */
export function short(id: string): string {
  return id.slice(0, 7);
}
