/** What the end of a turn means. Pure. `end_turn` only says that the agent stopped talking. */
import type { RequestError } from "@agentclientprotocol/sdk";
import { diagnose, JobFailure } from "../endings.ts";
import type { Turn } from "./agent.ts";
import { readFailure, type ReportedFailure } from "./updates.ts";

/**
 * @throws {JobFailure} `model_failed` when the agent says itself that the model failed or refused
 */
export function judgeTurn(
  answer: { stopReason: string; meta?: unknown },
  seen: { says: string; toolCalls: number; failure: ReportedFailure | null },
  name: string,
): Turn {
  const failure = readFailure(answer.meta) ?? seen.failure;
  if (failure !== null) {
    throw new JobFailure(
      diagnose("model_failed", `${name}'s model failed (${failure.category}): ${failure.title}`, {
        checked: ["the failure it reported with its answer"],
      }),
    );
  }
  if (answer.stopReason === "refusal") {
    throw new JobFailure(
      diagnose("model_failed", `${name}'s model refused to go on.`, {
        lastOutput: seen.says.slice(-4_000),
        checked: ["the stop reason of its turn"],
      }),
    );
  }
  const idle = seen.toolCalls === 0;
  return {
    stopReason: answer.stopReason,
    says: seen.says,
    empty: idle && seen.says.trim() === "",
    looksFailed: idle && soundsLikeError(seen.says),
  };
}

/** One line about a JSON-RPC error: agents put the reason in the message, in `data.message` or in `data.details`. */
export function describeModelError(error: RequestError): string {
  if (error.code === -32000) {
    return `it is not logged in (${error.message}). Log it in on the runner, or set its key there.`;
  }
  const details = readDetails(error.data);
  const says = details === null ? error.message : `${error.message} (${details})`;
  return `${says.slice(0, 700)} [${error.code}]`;
}

function readDetails(details: unknown): string | null {
  if (details === undefined || details === null) return null;
  if (typeof details === "string") return details;
  return JSON.stringify(details).slice(0, 500);
}

/** Copilot's and Codex' ways of saying in an ordinary message that the model did not answer. */
function soundsLikeError(says: string): boolean {
  const start = says.trimStart().slice(0, 200).toLowerCase();
  return (
    start.startsWith("error:") ||
    start.startsWith("retrying (attempt") ||
    start.startsWith("exceeded retry limit")
  );
}
