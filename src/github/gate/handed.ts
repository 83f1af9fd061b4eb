/** What a runner handed over, read but not believed: all that the rules look at. */
import type { PushRules } from "../port.ts";
import type { Change, NetChange } from "./changes.ts";
import type { Files } from "./files.ts";
import type { Site } from "./known.ts";
import type { Commit } from "./unpack.ts";

export interface Handed {
  site: Site;
  /** New commits, oldest first. */
  commits: readonly Commit[];
  changes: readonly Change[];
  net: readonly NetChange[];
  files: Files;
  rules: PushRules;
  /** The name of the branch that is pushed to. */
  branch: string;
  /** The base branch's name. */
  main: string;
  /** Secrets that AO knows: found in any form. */
  secrets: readonly string[];
}
