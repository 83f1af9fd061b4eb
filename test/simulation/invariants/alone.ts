/** At most one agent alive per subject; a branch changes only under the newest lease; stop means stop, within seconds. */
import type { Push } from "../../../src/github/port.ts";
import type { SimAgent } from "../computer.ts";
import type { SimPack, SimRepository } from "../github/words.ts";
import type { JournalRow, Scene } from "../scene.ts";

/** From the word to the dead agent, when nothing was in the way. */
const STOP_MS = 10_000;
/** From the moment a frozen machine goes on until what it must not run any more is dead. */
const THAW_MS = 3_000;
/** How long a call may hang whose answer was lost, until it is tried again. */
const CALL_HANGS_MS = 45_000;

export interface AloneWatch {
  onAgentStart: (agent: SimAgent) => void;
  onPush: (at: SimRepository, push: Push, pack: SimPack) => void;
  onJournal: (row: JournalRow) => void;
}

/** @param scene is asked only when something happens, so it may be completed later */
export function watchAlone(scene: () => Scene): AloneWatch {
  /** The job leased last, by work item. */
  const newest = new Map<string, string>();
  const itemOfJob = new Map<string, string>();
  return {
    onAgentStart(agent) {
      const { agents, world, runners } = scene();
      const other = agents.find((one) => one.endedAt === null && one.subject === agent.subject);
      if (other === undefined) return;
      const computers = runners.filter((one) =>
        [other.computer, agent.computer].includes(one.name),
      );
      const frozenUntil = Math.max(...computers.map((one) => one.process().pausedUntil));
      if (frozenUntil + THAW_MS > world.now()) {
        // A frozen one does nothing now, and one that thaws starts what was due and kills it at once.
        world.after(frozenUntil + THAW_MS - world.now(), null, () => {
          if (other.endedAt === null && agent.endedAt === null) isTwo(other);
        });
        return;
      }
      isTwo(other);
      function isTwo(one: SimAgent): void {
        const says = `${agent.computer} starts one for ${agent.subject} (${agent.jobId}), ${one.computer} still runs one (${one.jobId})`;
        world.violate("one agent per subject", says);
      }
    },
    onPush(_at, push, pack) {
      const { world } = scene();
      const item = itemOfJob.get(pack.jobId);
      const holder = item === undefined ? undefined : newest.get(item);
      if (holder === pack.jobId) return;
      const says = `${push.branch} is changed by ${pack.jobId}, the newest lease is ${holder ?? "nobody's"}`;
      world.violate("only the newest lease changes a branch", says);
    },
    onJournal({ subject, fact, why }) {
      if (fact?.type !== "job_leased" || !why.includes("has taken the job")) return;
      newest.set(subject, fact.jobId);
      itemOfJob.set(fact.jobId, subject);
    },
  };
}

/** Looks after a stopped item's agent until it is dead: within seconds, or within seconds after the last disturbance. */
export function watchStop(scene: Scene, jobId: string): void {
  const { world, agents, app, runners } = scene;
  const stoppedAt = world.now();
  const look = (): void => {
    const alive = agents.find((one) => one.jobId === jobId && one.endedAt === null);
    if (alive === undefined) return;
    const runner = runners.find((one) => one.name === alive.computer);
    const appSince = app.readySince() ?? world.now();
    const disturbedAt = Math.max(appSince, runner?.disturbedAt() ?? 0);
    const quietSince = Math.max(stoppedAt, disturbedAt + CALL_HANGS_MS);
    if (world.now() >= quietSince + STOP_MS) {
      const says = `the agent of ${jobId} on ${alive.computer} lives ${(world.now() - stoppedAt) / 1_000} s after its stop`;
      world.violate("stop means stop", says);
    } else world.after(1_000, null, look);
  };
  world.after(STOP_MS, null, look);
}
