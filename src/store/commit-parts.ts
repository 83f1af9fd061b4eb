/** What the one door stands on. */
import type { Rules } from "../core/work-item.ts";
import type { Bell } from "./bell.ts";
import type { Database } from "./open.ts";

export interface CommitParts {
  database: Database;
  bell: Bell;
  clock: { now(): number; sleep(ms: number): Promise<void>; turn(): Promise<void> };
  ids: { next(): string };
  random(): number;
  log: { error(details: object, message: string): void };
  rules: Omit<Rules, "policy">;
}
