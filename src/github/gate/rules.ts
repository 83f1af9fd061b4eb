/** What holds for every push, in the order in which it is looked at: what is cheap to see first. */
import { lookForClosings } from "./closings.ts";
import { lookForFilters, lookForPointers } from "./lfs.ts";
import { lookForCases } from "./cases.ts";
import { lookAtContents, lookAtCounts, lookAtSizes } from "./limits.ts";
import { lookAtLinks } from "./links.ts";
import { lookAtMessages } from "./messages.ts";
import { lookAtNames } from "./names.ts";
import { lookForProtected, lookForProtectedHere, lookThroughLinks } from "./protected.ts";
import { lookForSecrets, lookForSecretsBesides } from "./secrets.ts";
import { lookAtTests } from "./tests.ts";
import type { PushObjection } from "../../core/work-item.ts";
import type { Handed } from "./handed.ts";

export interface Rule {
  name: string;
  about: PushObjection;
  /** The agent can mend it; else only a person can. */
  forAgent: boolean;
  /** A sentence or two that name the path and what to do, or null when nothing speaks against the push. */
  look: (handed: Handed) => string | null | Promise<string | null>;
}

export const RULES: readonly Rule[] = [
  { name: "not too many files", about: "other", forAgent: true, look: lookAtCounts },
  { name: "names every machine can bear", about: "other", forAgent: true, look: lookAtNames },
  { name: "protected everywhere", about: "protected", forAgent: true, look: lookForProtected },
  {
    name: "protected by the repository",
    about: "protect_list",
    forAgent: true,
    look: lookForProtectedHere,
  },
  {
    name: "what protected links lead to",
    about: "protected",
    forAgent: true,
    look: lookThroughLinks,
  },
  { name: "no names that differ in case only", about: "other", forAgent: true, look: lookForCases },
  { name: "nothing is missing", about: "other", forAgent: false, look: lookAtContents },
  { name: "not too large", about: "other", forAgent: true, look: lookAtSizes },
  { name: "links stay inside", about: "other", forAgent: true, look: lookAtLinks },
  { name: "no filters", about: "other", forAgent: true, look: lookForFilters },
  { name: "no pointers to large files", about: "other", forAgent: true, look: lookForPointers },
  {
    name: "no secrets in names and messages",
    about: "secret",
    forAgent: true,
    look: lookForSecretsBesides,
  },
  { name: "no secrets in files", about: "secret", forAgent: true, look: lookForSecrets },
  { name: "checks will run", about: "other", forAgent: true, look: lookAtMessages },
  {
    name: "no other issue is closed",
    about: "other",
    forAgent: true,
    look: lookForClosings,
  },
  { name: "tests stay as strict", about: "tests", forAgent: true, look: lookAtTests },
];
