import { alone, type Command } from "./verb.ts";

/** `/ao why`: the reasons for the last decisions. */
export const why = {
  verb: "why",
  usage: "/ao why",
  summary: "why AO did what it did last",
  example: "/ao why",
  whoMay: "read",
  matches: alone("why"),
} as const satisfies Command<"why">;
