/**
 * A toll on every call by which a process reaches the world: each passage is counted, before the call and after its
 * effect but before its answer, and at one of them the process is killed.
 */
import { nameOf } from "../simulation/database.ts";
import type { SimProcess } from "../simulation/sim-process.ts";
import { never } from "../simulation/world.ts";
import type { World } from "../simulation/world.ts";

export type Victim = "app" | "runner";

/** `at` counts from 0 over all passages of both processes, up to the kill. */
export interface Passage {
  at: number;
  process: Victim;
  /** `before github postComment` */
  where: string;
  /** Two passages of one process with the same moment are one for the world: nothing has happened in between. */
  moment: string;
}

export interface Toll {
  readonly passages: readonly Passage[];
  /** The same object for the process that runs now; each of the named calls of it (all) is a passage before and after. */
  on<T extends object>(what: string, target: T, names?: readonly (keyof T & string)[]): T;
}

export interface TollParts {
  world: World;
  /** At which passage to kill; null: nowhere. */
  killAt: number | null;
  processOf(name: Victim): SimProcess;
}

/** What only reads may be asked twice. */
const READS = /^select /;

export function makeTolls(parts: TollParts): Record<Victim, Toll> {
  const { world, killAt } = parts;
  const passages: Passage[] = [];
  let isSpent = false;
  /** Calls that may change something. */
  let begun = 0;

  function pass(name: Victim, mine: SimProcess, where: string): boolean {
    if (!mine.alive) return false;
    if (isSpent) return true;
    const at = passages.length;
    const moment = `${name} ${world.events()} ${begun} ${world.hash()}`;
    passages.push({ at, process: name, where, moment });
    if (at !== killAt) return true;
    isSpent = true;
    // Not where: passages of one moment must have one history.
    mine.kill("at a passage");
    return false;
  }

  const tollFor = (name: Victim): Toll => ({
    passages,
    on(what, target, names) {
      const mine = parts.processOf(name);
      return wrap(target, names ?? Object.keys(target), async (verb, args, call) => {
        const where = what === "database" ? sayStatement(args[0]) : `${what} ${verb}`;
        if (!pass(name, mine, `before ${where}`)) return never();
        if (!READS.test(where)) begun += 1;
        const answer = await call();
        return pass(name, mine, `after ${where}`) ? answer : never();
      });
    },
  });
  return { app: tollFor("app"), runner: tollFor("runner") };
}

type Around = (verb: string, args: unknown[], call: () => Promise<unknown>) => Promise<unknown>;

function wrap<T extends object>(target: T, names: readonly string[], around: Around): T {
  const wrapped: [string, unknown][] = Object.entries(target).map(([verb, value]) => {
    if (!names.includes(verb) || typeof value !== "function") return [verb, value];
    return [
      verb,
      async (...args: unknown[]) =>
        around(verb, args, async () => Reflect.apply(value, target, args)),
    ];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same keys, and calls of the same kind
  return Object.fromEntries(wrapped) as T;
}

/** `select jobs`; a batch is always a decision. */
function sayStatement(statement: unknown): string {
  if (Array.isArray(statement)) return "the batch of a decision";
  if (typeof statement === "string") return nameOf(statement);
  const isObject = typeof statement === "object" && statement !== null && "sql" in statement;
  if (!isObject) throw new TypeError("a statement without SQL");
  return nameOf(String(statement.sql));
}
