/** What the agent answered to a question about its work, as a quote: its words, not AO's. */
import { plain } from "../../protocol/fence.ts";

const MAX_CHARS = 1_500;

export function agentAnswerText(says: string): string {
  const quoted = plain(says.trim().slice(0, MAX_CHARS))
    .split("\n")
    .map((line) => `> ${line}`);
  return ["The agent answers, without a change:", "", ...quoted].join("\n");
}
