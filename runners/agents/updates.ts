/**
 * What an agent sends while it works, folded into a small state.
 *
 * Agents differ: the same tool call is announced twice or only in a permission request, ends are missing, plan texts
 * change while they are worked on, costs count per turn or per session. So: everything is optional, tool calls are keyed
 * by id, the plan is replaced whole, and what does not fit is dropped.
 */
import { z } from "zod";
import type { PlanEntry } from "../../src/protocol/words.ts";
import type { AgentState } from "./agent.ts";

const MAX_SAID_CHARS = 32_000;
const MAX_TOOLS = 10_000;

const status = z.enum(["pending", "in_progress", "completed"]);
const Content = z.object({ type: z.string(), text: z.string().optional() });
const Todos = z.object({
  todos: z
    .array(z.object({ content: z.string(), status: z.string() }))
    .min(1)
    .max(200),
});
const Update = z
  .object({
    sessionUpdate: z.string(),
    content: z.unknown().optional(),
    toolCallId: z.string().optional(),
    title: z.string().nullish(),
    rawInput: z.unknown().optional(),
    entries: z
      .array(z.object({ content: z.string(), status }))
      .max(200)
      .optional(),
    cost: z.object({ amount: z.number(), currency: z.string() }).nullish(),
    _meta: z.unknown().optional(),
  })
  .transform(({ _meta: meta, ...update }) => ({ ...update, meta }));
export const SessionUpdate = z.object({ sessionId: z.string(), update: Update });
type Update = z.infer<typeof Update>;

/** A failure the agent reported inside an update instead of as an answer. */
export type ReportedFailure = { title: string; category: string };

const AirFailure = z.object({
  jetbrains: z.object({
    air: z.object({
      sessionFailure: z.object({
        category: z.string(),
        severity: z.string(),
        title: z.string(),
      }),
    }),
  }),
});
const CodexFailure = z.object({
  codex: z.object({
    threadStatus: z.object({ type: z.string() }).optional(),
    error: z.unknown().optional(),
  }),
});

/** The typed failure that Claude's and Codex' adapters put in `_meta`; null when there is none or it is a warning. */
export function readFailure(meta: unknown): ReportedFailure | null {
  const air = AirFailure.safeParse(meta);
  if (air.success) {
    const { category, severity, title } = air.data.jetbrains.air.sessionFailure;
    return severity === "error" ? { title, category } : null;
  }
  const codex = CodexFailure.safeParse(meta);
  if (codex.success && codex.data.codex.threadStatus?.type === "systemError") {
    const title = JSON.stringify(codex.data.codex.error ?? "no details");
    return { title: title.slice(0, 500), category: "unknown" };
  }
  return null;
}

/** Folds updates. One per agent process; `beginTurn` forgets what belongs to a turn only. */
export type UpdateLog = {
  take: (update: Update) => void;
  /** A tool call that is only seen in a permission request. */ takeTool: (
    id: string,
    title: string,
  ) => void;
  beginTurn: () => void;
  /** While a conversation is replayed, only its cost so far is listened to. */
  replaying: (on: boolean) => void;
  countTokens: (total: number) => void;
  state: () => AgentState;
  turn: () => { says: string; toolCalls: number; failure: ReportedFailure | null };
  sessionCostUsd: () => number | null;
};

export function makeUpdateLog(options: {
  usage: "turn" | "session" | "request" | "none";
  costBeforeUsd: number;
}): UpdateLog {
  const tools = new Map<string, string>();
  let plan: PlanEntry[] = [];
  let lastTool: string | null = null;
  let tokens: number | null = null;
  let costUsd: number | null = null;
  let costFromUsd = options.costBeforeUsd;
  let muted = false;
  let turn = { said: "", before: "", toolsAtStart: 0, failure: null as ReportedFailure | null };

  const takeTool = (id: string, title: string) => {
    if (tools.size >= MAX_TOOLS && !tools.has(id)) return;
    if (!tools.has(id) && turn.said !== "") {
      // Closing words are what comes after the last tool call.
      turn.before = turn.said;
      turn.said = "";
    }
    if (title !== "" || !tools.has(id)) tools.set(id, title);
    if (title !== "") lastTool = title.slice(0, 300);
  };
  const takeCost = (amount: number) => {
    // Some agents count a resumed conversation from zero again.
    if (costUsd === null && amount < costFromUsd) costFromUsd = 0;
    if (muted) costFromUsd = Math.max(costFromUsd, amount);
    costUsd = amount;
  };

  return {
    takeTool,
    take: (update) => {
      if (update.cost?.currency === "USD") takeCost(update.cost.amount);
      if (muted) return;
      turn.failure = readFailure(update.meta) ?? turn.failure;
      switch (update.sessionUpdate) {
        case "agent_message_chunk": {
          const content = Content.safeParse(update.content);
          const text = content.success ? (content.data.text ?? "") : "";
          turn.said = (turn.said + text).slice(-MAX_SAID_CHARS);
          return;
        }
        case "tool_call":
        case "tool_call_update": {
          if (update.toolCallId !== undefined) takeTool(update.toolCallId, update.title ?? "");
          plan = readTodos(update.rawInput) ?? plan;
          return;
        }
        case "plan":
          // An empty list is how one agent announces that it has no plans at all.
          if (update.entries !== undefined && update.entries.length > 0) {
            plan = boundPlan(update.entries);
          }
          return;
        default:
          return;
      }
    },
    beginTurn: () => {
      turn = { said: "", before: "", toolsAtStart: tools.size, failure: null };
    },
    replaying: (on) => {
      muted = on;
    },
    countTokens: (total) => {
      if (options.usage === "none") return;
      tokens = options.usage === "turn" ? (tokens ?? 0) + total : Math.max(tokens ?? 0, total);
    },
    state: () => ({
      plan,
      lastTool,
      toolCalls: tools.size,
      tokens,
      costUsd: costUsd === null ? null : Math.max(0, costUsd - costFromUsd),
    }),
    turn: () => ({
      says: turn.said.trim() === "" ? turn.before : turn.said,
      toolCalls: tools.size - turn.toolsAtStart,
      failure: turn.failure,
    }),
    sessionCostUsd: () => costUsd,
  };
}

/** Agents without ACP plans keep a to-do list with a tool; its input is the plan. */
function readTodos(rawInput: unknown): PlanEntry[] | null {
  const todos = Todos.safeParse(rawInput);
  if (!todos.success) return null;
  return boundPlan(
    todos.data.todos.map((todo) => ({
      content: todo.content,
      status: status.safeParse(todo.status).data ?? "pending",
    })),
  );
}

function boundPlan(entries: readonly PlanEntry[]): PlanEntry[] {
  return entries
    .slice(0, 50)
    .map(({ content, status: at }) => ({ content: content.slice(0, 500), status: at }));
}
