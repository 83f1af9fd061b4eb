/** What a simulated machine is made of. */
import type { Chance } from "./chance.ts";
import type { Computer } from "./computer.ts";
import type { SimProcess } from "./sim-process.ts";

/** Shares of turns. */
export interface AgentHabits {
  gitFails: number;
  startFails: number;
  crashes: number;
  hangs: number;
  doesNothing: number;
  /** It ends without a commit and says why. */
  reports: number;
  leavesDirty: number;
  /** Of commits: CI will be red. */
  red: number;
}

export interface MachineParts {
  runner: SimProcess;
  computer: Computer;
  habits: () => AgentHabits;
  chance: Chance;
}
