/**
 * A world around one work item, small enough to go through thousands of its histories: an outbox whose effects are begun
 * and answered at different times, a runner, checks that turn any colour, people and strangers who say anything.
 * What each effect answers, and when it answers nothing, is as in `src/perform`.
 */
import { defaultLimits } from "../../../src/core/policy.ts";
import { decide, deadlineOf } from "../../../src/core/decide.ts";
import type { ChecksSnapshot, FailedCheck } from "../../../src/core/checks.ts";
import type {
  Decision,
  Effect,
  Evidence,
  Fact,
  Permission,
  Rules,
  WorkItem,
} from "../../../src/core/work-item.ts";
import type { Outcome } from "../../../src/protocol/words.ts";
import {
  BASE,
  baseCheck,
  comment,
  diagnosis,
  evidence,
  log,
  MINUTE,
  NOW,
  red,
  results,
  repository,
  rules,
  SECOND,
} from "../../support/builders.ts";
import { COLOURS, LINES, LOGS, pick } from "./chance.ts";
import * as facts from "../../support/fact-builders.ts";

/** One thing that can happen next. */
export interface Event {
  name: string;
  happen: (chance: number) => void;
}

export interface Step {
  before: WorkItem | null;
  fact: Fact;
  decision: Decision;
}

/** What is under way: begun with the item as it was then, answered later. */
interface UnderWay {
  effect: Effect;
  answer: Fact | null;
}

const ANSWERED = new Set<Effect["type"]>([
  "read_request",
  "read_permission",
  "push",
  "check_commit",
  "open_pull_request",
  "read_checks",
  "read_head",
  "read_logs",
  "mark_ready",
  "rerun_jobs",
  "undraft",
  "read_base",
  "merge_base",
]);
/** Runners mostly do what they are for. */
const OFTEN = 12;
const ROLES: Permission[] = ["write", "write", "admin", "triage", "read", "none"];

export class World {
  item: WorkItem | null = null;
  readonly steps: Step[] = [];
  /** Two tries, so that many histories get past them. */
  readonly rules: Rules = rules({
    limits: { ...defaultLimits, attempts: 2 },
    timing: { ...rules().timing, stuckMs: 3 * MINUTE },
  });
  readonly outbox: Effect[] = [];
  private readonly underWay: UnderWay[] = [];
  private checks: ChecksSnapshot = red;
  private now = NOW;
  private ids = 0;
  private heads = 0;
  private theirs: string | null = null;
  private jobIds = 0;
  private says: string | null = "AssertionError: sum(1, 2)";

  /** What is to come without anybody's doing; empty where AO itself would never go on. */
  due(): Event[] {
    return [
      ...this.outbox.map((effect) => this.begin(effect)),
      ...this.underWay.map((one) => this.answer(one)),
      ...this.clockwork(),
    ];
  }

  /** What people and GitHub may do at any time. */
  unasked(): Event[] {
    return [...this.people(), ...this.hints()];
  }

  private commit(fact: Fact): void {
    const before = this.item;
    const decision = decide(before, fact, this.rules);
    this.item = decision.next;
    this.steps.push({ before, fact, decision });
    for (const effect of decision.effects) this.order(effect);
  }

  /** `read_checks` is one row per item, as in the store. What nothing waits for is left out. */
  private order(effect: Effect): void {
    if (!ANSWERED.has(effect.type)) return;
    const one = effect.type === "read_checks" || effect.type === "read_head";
    const at = one ? this.outbox.findIndex((other) => other.type === effect.type) : -1;
    if (at === -1) this.outbox.push(effect);
    else this.outbox[at] = effect;
  }

  private happened(): { id: string; at: number } {
    this.ids += 1;
    return { id: `id-${String(this.ids).padStart(5, "0")}`, at: this.now };
  }

  private begin(effect: Effect): Event {
    return {
      name: `begin ${effect.type}`,
      happen: (chance) => {
        this.outbox.splice(this.outbox.indexOf(effect), 1);
        const fails = chance % 23 === 0;
        const says = "GitHub does not answer";
        const answer = fails
          ? facts.effectFailed({
              effect: effect.type,
              says,
              ...(chance % 3 === 0 && { permission: "contents: write" }),
            })
          : this.perform(effect, Math.floor(chance / 23));
        this.underWay.push({ effect, answer });
        this.now += "afterMs" in effect ? effect.afterMs : SECOND;
      },
    };
  }

  private answer(one: UnderWay): Event {
    return {
      name: `answer ${one.effect.type}`,
      happen: () => {
        this.underWay.splice(this.underWay.indexOf(one), 1);
        if (one.answer !== null) this.commit({ ...one.answer, ...this.happened() });
      },
    };
  }

  /** @returns the fact that comes of it, null where a performer has nothing to tell */
  private perform(effect: Effect, chance: number): Fact | null {
    const state = this.item?.state;
    switch (effect.type) {
      case "read_request": {
        const taken = chance % 19 === 0 ? 8 : null;
        return facts.requestRead({ permission: pick(ROLES, chance), takenBy: taken });
      }
      case "read_permission":
        return facts.permissionRead({ entryId: effect.entryId, permission: pick(ROLES, chance) });
      case "push": {
        const wanted = state?.name === "working" && state.job.id === effect.jobId;
        if (!wanted || state.job.stage !== "publishing") return null;
        const { jobId, head } = effect;
        const believed = this.item?.head ?? null;
        const headSha = chance % 2 === 0 ? this.takeTheirs() : null;
        if (headSha !== null && believed !== null) {
          return facts.headRead({ headSha, believed, by: null, jobId });
        }
        return chance % 8 === 0
          ? facts.pushRefused({ jobId, forAgent: chance % 3 !== 0 })
          : facts.pushed({ jobId, head });
      }
      case "check_commit": {
        const wanted = state?.name === "working" && state.job.id === effect.jobId;
        if (!wanted || state.job.stage !== "proving") return null;
        const title = chance % 3 === 0 ? "Add instead of subtracting" : null;
        return facts.commitChecked({ jobId: effect.jobId, title });
      }
      case "open_pull_request":
        return facts.pullRequestOpened();
      case "read_checks":
        if (!this.isWatched(effect.headSha)) return null;
        if (chance % 3 === 0) this.checks = pick(COLOURS, Math.floor(chance / 3));
        return facts.checksRead({ snapshot: { ...this.shown(), headSha: effect.headSha } });
      case "read_head": {
        const believed = this.item?.head ?? null;
        const headSha = this.takeTheirs();
        if (believed === null || headSha === null) return null;
        return facts.headRead({ headSha, believed, by: effect.by });
      }
      case "rerun_jobs":
        this.jobIds += 100;
        return null;
      case "read_logs": {
        const told = effect.failed.map((check, at) => this.evidenceOf(check, chance + at));
        return facts.logsRead({ headSha: effect.headSha, evidence: told });
      }
      case "undraft":
        return state?.name === "watching" && state.headSha === effect.headSha
          ? facts.undrafted({ headSha: effect.headSha })
          : null;
      case "read_base":
        if (state?.name !== "waiting" || state.for !== "base") return null;
        return facts.baseRead({
          green: chance % 2 === 0,
          tip: chance % 4 === 0 ? BASE : facts.TIP,
        });
      case "merge_base": {
        const waits = state?.name === "waiting" && state.for === "base";
        if (!waits || this.item?.head !== effect.headSha) return null;
        if (chance % 3 === 0) return facts.baseConflicts({ headSha: effect.headSha });
        this.heads += 1;
        const head = this.heads.toString(16).padStart(40, "d");
        return facts.baseMerged({ from: effect.headSha, head, base: effect.base });
      }
      case "mark_ready":
        return state?.name === "watching" && state.headSha === effect.headSha
          ? facts.markedReady({ headSha: effect.headSha, proof: effect.proof })
          : null;
      default:
        return null;
    }
  }

  /** A job that runs again has another id. */
  private shown(): ChecksSnapshot {
    const runs = this.checks.runs.map((run) => ({ ...run, id: run.id + this.jobIds }));
    return { ...this.checks, runs };
  }

  /** Why it is red: mostly the code, else whatever else there may be. */
  private evidenceOf(check: FailedCheck, chance: number): Evidence {
    const fingerprint = `f${chance % 3}`;
    // Mostly what it was the last time.
    if (chance % 3 === 0) this.says = pick([null, ...LOGS], Math.floor(chance / 3));
    const text = this.says;
    const read = text === null ? null : log({ check: check.name, text, fingerprint });
    const base = chance % 7 === 0 ? baseCheck({ fingerprint, isMended: chance % 2 === 0 }) : null;
    return evidence({ check, log: read, base });
  }

  private isWatched(headSha: string): boolean {
    const state = this.item?.state;
    return (
      state?.name === "waiting" ||
      ((state?.name === "watching" || state?.name === "in_review") && state.headSha === headSha)
    );
  }

  /** The lane, the runner, and time. */
  private clockwork(): Event[] {
    const { item } = this;
    if (item === null) return [];
    const { state } = item;
    const events: Event[] = [];
    const add = (name: string, fact: (chance: number) => Fact, often = 1): void => {
      const happen = (chance: number): void => this.commit({ ...fact(chance), ...this.happened() });
      for (let time = 0; time < often; time += 1) events.push({ name, happen });
    };
    if (state.name === "queued") add("admit", () => facts.admitted());
    const jobId = jobOf(item);
    if (state.name === "working" && state.job.stage === "offered") {
      add("lease", () => facts.jobLeased({ jobId }), OFTEN);
    }
    const runs = state.name === "working" ? state.job.stage === "leased" : jobId !== "";
    if (runs) {
      const end = (chance: number): Fact =>
        facts.jobEnded(this.outcome(chance), { jobId, report: { heard: this.heard(chance) } });
      add("end", end, OFTEN);
      add("lose", () => facts.leaseLost({ jobId }));
    }
    const deadline = deadlineOf(state, this.rules);
    if (deadline !== null) {
      add("deadline", () => {
        this.now = Math.max(this.now, deadline);
        return facts.deadlinePassed();
      });
    }
    return events;
  }

  private outcome(chance: number): Outcome {
    this.heads += 1;
    const state = this.item?.state;
    const insists = state?.name === "working" && state.turn.kind === "not_fixed";
    if (insists && chance % 4 < 3) return { kind: "result", result: results.already_fixed };
    const head = chance % 11 === 0 ? this.item?.head : null;
    const fresh = this.newHead();
    return pick<Outcome>(
      [
        facts.commits({ head: head ?? fresh }),
        { kind: "nothing", says: "?" },
        { kind: "crashed", diagnosis: diagnosis() },
        { kind: "cancelled", killedAfterMs: 10, keptEdits: true },
        { kind: "result", result: pick(Object.values(results), Math.floor(chance / 8)) },
        facts.commits({ head: fresh }),
        facts.commits({ head: fresh }),
        facts.commits({ head: fresh }),
      ],
      chance,
    );
  }

  /** What somebody pushed and AO has not read yet. */
  private takeTheirs(): string | null {
    const { theirs } = this;
    this.theirs = null;
    return theirs;
  }

  private newHead(): string {
    this.heads += 1;
    return this.heads.toString(16).padStart(40, "0");
  }

  private heard(chance: number): string[] {
    return chance % 2 === 0 ? [] : (this.item?.words ?? []).map((one) => one.id);
  }

  private people(): Event[] {
    const person = (name: string, fact: (chance: number) => Fact): Event => ({
      name,
      happen: (chance) => {
        this.now += MINUTE;
        this.commit({ ...fact(chance), ...this.happened() });
      },
    });
    const ask = person("ask", (chance) =>
      facts.asked(
        chance % 2 === 0 ? {} : { how: "command", fresh: chance % 3 === 0, comment: comment() },
      ),
    );
    if (this.item === null) return [ask];
    const pull = this.item.pullRequest?.number ?? 43;
    const say = person("say", (chance) => facts.commanded(pick(LINES, chance)));
    const close = person("close", (chance) =>
      chance % 2 === 0
        ? facts.issueClosed()
        : facts.pullRequestClosed({ number: pull, merged: chance % 3 === 0 }),
    );
    const lose = person("archive", () => facts.accessLost());
    const regain = person("unarchive", (chance) => {
      const isPrivate = chance % 3 !== 0;
      return facts.repositorySeen({ repository: repository({ private: isPrivate }) });
    });
    const accept = person("accept", () => facts.permissionsAccepted());
    const unlabel = person("unlabel", () => facts.unlabelled());
    // What has ended is mostly begun anew, and a repository seldom stays away.
    const asks = Array.from({ length: this.item.state.name === "done" ? OFTEN : 2 }, () => ask);
    return [...asks, say, say, say, close, unlabel, lose, regain, regain, accept];
  }

  private hints(): Event[] {
    const headSha = this.item?.head ?? null;
    if (headSha === null) return [];
    const happen = (): void =>
      this.commit({ ...facts.checksChanged({ headSha }), ...this.happened() });
    const push = (): void => {
      this.theirs = this.newHead();
      this.commit({ ...facts.headMoved({ headSha: this.theirs }), ...this.happened() });
    };
    const number = this.item?.pullRequest?.number ?? 43;
    const queue = (fact: Fact): Event => ({
      name: "queue",
      happen: () => this.commit({ ...fact, ...this.happened() }),
    });
    return [
      { name: "hint", happen },
      { name: "somebody pushes", happen: push },
      queue(facts.groupFormed({ number })),
      queue(facts.dequeued({ number })),
      queue(facts.dequeued({ number, reason: "MERGE_CONFLICT" })),
      queue(facts.baseChanged()),
    ];
  }
}

/** The job that runs or is awaited; empty when there is none. */
function jobOf({ state }: WorkItem): string {
  if (state.name === "working") return state.job.id;
  return state.name === "done" ? (state.ending?.jobId ?? "") : "";
}
