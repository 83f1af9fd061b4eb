/** A word after `/ao` that is no command: the nearest one, and where the rest is. */
import { plain } from "../../protocol/fence.ts";
import { commands } from "../commands/index.ts";
import type { Said } from "../command.ts";

export function mistakeText(said: Extract<Said, { kind: "mistake" }>): string {
  const word = plain(said.word.slice(0, 40));
  // `/ao run [fresh]` is meant without what may be left out.
  const nearest = commands
    .filter(({ verb }) => verb === said.nearest)
    .map(({ usage }) => ` Did you mean \`${usage.replace(/ \[.*/, "")}\`?`);
  return `I don't know \`/ao\` with “${word}”.${nearest.join("")} \`/ao help\` lists what I understand; a whole sentence goes to the agent.`;
}
