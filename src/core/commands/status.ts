import { alone, type Command } from "./verb.ts";

/** `/ao status`: where the work stands. */
export const status = {
  verb: "status",
  usage: "/ao status",
  summary: "where it stands and what it has cost",
  example: "/ao status",
  whoMay: "read",
  matches: alone("status"),
} as const satisfies Command<"status">;
