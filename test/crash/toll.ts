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
  /** Whether the app answers: what keeps it has seen its start. */
  isServing(): boolean;
}

export function makeTolls(parts: TollParts): Record<Victim, Toll> {
  const { world, killAt } = parts;
  const passages: Passage[] = [];
  let isSpent = false;
  const changes = watchChanges(world);

  function pass(name: Victim, mine: SimProcess, where: string): boolean {
    if (!mine.alive) return false;
    if (isSpent) return true;
    const at = passages.length;
    const serves = parts.isServing() ? "serving" : "not serving";
    const moment = `${name} ${serves} ${world.hash()} ${changes.sayRecent()}`;
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
        const takeBack = where.startsWith("select ") ? null : changes.begin();
        const answer = await call();
        if (hasHitNoRow(answer)) takeBack?.();
        return pass(name, mine, `after ${where}`) ? answer : never();
      });
    },
  });
  return { app: tollFor("app"), runner: tollFor("runner") };
}

interface Changes {
  /** A call that may change something begins. The answer takes that back: it did not. */
  begin(): () => void;
  sayRecent(): string;
}

/** What has been changed since the last event of the world: of all before, its history tells. */
function watchChanges(world: World): Changes {
  const recent = new Set<number>();
  let seenEvents = 0;
  let last = 0;
  const forgetOlder = (): void => {
    if (world.events() !== seenEvents) recent.clear();
    seenEvents = world.events();
  };
  return {
    begin() {
      forgetOlder();
      last += 1;
      const mine = last;
      recent.add(mine);
      return () => recent.delete(mine);
    },
    sayRecent() {
      forgetOlder();
      return `${seenEvents} ${[...recent].join()}`;
    },
  };
}

/** An update for which nothing was there. One that returns rows does not count them as affected. */
function hasHitNoRow(answer: unknown): boolean {
  if (typeof answer !== "object" || answer === null) return false;
  if (!("rowsAffected" in answer && "rows" in answer)) return false;
  return answer.rowsAffected === 0 && Array.isArray(answer.rows) && answer.rows.length === 0;
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
