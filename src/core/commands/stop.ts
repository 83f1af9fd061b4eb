import type { Command } from "./verb.ts";

/** Nobody who writes one of these means anything else, and a stop that went to the agent as words would be no stop. */
const stops = new Set(["stop", "stop now", "stop please", "please stop"]);

/** `/ao stop`: nothing of this runs any more; the work is kept. */
export const stop = {
  verb: "stop",
  usage: "/ao stop",
  summary: "stops at once; the work is kept",
  example: "/ao stop",
  whoMay: "write",
  matches: (rest) => (stops.has(rest) ? { argument: null } : null),
} as const satisfies Command<"stop">;
