/** `--crash`: one process is killed in the agent's second turn and started again, and nobody may notice in the threads. */
import { setTimeout as sleep } from "node:timers/promises";
import { markerIn } from "../../src/core/marker.ts";
import type { WorkItem } from "../../src/core/work-item.ts";
import type { Sight } from "./look.ts";
import { short } from "./narrate.ts";
import type { Victim } from "./options.ts";
import type { Screen } from "./screen.ts";
import type { Stage } from "./stage.ts";
import { REPOSITORY } from "./story.ts";

export interface Crash {
  /** Kills and starts again as soon as the agent is at work on the red check; only once. */
  watch(sight: Sight): Promise<void>;
  /** @throws {Error} when it left a trace: a second pull request, a doubled comment, another conversation */
  check(number: number, item: WorkItem | null): void;
}

/** Nobody starts a process again at once. */
const AWAY_MS = 1_000;

export function planCrash(victim: Victim, stage: Stage, screen: Screen): Crash {
  let before: string | null = null;

  return {
    async watch({ item, live }) {
      if (before !== null || !isMending(item, live)) return;
      before = item?.session?.id ?? "";
      const where = `in the agent's second turn, conversation ${short(before)}`;
      screen.step(`SIGKILL for the ${victim}, ${where}`, "bad");
      await stage.kill(victim);
      await sleep(AWAY_MS);
      const { wasLeft } = await stage.startAgain(victim);
      screen.step(victim === "app" ? BACK : wasLeft ? ENDS_FIRST : NOTHING_LEFT);
      if (victim === "runner") screen.step(WAITS);
    },
    check(number, item) {
      if (before === null) {
        screen.step("green at the first try: there was no second turn to be killed in");
        return;
      }
      const pulls = stage.github.pulls(REPOSITORY);
      const threads = [stage.github.issue(REPOSITORY, number), ...pulls];
      const comments = threads.flatMap((thread) => thread.comments);
      const keys = comments.map(({ body }) => markerIn(body)).filter((key) => key !== null);
      const after = item?.session?.id ?? "";
      if (pulls.length !== 1) throw new Error(`there are ${pulls.length} pull requests`);
      if (new Set(keys).size < keys.length) throw new Error("a comment stands there twice");
      if (after !== before) throw new Error(`another conversation: ${before}, then ${after}`);
      const all = `one pull request, ${keys.length} comments and none of them twice`;
      screen.step(`the crash left no trace: ${all}, conversation ${short(after)}`, "good");
    },
  };
}

const BACK =
  "the app is started again on the same database; runner and agent have gone on meanwhile";
const ENDS_FIRST = "the runner is started again; it first ends what the killed one left running";
const NOTHING_LEFT = "the runner is started again; nothing of the killed one runs any more";
const WAITS = "the killed one's lease must end before its work is offered again";

/** The red check is what it works on, and it has begun. */
function isMending(item: WorkItem | null, live: Sight["live"]): boolean {
  const state = item?.state;
  if (state?.name !== "working" || state.turn.kind !== "fix_checks") return false;
  if (live?.jobId !== state.job.id) return false;
  return live.progress.lastTool !== null || live.progress.plan.length > 0;
}
