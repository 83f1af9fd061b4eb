import { alone, type Command } from "./verb.ts";

/** `/ao retry`: try again where it stopped. */
export const retry = {
  verb: "retry",
  usage: "/ao retry",
  summary: "tries again where it stopped",
  example: "/ao retry",
  whoMay: "write",
  matches: alone("retry"),
} as const satisfies Command<"retry">;
