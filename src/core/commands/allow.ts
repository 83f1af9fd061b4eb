import type { Command } from "./verb.ts";

/** `/ao allow tests`: the only thing that can be allowed so far, and by a person only. */
export const allow = {
  verb: "allow",
  usage: "/ao allow tests",
  summary: "lets this work remove or loosen tests",
  example: "/ao allow tests",
  whoMay: "write",
  matches: (rest) => (rest === "allow tests" ? { argument: "tests" } : null),
} as const satisfies Command<"allow">;
