import type { Command } from "./verb.ts";

/** `/ao run`: take the issue on. `/ao run fresh`: the same, on a new branch and in a new conversation. */
export const run = {
  verb: "run",
  usage: "/ao run [fresh]",
  summary: "starts on this; `fresh` leaves earlier work aside",
  example: "/ao run fresh",
  whoMay: "write",
  matches: (rest) => {
    if (rest === "run") return { argument: null };
    return rest === "run fresh" ? { argument: "fresh" } : null;
  },
} as const satisfies Command<"run">;
