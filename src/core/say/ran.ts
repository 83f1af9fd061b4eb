/** What an agent ran to find out, one line each: the command as it fits a phone, and how it ended. */
import { sanitise } from "../../protocol/sanitise.ts";
import type { Ran } from "../../protocol/outcome-file.ts";

const MAX_COMMAND_CHARS = 40;

export function ranLine({ command, exitCode }: Ran): string {
  const shown = sanitise(command)
    .text.replaceAll(/[`\s]+/g, " ")
    .trim();
  const clipped =
    shown.length > MAX_COMMAND_CHARS ? `${shown.slice(0, MAX_COMMAND_CHARS - 1)}…` : shown;
  return `- \`${clipped}\` → exit ${exitCode}`;
}
