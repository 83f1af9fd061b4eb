/**
 * A coding agent over the Agent Client Protocol: a process of its own, one conversation, one prompt at a time.
 *
 * Nothing that the agent writes is trusted: answers are not validated by the SDK, nothing there has a time limit, and
 * `end_turn` proves nothing.
 */
import * as acp from "@agentclientprotocol/sdk";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { diagnose, JobFailure, listenForEnd, within } from "../endings.ts";
import {
  closeAgent,
  connect,
  describeDeath,
  initialize,
  type Live,
  openSession,
} from "./acp-connection.ts";
import type { Agent, AgentStart, Turn } from "./agent.ts";
import { describeModelError, judgeTurn } from "./judge.ts";

const CANCEL_GRACE_MS = 2_000;

const Answer = z
  .object({
    stopReason: z.string(),
    usage: z.object({ totalTokens: z.number() }).nullish().catch(null),
    _meta: z.unknown().optional(),
  })
  .transform(({ _meta: meta, ...answer }) => ({ ...answer, meta }));
/**
 * Starts the process, agrees on the protocol, opens or resumes the conversation.
 * @throws {JobFailure} `start_failed`, `exited` or `protocol`; what was started may still run and is the caller's to kill
 */
export async function startAcpAgent(start: AgentStart, clock: Clock): Promise<Agent> {
  const live = connect(start, clock);
  const capabilities = await initialize(live);
  const { id, resumed } = await openSession(live, capabilities);
  return {
    session: { id, agent: start.name },
    resumed,
    state: live.log.state,
    sessionCostUsd: live.log.sessionCostUsd,
    prompt: (text) => runTurn(live, id, text),
    close: () => closeAgent(live),
  };
}

/** Starts the agent, hears its `initialize`, and ends it: what `--check` and the daemon's start ask. */
export async function checkAcpAgent(start: AgentStart, clock: Clock): Promise<{ says: string }> {
  const live = connect(start, clock);
  try {
    const { agentInfo } = await initialize(live);
    const named = agentInfo === undefined ? "" : ` (${agentInfo.name} ${agentInfo.version})`;
    return { says: `answers over ACP${named}` };
  } finally {
    await closeAgent(live);
  }
}

async function runTurn(live: Live, sessionId: string, text: string): Promise<Turn> {
  const { start, clock, process, log } = live;
  start.signal.throwIfAborted();
  log.beginTurn();
  const { agent } = live.connection;
  const request = agent.request("session/prompt", { sessionId, prompt: [{ type: "text", text }] });
  const answered = request.then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const silence = process.whenSilent(start.silenceMs);
  const end = listenForEnd(start.signal);
  const first = await Promise.race([answered, silence.reached, end.reached]);
  silence.stop();
  end.stop();
  if (first === "aborted" || first === "silent") {
    await agent.notify("session/cancel", { sessionId }).catch(() => "its stdin is closed already");
    const after = await within(clock, CANCEL_GRACE_MS, answered);
    start.signal.throwIfAborted();
    const { checked, ...rest } = await process.examine();
    const heard = after === "late" ? "no answer in 2 s" : "answered";
    const seconds = Math.round(start.silenceMs / 1_000);
    const what = process.garbage() > 0 ? "protocol" : "silent";
    throw new JobFailure(
      diagnose(what, `${start.name} gave no sign of life for ${seconds} s and was stopped.`, {
        ...rest,
        checked: [...checked, `sent session/cancel: ${heard}`],
      }),
    );
  }
  if ("error" in first) throw await describeTurnError(live, first.error);
  const answer = Answer.safeParse(first.value);
  if (!answer.success) {
    throw new JobFailure(
      diagnose("protocol", `${start.name} answered the prompt with something that is no ACP.`, {
        lastOutput: process.lastOutput(),
      }),
    );
  }
  if (answer.data.usage) log.countTokens(answer.data.usage.totalTokens);
  return judgeTurn(answer.data, log.turn(), start.name);
}

async function describeTurnError(live: Live, error: unknown): Promise<JobFailure> {
  if (!(error instanceof acp.RequestError)) {
    return describeDeath(live, "in the middle of its turn", "exited");
  }
  const says = `${live.start.name} failed: ${describeModelError(error)}`;
  const rest = { checked: ["the answer to session/prompt"], lastOutput: live.process.lastOutput() };
  return new JobFailure(diagnose("model_failed", says, rest), error);
}
