/** What a job needs of any coding agent, whatever it is spoken to with. */
import type { PlanEntry, Session } from "../../src/protocol/words.ts";

/** How to start one. Everything in it is decided; an implementation reads no configuration. */
export type AgentStart = {
  /** The name it is known by in reports and sessions. */ name: string;
  command: readonly string[];
  /** Absolute; also the directory a resumed session must have had. */ cwd: string;
  environment: Record<string, string>;
  /** The conversation to go on with; null starts a new one. */ session: Session | null;
  /** Without any message for this long it counts as hung. */ silenceMs: number;
  /** What its token count means; see `KnownAgent.usage`. */
  usage: "turn" | "session" | "request" | "none";
  /** What this conversation had cost when it was last spoken to, in US dollars. */
  costBeforeUsd: number;
  /** Called whenever `state` changed. */ onProgress: () => void;
  /** Ends whatever is going on. */ signal: AbortSignal;
};

/** What is known of the running job so far. Raw: not yet redacted, but bounded. */
export type AgentState = {
  plan: PlanEntry[];
  lastTool: string | null;
  toolCalls: number;
  tokens: number | null;
  /** Of this job. */ costUsd: number | null;
};

export type Turn = {
  /** ACP's stop reason as the agent wrote it; never proof of success. */ stopReason: string;
  /** What it said after its last tool call, bounded. */ says: string;
  /** It neither said nor did anything. */ empty: boolean;
  /** It did nothing and its last words look like an error message: how some agents show a failing model. */
  looksFailed: boolean;
};

export type Agent = {
  /** The conversation as it can be resumed later. */ session: Session;
  /** False when a session was asked for and could not be had. */ resumed: boolean;
  state: () => AgentState;
  /** Cumulative cost of the conversation, to be kept for the next job; null when the agent does not tell. */
  sessionCostUsd: () => number | null;
  /**
   * One turn; prompts are never sent two at a time. Throws `JobFailure` when the agent dies, hangs or its model fails,
   * and the signal's reason when the job is ended: then `session/cancel` was sent and waited for a moment.
   */
  prompt: (text: string) => Promise<Turn>;
  /** Lets it exit by itself for a moment. Whoever started it kills what is left. */ close: () => Promise<void>;
};
