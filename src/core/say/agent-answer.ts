/** What the agent answered to a question about its work, as a quote: its words, not AO's. */
import { quote } from "./quote.ts";

const MAX_CHARS = 1_500;

export function agentAnswerText(says: string): string {
  const quoted = quote(says.trim().slice(0, MAX_CHARS));
  return ["The agent answers, without a change:", "", ...quoted].join("\n");
}
