import { alone, type Command } from "./verb.ts";

/** `/ao help`: what AO understands. */
export const help = {
  verb: "help",
  usage: "/ao help",
  summary: "this list",
  example: "/ao help",
  whoMay: "read",
  matches: alone("help"),
} as const satisfies Command<"help">;
