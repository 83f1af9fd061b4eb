/** A word after `/ao` that is no command: the nearest one, and where the rest is. */
import { plain } from "../../protocol/fence.ts";
import type { Said } from "../command.ts";

export function mistakeText(said: Extract<Said, { kind: "mistake" }>): string {
  const word = plain(said.word.slice(0, 40));
  const nearest = said.nearest === null ? "" : ` Did you mean \`/ao ${said.nearest}\`?`;
  return `I don't know \`/ao\` with “${word}”.${nearest} \`/ao help\` lists what I understand; a whole sentence goes to the agent.`;
}
